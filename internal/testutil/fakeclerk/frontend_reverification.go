package fakeclerk

// sessionVerificationJSON is the answer to a reverification: proving a factor again before something sensitive.
type sessionVerificationJSON struct {
	Object                  string            `json:"object"`
	ID                      string            `json:"id"`
	Status                  string            `json:"status"`
	Level                   string            `json:"level"`
	Session                 *sessionJSON      `json:"session"`
	FirstFactorVerification *verificationJSON `json:"first_factor_verification"`
	SecondFactor            *verificationJSON `json:"second_factor_verification"`
	SupportedFirstFactors   []factorJSON      `json:"supported_first_factors"`
	SupportedSecondFactors  []factorJSON      `json:"supported_second_factors"`
}

func (c *call) verificationOf(s *session, status string) (any, error) {
	session, err := c.sessionJSON(s)
	if err != nil {
		return nil, err
	}
	factors := []factorJSON{}
	for _, f := range firstFactors(c.users.get(s.userID)) {
		if f.Strategy != strategyResetPassword {
			factors = append(factors, f)
		}
	}
	out := &sessionVerificationJSON{
		Object: "session_reverification", ID: newID("ver"), Status: status, Level: "first_factor", Session: session,
		SupportedFirstFactors: factors,
	}
	if strategy := c.form.Get("strategy"); strategy != "" {
		out.FirstFactorVerification = newVerification(strategy, "unverified", c.now)
	}
	return out, nil
}

func (c *call) startReverification() (any, error) {
	s, err := c.ownSession()
	if err != nil {
		return nil, err
	}
	if strategy := c.form.Get("strategy"); strategy != "" {
		c.sendFactorCode(c.users.get(s.userID), strategy)
	}
	return c.verificationOf(s, attemptNeedsFirstFactor)
}

// attemptReverification resets the fva claim to zero minutes.
func (c *call) attemptReverification() (any, error) {
	s, err := c.ownSession()
	if err != nil {
		return nil, err
	}
	if err := c.checkFactor(c.users.get(s.userID), c.form.Get("strategy")); err != nil {
		return nil, err
	}
	s.verifiedAt, s.updatedAt = c.now, c.now
	return c.verificationOf(s, attemptComplete)
}

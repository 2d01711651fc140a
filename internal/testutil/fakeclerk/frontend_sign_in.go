package fakeclerk

import "net/http"

// createSignIn does in one step whatever the given fields allow: nothing, name the user, send a code, or sign in.
func (c *call) createSignIn() (any, error) {
	b := c.requireClient()
	b.signIn = &signIn{id: newID("sia"), status: attemptNeedsIdentifier, createdAt: c.now}
	if c.cfg.SingleSession {
		if live := c.liveSessions(b); len(live) > 0 {
			return nil, sessionExists("session_exists", live[0])
		}
	}
	strategy, identifier := c.form.Get("strategy"), c.form.Get("identifier")
	if strategy == "ticket" {
		return c.signInByTicket(b.signIn)
	}
	if identifier == "" {
		return c.signInOrNil(b.signIn), nil
	}
	u := c.userByIdentifier(identifier)
	if u == nil {
		return nil, formError("form_identifier_not_found", "Couldn't find your account.", "identifier")
	}
	b.signIn.identifier, b.signIn.userID, b.signIn.status = identifier, u.id, attemptNeedsFirstFactor
	switch {
	case c.has("password"):
		return c.attemptSignIn(b.signIn, "password")
	case strategy != "" && strategy != "password":
		b.signIn.prepared = strategy
		c.sendFactorCode(u, strategy)
	}
	return c.signInOrNil(b.signIn), nil
}

func (c *call) signInByTicket(s *signIn) (any, error) {
	secret := c.form.Get("ticket")
	t := c.tickets.find(func(t *ticket) bool { return t.secret == secret })
	if t == nil || t.status != "pending" || !c.now.Before(t.expiresAt) {
		return nil, &apiError{status: http.StatusBadRequest, code: "ticket_invalid_code", message: "Ticket is invalid."}
	}
	u := c.users.get(t.userID)
	if u == nil {
		return nil, notFound("User")
	}
	t.status = "accepted"
	s.identifier, s.userID = u.identifier(), u.id
	return c.completeSignIn(s, u)
}

// ownSignIn is the sign-in in the path, which must be the one under way in this browser.
func (c *call) ownSignIn() (*signIn, error) {
	if c.client == nil || c.client.signIn == nil || c.client.signIn.id != c.r.PathValue("id") {
		return nil, notFound("Sign in")
	}
	return c.client.signIn, nil
}

func (c *call) getSignIn() (any, error) {
	s, err := c.ownSignIn()
	if err != nil {
		return nil, err
	}
	return c.signInOrNil(s), nil
}

func (c *call) prepareSignIn() (any, error) {
	s, err := c.ownSignIn()
	if err != nil {
		return nil, err
	}
	s.prepared = c.form.Get("strategy")
	if u := c.users.get(s.userID); u != nil {
		c.sendFactorCode(u, s.prepared)
	}
	return c.signInOrNil(s), nil
}

func (c *call) attemptFirstFactor() (any, error) {
	s, err := c.ownSignIn()
	if err != nil {
		return nil, err
	}
	return c.attemptSignIn(s, c.form.Get("strategy"))
}

func (c *call) attemptSignIn(s *signIn, strategy string) (any, error) {
	u := c.users.get(s.userID)
	if u == nil {
		return nil, notFound("Sign in")
	}
	if err := c.checkFactor(u, strategy); err != nil {
		return nil, err
	}
	if strategy == strategyResetPassword {
		s.status = attemptNeedsNewPassword
		return c.signInOrNil(s), nil
	}
	return c.completeSignIn(s, u)
}

// checkFactor compares the given password or code. The result is an error value proper, not a nil *apiError.
func (c *call) checkFactor(u *user, strategy string) error {
	switch strategy {
	case "password":
		if u.password == "" || c.form.Get("password") != u.password {
			return passwordIncorrect("password")
		}
	case "email_code", "phone_code", strategyResetPassword:
		if !c.isFactorCode(u, strategy) {
			return codeIncorrect()
		}
	default:
		return formError("form_param_value_invalid", "The strategy is not supported.", "strategy")
	}
	return nil
}

// resetPassword is the last step of "Forgot password?".
func (c *call) resetPassword() (any, error) {
	s, err := c.ownSignIn()
	if err != nil {
		return nil, err
	}
	u := c.users.get(s.userID)
	if u == nil || s.status != attemptNeedsNewPassword {
		return nil, notFound("Sign in")
	}
	if err := c.setPassword(u, "password"); err != nil {
		return nil, err
	}
	return c.completeSignIn(s, u)
}

func (c *call) completeSignIn(s *signIn, u *user) (any, error) {
	if u.banned || u.locked {
		return nil, &apiError{status: http.StatusForbidden, code: "user_locked", message: "Your account is locked."}
	}
	for _, live := range c.liveSessions(c.client) {
		if live.userID == u.id {
			return nil, sessionExists("identifier_already_signed_in", live)
		}
	}
	session := c.startSession(c.client, u, c.now)
	session.activity = activityOf(c.r)
	s.status, s.sessionID = attemptComplete, session.id
	c.client.signIn = nil
	return c.signInOrNil(s), nil
}

// sessionExists carries the session id, with which Clerk UI switches to that session.
func sessionExists(code string, s *session) *apiError {
	return &apiError{
		status: http.StatusBadRequest, code: code, message: "You're already signed in.", meta: map[string]any{"session_id": s.id},
	}
}

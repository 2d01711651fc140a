package fakeclerk

import (
	"net/http"
	"time"
)

const attemptLife = 24 * time.Hour

// Statuses that sign_in and sign_up share.
const (
	attemptNeedsIdentifier  = "needs_identifier"
	attemptNeedsFirstFactor = "needs_first_factor"
	attemptNeedsNewPassword = "needs_new_password"
	attemptComplete         = "complete"
)

const strategyResetPassword = "reset_password_email_code"

// signIn is a sign-in under way.
type signIn struct {
	id         string
	identifier string
	userID     string
	status     string
	prepared   string // the strategy a code was sent for
	sessionID  string
	createdAt  time.Time
}

type factorJSON struct {
	Strategy       string `json:"strategy"`
	EmailAddressID string `json:"email_address_id,omitempty"`
	PhoneNumberID  string `json:"phone_number_id,omitempty"`
	SafeIdentifier string `json:"safe_identifier,omitempty"`
	Primary        bool   `json:"primary,omitempty"`
}

type userDataJSON struct {
	FirstName *string `json:"first_name"`
	LastName  *string `json:"last_name"`
	ImageURL  string  `json:"image_url"`
	HasImage  bool    `json:"has_image"`
}

type signInJSON struct {
	Object                   string            `json:"object"`
	ID                       string            `json:"id"`
	Status                   string            `json:"status"`
	SupportedIdentifiers     []string          `json:"supported_identifiers"`
	Identifier               *string           `json:"identifier"`
	UserData                 *userDataJSON     `json:"user_data"`
	SupportedFirstFactors    []factorJSON      `json:"supported_first_factors"`
	SupportedSecondFactors   []factorJSON      `json:"supported_second_factors"`
	FirstFactorVerification  *verificationJSON `json:"first_factor_verification"`
	SecondFactorVerification *verificationJSON `json:"second_factor_verification"`
	CreatedSessionID         *string           `json:"created_session_id"`
	AbandonAt                int64             `json:"abandon_at"`
}

func (c *call) signInOrNil(s *signIn) *signInJSON {
	if s == nil {
		return nil
	}
	out := &signInJSON{
		Object: "sign_in", ID: s.id, Status: s.status, SupportedIdentifiers: []string{"email_address"},
		Identifier: nullable(s.identifier), CreatedSessionID: nullable(s.sessionID),
		AbandonAt: s.createdAt.Add(attemptLife).UnixMilli(),
	}
	if u := c.users.get(s.userID); u != nil {
		out.UserData = &userDataJSON{FirstName: nullable(u.firstName), LastName: nullable(u.lastName), ImageURL: c.imageURL(u.displayName())}
		out.SupportedFirstFactors = firstFactors(u)
	}
	if s.prepared != "" {
		out.FirstFactorVerification = newVerification(s.prepared, "unverified", c.now)
	}
	return out
}

// firstFactors are the ways a user can prove who they are.
func firstFactors(u *user) []factorJSON {
	factors := []factorJSON{}
	if u.password != "" {
		factors = append(factors, factorJSON{Strategy: "password"})
	}
	for _, i := range u.identifications {
		if i.kind != kindEmail || !i.verified {
			continue
		}
		factor := factorJSON{
			Strategy: i.kind.strategy(), EmailAddressID: i.id, SafeIdentifier: i.value, Primary: i.id == u.primaryEmailID,
		}
		factors = append(factors, factor)
		if u.password != "" {
			factor.Strategy = strategyResetPassword
			factors = append(factors, factor)
		}
	}
	return factors
}

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
	}
	return c.signInOrNil(b.signIn), nil
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
		if c.form.Get("code") != c.cfg.EmailCode {
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

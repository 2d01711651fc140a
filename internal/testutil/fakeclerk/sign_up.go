package fakeclerk

import (
	"encoding/json"
	"net/http"
	"net/mail"
	"time"
)

// signUp is a sign-up under way.
type signUp struct {
	id             string
	fields         signUpFields
	prepared       bool // a code is under way
	verified       bool
	sessionID      string
	userID         string
	createdAt      time.Time
	unsafeMetadata json.RawMessage
}

type signUpFields struct {
	email, password, username, firstName, lastName string
}

type signUpVerificationJSON struct {
	verificationJSON
	NextAction          string   `json:"next_action"`
	SupportedStrategies []string `json:"supported_strategies"`
}

type signUpVerificationsJSON struct {
	EmailAddress    *signUpVerificationJSON `json:"email_address"`
	PhoneNumber     *signUpVerificationJSON `json:"phone_number"`
	Web3Wallet      *signUpVerificationJSON `json:"web3_wallet"`
	ExternalAccount *signUpVerificationJSON `json:"external_account"`
}

type signUpJSON struct {
	Object                  string                  `json:"object"`
	ID                      string                  `json:"id"`
	Status                  string                  `json:"status"`
	RequiredFields          []string                `json:"required_fields"`
	OptionalFields          []string                `json:"optional_fields"`
	MissingFields           []string                `json:"missing_fields"`
	UnverifiedFields        []string                `json:"unverified_fields"`
	Verifications           signUpVerificationsJSON `json:"verifications"`
	Username                *string                 `json:"username"`
	EmailAddress            *string                 `json:"email_address"`
	PhoneNumber             *string                 `json:"phone_number"`
	Web3Wallet              *string                 `json:"web3_wallet"`
	PasswordEnabled         bool                    `json:"password_enabled"`
	HasPassword             bool                    `json:"has_password"`
	FirstName               *string                 `json:"first_name"`
	LastName                *string                 `json:"last_name"`
	Locale                  *string                 `json:"locale"`
	UnsafeMetadata          json.RawMessage         `json:"unsafe_metadata"`
	PublicMetadata          json.RawMessage         `json:"public_metadata"`
	CustomAction            bool                    `json:"custom_action"`
	ExternalID              *string                 `json:"external_id"`
	CreatedSessionID        *string                 `json:"created_session_id"`
	CreatedUserID           *string                 `json:"created_user_id"`
	AbandonAt               int64                   `json:"abandon_at"`
	LegalAcceptedAt         *int64                  `json:"legal_accepted_at"`
	ExternalAccount         *struct{}               `json:"external_account"`
	ExternalAccountStrategy *string                 `json:"external_account_strategy"`
}

func (s *signUp) missing() []string {
	missing := []string{}
	if s.fields.email == "" {
		missing = append(missing, "email_address")
	}
	if s.fields.password == "" {
		missing = append(missing, "password")
	}
	return missing
}

func (c *call) signUpOrNil(s *signUp) *signUpJSON {
	if s == nil {
		return nil
	}
	out := &signUpJSON{
		Object: "sign_up", ID: s.id, Status: "missing_requirements",
		RequiredFields:   []string{"email_address", "password"},
		OptionalFields:   []string{"first_name", "last_name", "username"},
		MissingFields:    s.missing(),
		UnverifiedFields: []string{},
		Username:         nullable(s.fields.username),
		EmailAddress:     nullable(s.fields.email),
		PasswordEnabled:  s.fields.password != "",
		HasPassword:      s.fields.password != "",
		FirstName:        nullable(s.fields.firstName),
		LastName:         nullable(s.fields.lastName),
		UnsafeMetadata:   metadata(s.unsafeMetadata),
		PublicMetadata:   metadata(nil),
		CreatedSessionID: nullable(s.sessionID),
		CreatedUserID:    nullable(s.userID),
		AbandonAt:        s.createdAt.Add(attemptLife).UnixMilli(),
	}
	if s.sessionID != "" {
		out.Status = attemptComplete
	}
	if s.fields.email != "" {
		out.Verifications.EmailAddress = s.verification(c.now)
		if !s.verified {
			out.UnverifiedFields = append(out.UnverifiedFields, "email_address")
		}
	}
	return out
}

// verification has no strategy before a code was sent: Clerk UI skips sending one when it sees a strategy.
func (s *signUp) verification(now time.Time) *signUpVerificationJSON {
	v := &signUpVerificationJSON{
		verificationJSON:    *newVerification("email_code", "unverified", now),
		NextAction:          "needs_attempt",
		SupportedStrategies: []string{"email_code"},
	}
	switch {
	case s.verified:
		v.verificationJSON, v.NextAction = *newVerification("email_code", "verified", now), ""
	case !s.prepared:
		v.Strategy, v.NextAction = nil, "needs_prepare"
	}
	return v
}

func (c *call) createSignUp() (any, error) {
	if c.cfg.SignUpMode != SignUpPublic {
		return nil, &apiError{
			status: http.StatusForbidden, code: "sign_up_mode_restricted", message: "Sign ups are currently restricted to invited users.",
		}
	}
	b := c.requireClient()
	if live := c.liveSessions(b); c.cfg.SingleSession && len(live) > 0 {
		return nil, sessionExists("session_exists", live[0])
	}
	b.signUp = &signUp{id: newID("sua"), createdAt: c.now}
	return c.updateSignUpFields(b.signUp)
}

func (c *call) ownSignUp() (*signUp, error) {
	if c.client == nil || c.client.signUp == nil || c.client.signUp.id != c.r.PathValue("id") {
		return nil, notFound("Sign up")
	}
	return c.client.signUp, nil
}

func (c *call) getSignUp() (any, error) {
	s, err := c.ownSignUp()
	if err != nil {
		return nil, err
	}
	return c.signUpOrNil(s), nil
}

func (c *call) updateSignUp() (any, error) {
	s, err := c.ownSignUp()
	if err != nil {
		return nil, err
	}
	return c.updateSignUpFields(s)
}

func (c *call) updateSignUpFields(s *signUp) (any, error) {
	if email := c.form.Get("email_address"); email != "" && email != s.fields.email {
		if err := c.checkNewIdentifier(kindEmail, email); err != nil {
			return nil, err
		}
		s.fields.email, s.prepared, s.verified = email, false, false
	}
	if password := c.form.Get("password"); password != "" {
		if err := checkNewPassword(password, "password"); err != nil {
			return nil, err
		}
		s.fields.password = password
	}
	if raw := c.form.Get("unsafe_metadata"); json.Valid([]byte(raw)) {
		s.unsafeMetadata = json.RawMessage(raw)
	}
	for field, target := range map[string]*string{
		"first_name": &s.fields.firstName, "last_name": &s.fields.lastName, "username": &s.fields.username,
	} {
		if c.has(field) {
			*target = c.form.Get(field)
		}
	}
	return c.completeSignUp(s)
}

// checkNewIdentifier refuses an identifier that another user has, and an invalid email address.
func (c *Clerk) checkNewIdentifier(kind identificationKind, value string) error {
	if _, err := mail.ParseAddress(value); kind == kindEmail && err != nil {
		return formError("form_param_format_invalid", "Email address must be a valid email address.", string(kind))
	}
	if c.userByIdentifier(value) != nil {
		return formError("form_identifier_exists", "That "+string(kind)+" is taken. Please try another.", string(kind))
	}
	return nil
}

func checkNewPassword(password, param string) error {
	if len(password) < 8 {
		return formError("form_password_length_too_short", "Passwords must be 8 characters or more.", param)
	}
	return nil
}

func (c *call) prepareSignUp() (any, error) {
	s, err := c.ownSignUp()
	if err != nil {
		return nil, err
	}
	s.prepared = true
	return c.signUpOrNil(s), nil
}

func (c *call) attemptSignUp() (any, error) {
	s, err := c.ownSignUp()
	if err != nil {
		return nil, err
	}
	if c.form.Get("code") != c.cfg.EmailCode {
		return nil, codeIncorrect()
	}
	s.verified = true
	return c.completeSignUp(s)
}

// completeSignUp makes the user once nothing is missing.
func (c *call) completeSignUp(s *signUp) (any, error) {
	if !s.verified || len(s.missing()) > 0 {
		return c.signUpOrNil(s), nil
	}
	if err := c.checkNewIdentifier(kindEmail, s.fields.email); err != nil {
		return nil, err
	}
	u := &user{
		id: newID("user"), username: s.fields.username, firstName: s.fields.firstName, lastName: s.fields.lastName,
		password: s.fields.password, unsafeMetadata: s.unsafeMetadata, createdAt: c.now, updatedAt: c.now,
	}
	email := newIdentification(kindEmail, s.fields.email, c.now)
	email.verified = true
	u.addIdentification(email)
	c.addUser(u)
	session := c.startSession(c.client, u, c.now)
	session.activity = activityOf(c.r)
	s.userID, s.sessionID = u.id, session.id
	c.client.signUp = nil
	return c.signUpOrNil(s), nil
}

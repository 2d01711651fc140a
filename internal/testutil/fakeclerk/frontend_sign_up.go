package fakeclerk

import (
	"encoding/json"
	"net/http"
)

func (c *call) createSignUp() (any, error) {
	if c.cfg.SignUpMode != SignUpPublic {
		return nil, &apiError{
			status: http.StatusForbidden, code: "sign_up_mode_restricted", message: "Sign ups are currently restricted to invited users.",
		}
	}
	if err := c.checkCaptcha(); err != nil {
		return nil, err
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

func (c *call) prepareSignUp() (any, error) {
	s, err := c.ownSignUp()
	if err != nil {
		return nil, err
	}
	s.prepared = true
	c.sendCode(s.fields.email)
	return c.signUpOrNil(s), nil
}

func (c *call) attemptSignUp() (any, error) {
	s, err := c.ownSignUp()
	if err != nil {
		return nil, err
	}
	if !c.isCode(s.fields.email, c.form.Get("code")) {
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

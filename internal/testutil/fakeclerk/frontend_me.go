package fakeclerk

import (
	"encoding/json"
	"strings"
)

// currentUser returns the user of the session in the query.
func (c *call) currentUser() (*user, error) {
	s, err := c.currentSession()
	if err != nil {
		return nil, err
	}
	return c.users.get(s.userID), nil
}

func (c *call) getMe() (any, error) {
	u, err := c.currentUser()
	if err != nil {
		return nil, err
	}
	return c.userJSON(u), nil
}

// updateMe changes the fields that were sent. An empty one is cleared.
func (c *call) updateMe() (any, error) {
	u, err := c.currentUser()
	if err != nil {
		return nil, err
	}
	if username := c.form.Get("username"); username != "" && !strings.EqualFold(username, u.username) {
		if err := c.checkNewIdentifier("username", username); err != nil {
			return nil, err
		}
	}
	for field, kind := range map[string]identificationKind{
		"primary_email_address_id": kindEmail, "primary_phone_number_id": kindPhone,
	} {
		if id := c.form.Get(field); id != "" {
			i := u.identification(id)
			if i == nil || i.kind != kind || !i.verified {
				return nil, notFound("Identification")
			}
			*u.primary(kind) = id
		}
	}
	for field, target := range map[string]*string{
		"first_name": &u.firstName, "last_name": &u.lastName, "username": &u.username,
	} {
		if c.has(field) {
			*target = c.form.Get(field)
		}
	}
	if raw := c.form.Get("unsafe_metadata"); json.Valid([]byte(raw)) {
		u.unsafeMetadata = json.RawMessage(raw)
	}
	u.updatedAt = c.now
	return c.userJSON(u), nil
}

func (c *call) deleteMe() (any, error) {
	u, err := c.currentUser()
	if err != nil {
		return nil, err
	}
	c.removeUser(u, c.now)
	return deleted("user", u.id), nil
}

func (c *call) changePassword() (any, error) {
	s, err := c.currentSession()
	if err != nil {
		return nil, err
	}
	u := c.users.get(s.userID)
	if u.password != "" && c.form.Get("current_password") != u.password {
		return nil, passwordIncorrect("current_password")
	}
	if err := c.setPassword(u, "new_password"); err != nil {
		return nil, err
	}
	if c.form.Get("sign_out_of_other_sessions") == "true" {
		c.endSessionsOf(u.id, s.id, statusRevoked, c.now)
	}
	return c.userJSON(u), nil
}

// setPassword takes the new password from the form.
func (c *call) setPassword(u *user, param string) error {
	if err := checkNewPassword(c.form.Get(param), param); err != nil {
		return err
	}
	u.password, u.updatedAt = c.form.Get(param), c.now
	return nil
}

func (c *call) removePassword() (any, error) {
	u, err := c.currentUser()
	if err != nil {
		return nil, err
	}
	if c.form.Get("current_password") != u.password {
		return nil, passwordIncorrect("current_password")
	}
	u.password, u.updatedAt = "", c.now
	return c.userJSON(u), nil
}

// mergeMyMetadata changes single keys of the unsafe metadata, the one that browsers may write.
func (c *call) mergeMyMetadata() (any, error) {
	u, err := c.currentUser()
	if err != nil {
		return nil, err
	}
	if raw := c.form.Get("unsafe_metadata"); json.Valid([]byte(raw)) {
		metadataParams{UnsafeMetadata: json.RawMessage(raw)}.merge(u.metadata())
	}
	u.updatedAt = c.now
	return c.userJSON(u), nil
}

package fakeclerk

import "time"

type signInTokenJSON struct {
	Object    string `json:"object"`
	ID        string `json:"id"`
	Status    string `json:"status"`
	UserID    string `json:"user_id"`
	Token     string `json:"token,omitempty"`
	URL       string `json:"url,omitempty"`
	CreatedAt int64  `json:"created_at"`
	UpdatedAt int64  `json:"updated_at"`
}

func (t *ticket) json() signInTokenJSON {
	at := t.createdAt.UnixMilli()
	return signInTokenJSON{Object: "sign_in_token", ID: t.id, Status: t.status, UserID: t.userID, CreatedAt: at, UpdatedAt: at}
}

// createSignInToken makes a ticket, for 30 days unless told otherwise.
func (c *call) createSignInToken() (any, error) {
	p := struct {
		UserID           string `json:"user_id"`
		ExpiresInSeconds int64  `json:"expires_in_seconds"`
	}{ExpiresInSeconds: 30 * 24 * 60 * 60}
	if err := c.decode(&p); err != nil {
		return nil, err
	}
	if c.users.get(p.UserID) == nil {
		return nil, notFound("User")
	}
	t := c.newTicket(p.UserID, time.Duration(p.ExpiresInSeconds)*time.Second, c.now)
	out := t.json()
	out.Token = t.secret
	out.URL = c.cfg.Origin + "/sign-in?__clerk_ticket=" + t.secret
	return out, nil
}

func (c *call) revokeSignInToken() (any, error) {
	t := c.tickets.get(c.r.PathValue("id"))
	if t == nil || t.status != "pending" {
		return nil, notFound("Sign in token")
	}
	t.status = "revoked"
	return t.json(), nil
}

package fakeclerk

import "net/http"

func (c *Clerk) machineRoutes(mux *http.ServeMux) {
	for path, kind := range map[string]machineKind{
		"/api_keys/verify":                         apiKeyKind(),
		"/m2m_tokens/verify":                       m2mKind(),
		"/oauth_applications/access_tokens/verify": oauthKind(),
	} {
		mux.Handle(backendPattern("POST "+path), c.backend(verifyMachineToken(kind)))
	}
}

// verifyMachineToken gives the same answer for a token that never existed and for one that has
// ended.
func verifyMachineToken(kind machineKind) handler {
	return func(c *call) (any, error) {
		var body map[string]string
		if err := c.decode(&body); err != nil {
			return nil, err
		}
		text := body[kind.field]
		if text == "" {
			return nil, missingParam(kind.field)
		}
		t := c.machineTokens.find(func(t *machineToken) bool { return t.kind == kind && t.Token == text })
		if t == nil || t.revoked || !t.ExpiresAt.IsZero() && !c.now.Before(t.ExpiresAt) {
			return nil, notFound(kind.noun)
		}
		return t.json(), nil
	}
}

// machineTokenJSON has the fields of all three kinds; Clerk's have some less.
type machineTokenJSON struct {
	Object           string         `json:"object"`
	ID               string         `json:"id"`
	Type             string         `json:"type"`
	Name             string         `json:"name,omitempty"`
	ClientID         string         `json:"client_id,omitempty"`
	Subject          string         `json:"subject"`
	Scopes           []string       `json:"scopes"`
	Audience         []string       `json:"aud,omitempty"`
	Claims           map[string]any `json:"claims"`
	Revoked          bool           `json:"revoked"`
	RevocationReason *string        `json:"revocation_reason"`
	Expired          bool           `json:"expired"`
	Expiration       *int64         `json:"expiration"`
	CreatedAt        int64          `json:"created_at"`
	UpdatedAt        int64          `json:"updated_at"`
}

func (t *machineToken) json() machineTokenJSON {
	answer := machineTokenJSON{
		Object: t.kind.object, ID: t.ID, Type: t.kind.object, Name: t.Name, ClientID: t.ClientID, Subject: t.Subject,
		Scopes: append([]string{}, t.Scopes...), Audience: t.Audience, Claims: t.Claims,
		CreatedAt: t.createdAt.UnixMilli(), UpdatedAt: t.createdAt.UnixMilli(),
	}
	if !t.ExpiresAt.IsZero() {
		answer.Expiration = new(t.ExpiresAt.UnixMilli())
	}
	return answer
}

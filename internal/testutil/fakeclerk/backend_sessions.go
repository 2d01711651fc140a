package fakeclerk

import (
	"net/http"
	"slices"

	"github.com/golang-jwt/jwt/v5"
)

// backendSession has ids in the place of user and token.
func (c *call) backendSession(s *session) (any, error) {
	out := c.sessionWithoutUser(s)
	out.ClientID, out.UserID, out.LatestActivity = s.clientID, s.userID, s.activity.json()
	out.PublicUserData = nil
	return out, nil
}

// listSessions knows the filters user_id, client_id and status. The newest session comes first.
func (c *call) listSessions() (any, error) {
	query := c.r.URL.Query()
	matches := func(filter, value string) bool { return !query.Has(filter) || query.Get(filter) == value }
	found := c.sessions.filter(func(s *session) bool {
		return matches("user_id", s.userID) && matches("client_id", s.clientID) && matches("status", s.status)
	})
	slices.Reverse(found)
	page := paginate(c.r, found)
	out := pageJSON[any]{Data: []any{}, TotalCount: page.TotalCount}
	for _, s := range page.Data {
		session, err := c.backendSession(s)
		if err != nil {
			return nil, err
		}
		out.Data = append(out.Data, session)
	}
	return out, nil
}

func (c *call) createSession() (any, error) {
	var p struct {
		UserID string `json:"user_id"`
	}
	if err := c.decode(&p); err != nil {
		return nil, err
	}
	u := c.users.get(p.UserID)
	if u == nil {
		return nil, notFound("User")
	}
	return c.backendSession(c.startSession(c.newClient(c.now), u, c.now))
}

func (c *call) revokeSession(s *session) (any, error) {
	c.endSession(s, statusRevoked, c.now)
	return c.backendSession(s)
}

func (c *call) backendSessionToken(s *session) (any, error) {
	if !s.live() {
		return nil, notFound("Session")
	}
	token, err := c.mintSession(s, s.orgID, c.cfg.Origin, c.now)
	return tokenJSON{Object: "token", JWT: token}, err
}

func (c *call) backendTemplateToken(s *session) (any, error) {
	if !s.live() {
		return nil, notFound("Session")
	}
	token, err := c.mintTemplate(s, c.cfg.Origin, c.now)
	return tokenJSON{Object: "token", JWT: token}, err
}

type refreshParams struct {
	Format         string              `json:"format"` // cookie or token
	ExpiredToken   string              `json:"expired_token"`
	RefreshToken   string              `json:"refresh_token"`
	RequestOrigin  string              `json:"request_origin"`
	RequestHeaders map[string][]string `json:"request_headers"`
}

type refreshedCookiesJSON struct {
	Object  string   `json:"object"`
	Cookies []string `json:"cookies"`
}

// refreshSession renews an expired session token for a backend that holds the browser's refresh token.
func (c *call) refreshSession(s *session) (any, error) {
	var p refreshParams
	if err := c.decode(&p); err != nil {
		return nil, err
	}
	if !s.live() {
		return nil, notFound("Session")
	}
	if clientID, ok := c.refreshTokens[p.RefreshToken]; !ok || clientID != s.clientID || !c.signedFor(p.ExpiredToken, s) {
		return nil, &apiError{status: http.StatusUnauthorized, code: "invalid_refresh_token", message: "The refresh token is invalid."}
	}
	c.site.origin = p.RequestOrigin
	if p.Format == "cookie" {
		cookies, err := c.sessionCookies(s)
		return refreshedCookiesJSON{Object: "cookies", Cookies: lines(cookies)}, err
	}
	token, err := c.mintSession(s, s.orgID, c.site.origin, c.now)
	return tokenJSON{Object: "token", JWT: token}, err
}

// signedFor checks signature and session of a token, not its times: being expired is the point.
func (c *Clerk) signedFor(token string, s *session) bool {
	claims := jwt.MapClaims{}
	parser := jwt.NewParser(jwt.WithoutClaimsValidation(), jwt.WithValidMethods([]string{"RS256"}))
	_, err := parser.ParseWithClaims(token, claims, func(*jwt.Token) (any, error) { return &c.signer.key.PublicKey, nil })
	return err == nil && claims["sid"] == s.id
}

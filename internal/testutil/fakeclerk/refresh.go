package fakeclerk

import (
	"net/http"

	"github.com/golang-jwt/jwt/v5"
)

func (c *Clerk) newRefreshToken(clientID string) string {
	token := newID("refresh")
	c.refreshTokens[token] = clientID
	return token
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

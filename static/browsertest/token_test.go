package browsertest_test

import (
	"crypto/sha1"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

// token is what a test server reads from a session token.
type token struct {
	Subject   string `json:"sub"`
	SessionID string `json:"sid"`
	Status    string `json:"sts"`
	Expiry    int64  `json:"exp"`
	Org       struct {
		ID string `json:"id"`
	} `json:"o"`
	stale bool // somebody is signed in, but the token has expired
}

// readToken is the zero token for a request that carries none.
func (s *site) readToken(r *http.Request) token {
	// Cookies ignore ports, so the plain name may be another test's.
	suffix := sha1.Sum([]byte(s.fake.PublishableKey()))
	cookie, err := r.Cookie("__session_" + base64.RawURLEncoding.EncodeToString(suffix[:])[:8])
	if err != nil {
		return token{}
	}
	var t token
	_, payload, _ := strings.Cut(cookie.Value, ".")
	payload, _, _ = strings.Cut(payload, ".")
	claims, err := base64.RawURLEncoding.DecodeString(payload)
	if err != nil || json.Unmarshal(claims, &t) != nil {
		return token{}
	}
	if time.Unix(t.Expiry, 0).Before(s.now()) {
		return token{stale: true}
	}
	return t
}

// expired deletes the cookie of that name.
func expired(name string) *http.Cookie {
	return &http.Cookie{Name: name, Path: "/", Expires: time.Unix(1, 0)}
}

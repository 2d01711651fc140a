package fakeclerk

import (
	"crypto/sha1" // Clerk derives the suffix of cookie names with it; nothing rests on it
	"encoding/base64"
	"net/http"
	"strconv"
	"time"
)

// Clerk's cookie names.
const (
	cookieClient         = "__client"
	cookieClientUat      = "__client_uat"
	cookieSession        = "__session"
	cookieRefresh        = "__refresh"
	cookieDevBrowser     = "__clerk_db_jwt"
	cookieHandshake      = "__clerk_handshake"
	cookieHandshakeNonce = "__clerk_handshake_nonce"
)

// Clerk keeps the __session cookie long after the token in it has expired: the expired token
// names the session to refresh.
const (
	clientCookieLife  = 365 * 24 * time.Hour
	sessionCookieLife = clientCookieLife
	uatCookieLife     = 10 * clientCookieLife
)

// suffixed is a cookie name that belongs to this instance alone: the name and eight characters of the publishable key's hash.
func (c *Clerk) suffixed(name string) string {
	sum := sha1.Sum([]byte(c.publishableKey))
	return name + "_" + base64.RawURLEncoding.EncodeToString(sum[:])[:8]
}

// newCookie is readable by scripts, as Clerk's are unless said otherwise.
func (c *call) newCookie(name, value string, life time.Duration) *http.Cookie {
	return &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: int(life.Seconds()), SameSite: http.SameSiteLaxMode,
		Secure: c.r.TLS != nil,
	}
}

func (c *call) expiredCookie(name string) *http.Cookie {
	cookie := c.newCookie(name, "", 0)
	cookie.MaxAge = -1
	return cookie
}

func (c *call) setCookie(cookie *http.Cookie) { c.header.Add("Set-Cookie", cookie.String()) }

func (c *call) cookie(name string) string {
	cookie, err := c.r.Cookie(name)
	if err != nil {
		return ""
	}
	return cookie.Value
}

// syncCookies keeps __client_uat up to date. In development clerk-js writes it itself.
func (c *call) syncCookies() {
	if c.cfg.Mode != ProductionMode || c.client == nil {
		return
	}
	value := strconv.FormatInt(c.clientUat(c.client), 10)
	for _, name := range []string{cookieClientUat, c.suffixed(cookieClientUat)} {
		if c.cookie(name) != value {
			c.setCookie(c.newCookie(name, value, uatCookieLife))
		}
	}
}

// sessionCookies hold a fresh token, and the means to renew it where the instance has refresh tokens.
func (c *call) sessionCookies(s *session) ([]*http.Cookie, error) {
	token, err := c.mintSession(s, s.orgID, c.site.origin, c.now)
	if err != nil {
		return nil, err
	}
	cookies := c.pair(cookieSession, token, sessionCookieLife)
	if c.cfg.RefreshTokens {
		refresh := c.newCookie(c.suffixed(cookieRefresh), c.newRefreshToken(s.clientID), clientCookieLife)
		refresh.HttpOnly = true
		cookies = append(cookies, refresh)
	}
	return cookies, nil
}

func (c *Clerk) newRefreshToken(clientID string) string {
	token := newID("refresh")
	c.refreshTokens[token] = clientID
	return token
}

// pair is a cookie under its plain and its suffixed name.
func (c *call) pair(name, value string, life time.Duration) []*http.Cookie {
	return []*http.Cookie{c.newCookie(name, value, life), c.newCookie(c.suffixed(name), value, life)}
}

func lines(cookies []*http.Cookie) []string {
	out := make([]string, len(cookies))
	for i, cookie := range cookies {
		out[i] = cookie.String()
	}
	return out
}

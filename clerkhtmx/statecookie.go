package clerkhtmx

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"

	"github.com/clerk-htmx/kit/internal/recent"
)

// browserState is what the server last knew of one browser. It lives in a signed
// cookie, so that a transition is an edge between two requests of that browser,
// seen by whichever replica serves the second.
type browserState struct {
	Identity
	// seq counts the browser's transitions, which tells the second switch to an
	// organization from a repeated report of the first.
	seq uint64
}

// stateCookies signs and reads the state cookie:
//
//	__clerk_htmx_<suffix> = base64url("1|seq|session|user|organization") "." base64url(HMAC-SHA256)
//
// It grants nothing: a forged one could at most run a hook early.
type stateCookies struct {
	name string
	key  []byte
	// known remembers cookies whose signature was good: a browser sends the same one
	// until something changes.
	known *recent.Map[browserState]
}

const (
	stateCookieName    = "__clerk_htmx"
	stateCookieVersion = "1"
	stateCookieMaxAge  = 365 * 24 * 60 * 60 // s; as long as Clerk's own cookies live
	stateCookieMaxSize = 1024
	stateCookiesKnown  = 4096
)

// newStateCookies derives the signing key from the secret key, which replicas
// share. Without one, the key is this process's own.
func newStateCookies(secretKey, suffix string) (stateCookies, error) {
	cookies := stateCookies{name: stateCookieName + "_" + suffix, known: recent.NewMap[browserState](stateCookiesKnown)}
	if secretKey == "" {
		cookies.key = make([]byte, sha256.Size)
		_, err := rand.Read(cookies.key)
		return cookies, err
	}
	key, err := hkdf.Key(sha256.New, []byte(secretKey), nil, "clerkhtmx state cookie", sha256.Size)
	cookies.key = key
	return cookies, err
}

// read returns the browser's state, zero if the cookie is missing or not ours.
func (s stateCookies) read(raw string) browserState {
	if raw == "" || len(raw) > stateCookieMaxSize {
		return browserState{}
	}
	if state, ok := s.known.Get(raw); ok {
		return state
	}
	state, ok := s.verify(raw)
	if ok {
		s.known.Put(strings.Clone(raw), state) // raw is part of a header of any size
	}
	return state
}

func (s stateCookies) verify(raw string) (browserState, bool) {
	encoded, signature, _ := strings.Cut(raw, ".")
	if !hmac.Equal([]byte(signature), []byte(s.sign(encoded))) {
		return browserState{}, false
	}
	payload, err := base64.RawURLEncoding.DecodeString(encoded)
	if err != nil {
		return browserState{}, false
	}
	fields := strings.Split(string(payload), "|")
	if len(fields) != 5 || fields[0] != stateCookieVersion {
		return browserState{}, false
	}
	seq, err := strconv.ParseUint(fields[1], 10, 64)
	if err != nil {
		return browserState{}, false
	}
	return browserState{
		Identity: Identity{SessionID: fields[2], UserID: fields[3], OrgID: fields[4]},
		seq:      seq,
	}, true
}

// write makes the cookie for state, as browsers see the site. A signed-out browser
// keeps only its count.
func (s stateCookies) write(state browserState, site site) *http.Cookie {
	payload := strings.Join([]string{
		stateCookieVersion, strconv.FormatUint(state.seq, 10),
		state.SessionID, state.UserID, state.OrgID,
	}, "|")
	encoded := base64.RawURLEncoding.EncodeToString([]byte(payload))
	return &http.Cookie{
		Name:     s.name,
		Value:    encoded + "." + s.sign(encoded),
		Path:     site.cookiePath(),
		MaxAge:   stateCookieMaxAge,
		HttpOnly: true,
		Secure:   site.isSecure(),
		SameSite: http.SameSiteLaxMode,
	}
}

// sign binds the payload to the cookie's name. Signatures are compared as text, so
// that there is one spelling of each cookie.
func (s stateCookies) sign(encoded string) string {
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte(s.name + "="))
	mac.Write([]byte(encoded))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

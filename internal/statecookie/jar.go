package statecookie

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

// State is what the server last knew of one browser. The ids are empty if nobody was signed in.
type State struct {
	SessionID, UserID, OrgID string
	// Seq counts the browser's transitions, which tells the second switch to an
	// organization from a repeated report of the first.
	Seq uint64
}

// Jar signs and reads the state cookie of one Clerk instance:
//
//	__clerk_htmx_<suffix> = base64url("1|seq|session|user|organization") "." base64url(HMAC-SHA256)
//
// It grants nothing: a forged one could at most run a hook early.
type Jar struct {
	name string
	key  []byte
	// known remembers cookies whose signature was good: a browser sends the same one
	// until something changes.
	known *recent.Map[State]
}

const (
	namePrefix   = "__clerk_htmx"
	version      = "1"
	maxAge       = 365 * 24 * 60 * 60 // s; as long as Clerk's own cookies live
	maxSize      = 1024
	knownCookies = 8192
)

// New makes the Jar of the instance with this suffix of cookie names. It derives the
// signing key from the secret key, which replicas share. Without one, the key is this
// process's own. New returns an error if it cannot make the key.
func New(secretKey, suffix string) (Jar, error) {
	jar := Jar{name: namePrefix + "_" + suffix, known: recent.NewMap[State](knownCookies)}
	if secretKey == "" {
		jar.key = make([]byte, sha256.Size)
		_, err := rand.Read(jar.key)
		return jar, err
	}
	key, err := hkdf.Key(sha256.New, []byte(secretKey), nil, "clerkhtmx state cookie", sha256.Size)
	jar.key = key
	return jar, err
}

// Name is the cookie's name.
func (j Jar) Name() string { return j.name }

// Read returns the state that the cookie's value holds. It is zero if the cookie is
// missing or signed by somebody else.
func (j Jar) Read(raw string) State {
	if raw == "" || len(raw) > maxSize {
		return State{}
	}
	if state := j.known.Get(raw); state != nil {
		return *state
	}
	state, ok := j.verify(raw)
	if ok {
		j.known.Put(strings.Clone(raw), state) // raw is part of a header of any size
	}
	return state
}

func (j Jar) verify(raw string) (State, bool) {
	encoded, signature, _ := strings.Cut(raw, ".")
	if !hmac.Equal([]byte(signature), []byte(j.sign(encoded))) {
		return State{}, false
	}
	payload, err := base64.RawURLEncoding.DecodeString(encoded)
	if err != nil {
		return State{}, false
	}
	fields := strings.Split(string(payload), "|")
	if len(fields) != 5 || fields[0] != version {
		return State{}, false
	}
	seq, err := strconv.ParseUint(fields[1], 10, 64)
	if err != nil {
		return State{}, false
	}
	return State{
		SessionID: fields[2], UserID: fields[3], OrgID: fields[4],
		Seq: seq,
	}, true
}

// Cookie makes the cookie that holds state. The caller sets Path and Secure, which depend
// on the address at which the browser sees the application. A signed-out browser keeps
// only its count.
func (j Jar) Cookie(state State) *http.Cookie {
	payload := strings.Join([]string{
		version, strconv.FormatUint(state.Seq, 10),
		state.SessionID, state.UserID, state.OrgID,
	}, "|")
	encoded := base64.RawURLEncoding.EncodeToString([]byte(payload))
	return &http.Cookie{
		Name:     j.name,
		Value:    encoded + "." + j.sign(encoded),
		MaxAge:   maxAge,
		HttpOnly: true,
		SameSite: http.SameSiteLaxMode,
	}
}

// sign binds the payload to the cookie's name. Signatures are compared as text, so
// that there is one spelling of each cookie.
func (j Jar) sign(encoded string) string {
	mac := hmac.New(sha256.New, j.key)
	mac.Write([]byte(j.name + "="))
	mac.Write([]byte(encoded))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

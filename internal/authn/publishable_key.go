package authn

import (
	"crypto/sha1" //nolint:gosec // Clerk derives cookie names with SHA-1; nothing rests on it being hard to invert.
	"encoding/base64"
	"errors"
	"net/url"
	"strings"
)

const (
	liveKeyPrefix = "pk_live_"
	testKeyPrefix = "pk_test_"
)

// ErrPublishableKey is returned for a string that is not a Clerk publishable key.
var ErrPublishableKey = errors.New("not a publishable key (want pk_test_… or pk_live_… from the Clerk Dashboard)")

// PublishableKey identifies a Clerk instance: "pk_live_" or "pk_test_" and the base64 of the
// instance's Frontend API host followed by "$". It is not a secret.
type PublishableKey struct {
	raw  string
	host string
}

// ParsePublishableKey reads a publishable key, padded or not. Its error is
// [ErrPublishableKey].
func ParsePublishableKey(s string) (PublishableKey, error) {
	encoded, live := strings.CutPrefix(s, liveKeyPrefix)
	if !live {
		var test bool
		if encoded, test = strings.CutPrefix(s, testKeyPrefix); !test {
			return PublishableKey{}, ErrPublishableKey
		}
	}
	decoded, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(encoded, "="))
	if err != nil || strings.ContainsAny(encoded, "\r\n") { // which decoding skips
		return PublishableKey{}, ErrPublishableKey
	}
	host, ok := strings.CutSuffix(string(decoded), "$")
	if !ok || !strings.Contains(host, ".") || !isHost(host) {
		return PublishableKey{}, ErrPublishableKey
	}
	return PublishableKey{raw: s, host: host}, nil
}

// isHost reports whether s keeps its meaning as the host of a URL. People are redirected to
// that host.
func isHost(s string) bool {
	if strings.ContainsAny(s, "$\\ ") {
		return false
	}
	u, err := url.Parse("https://" + s)
	return err == nil && s != "" && u.Host == s
}

// Live reports whether this is the key of a production instance; else it is one
// for development.
func (k PublishableKey) Live() bool { return strings.HasPrefix(k.raw, liveKeyPrefix) }

// FrontendAPI returns the host of the instance's Frontend API, such as
// "clerk.example.com".
func (k PublishableKey) FrontendAPI() string { return k.host }

// String returns the key as it was given.
func (k PublishableKey) String() string { return k.raw }

// CookieSuffix returns the eight characters that Clerk appends, after "_", to the
// names of this instance's cookies, so that several instances can share a domain.
func (k PublishableKey) CookieSuffix() string {
	sum := sha1.Sum([]byte(k.raw)) //nolint:gosec // see the import
	return base64.URLEncoding.EncodeToString(sum[:])[:8]
}

// AccountPortalURL returns the origin of the instance's Account Portal, such as
// "https://accounts.example.com".
func (k PublishableKey) AccountPortalURL() string { return accountPortalURL(k.host) }

func accountPortalURL(frontendAPI string) string {
	host := strings.Replace(frontendAPI, "clerk.accountsstage.", "accountsstage.", 1)
	// Of the two names, the one that comes first is replaced, and only that one.
	switch i := strings.Index(host, "clerk."); {
	case i < 0:
	case strings.HasPrefix(host[i:], "clerk.accounts."):
		host = host[:i] + "accounts." + host[i+len("clerk.accounts."):]
	default:
		host = host[:i] + "accounts." + host[i+len("clerk."):]
	}
	return "https://" + host
}

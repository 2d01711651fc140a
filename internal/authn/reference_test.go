package authn_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/authn"
)

// reference holds verdicts of Clerk's JavaScript backend, see
// testdata/reference/generate.mjs.
type reference struct {
	Backend  string                      `json:"backend"`
	Now      int64                       `json:"now"`
	JWTKey   string                      `json:"jwtKey"`
	Tokens   map[string]string           `json:"tokens"`
	Settings map[string]referenceSetting `json:"settings"`
	Cases    []referenceCase             `json:"cases"`
}

type referenceSetting struct {
	AuthorizedParties []string `json:"authorizedParties"`
	Audience          []string `json:"audience"`
	ProxyURL          string   `json:"proxyUrl"`
	Domain            string   `json:"domain"`
	IsSatellite       bool     `json:"isSatellite"`
	SatelliteAutoSync bool     `json:"satelliteAutoSync"`
	SignInURL         string   `json:"signInUrl"`
	OrganizationSync  struct {
		OrganizationPatterns    []string `json:"organizationPatterns"`
		PersonalAccountPatterns []string `json:"personalAccountPatterns"`
	} `json:"organizationSyncOptions"`
}

type referenceCase struct {
	Mode    string            `json:"mode"`
	Setting string            `json:"setting"`
	Method  string            `json:"method"`
	URL     string            `json:"url"`
	Headers map[string]string `json:"headers"`
	Cookie  string            `json:"cookie"`
	Want    referenceVerdict  `json:"want"`
}

type referenceVerdict struct {
	Status       authn.Status `json:"status"`
	Reason       authn.Reason `json:"reason"`
	User         string       `json:"user"`
	Org          string       `json:"org"`
	Location     string       `json:"location"`
	Cookies      []string     `json:"cookies"`
	CacheControl string       `json:"cacheControl"`
	Error        string       `json:"error"`
}

func TestTheVerdictIsThatOfClerksJavaScriptBackend(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/reference/verdicts.json")
	require.NoError(t, err)
	var ref reference
	require.NoError(t, json.Unmarshal(data, &ref))
	require.Len(t, ref.Cases, 2000)

	authenticators := ref.authenticators(t)
	for i, c := range ref.Cases {
		// Deviation: what sets a session must not be stored, redirect or not.
		if len(c.Want.Cookies) > 0 {
			c.Want.CacheControl = "no-store"
		}
		got := ref.ask(t, authenticators[c.Mode+" "+c.Setting], c)
		assert.Equal(t, c.Want, got, "case %d: %s %s, %s %s, %v\n%s", i, c.Method, c.URL, c.Mode, c.Setting, c.Headers, c.Cookie)
	}
}

func (ref *reference) authenticators(t *testing.T) map[string]*authn.Authenticator {
	t.Helper()
	keys, err := authn.ParseJWTKey(ref.JWTKey)
	require.NoError(t, err)
	all := map[string]*authn.Authenticator{}
	for mode, key := range map[string]authn.PublishableKey{"live": liveKey(t), "test": testKey(t)} {
		for name, s := range ref.Settings {
			a, err := authn.New(authn.Config{
				Key:               key,
				ProxyURL:          s.ProxyURL,
				Domain:            s.Domain,
				IsSatellite:       s.IsSatellite,
				SatelliteAutoSync: s.SatelliteAutoSync,
				SignInURL:         s.SignInURL,
				AuthorizedParties: s.AuthorizedParties,
				Audience:          s.Audience,
				OrganizationSync:  authn.OrganizationSync(s.OrganizationSync),
			}, keys, ref.backend(mode), func() time.Time { return time.Unix(ref.Now, 0) })
			require.NoError(t, err)
			all[mode+" "+name] = a
		}
	}
	return all
}

// backend answers like the one in generate.mjs.
func (ref *reference) backend(mode string) backend {
	return backend{
		refresh: func(params authn.RefreshRequest) ([]string, error) {
			switch params.RefreshToken {
			case "ok":
				return []string{"__session=" + ref.Tokens[mode+"-newer"] + "; Path=/"}, nil
			case "stale":
				return []string{"__session=" + ref.Tokens[mode+"-expired"] + "; Path=/"}, nil
			case "none":
				return nil, nil
			case "down":
				return nil, errors.New("network")
			default:
				return nil, &authn.RefreshError{Code: params.RefreshToken}
			}
		},
		handshakePayload: func(nonce string) ([]string, error) {
			if nonce == "ok" {
				return []string{"__session=" + ref.Tokens[mode+"-good"] + "; Path=/"}, nil
			}
			return nil, errors.New("unknown nonce")
		},
	}
}

var tokenName = regexp.MustCompile(`<[\w-]+>`)

func (ref *reference) resolve(s string) string {
	return tokenName.ReplaceAllStringFunc(s, func(name string) string {
		return ref.Tokens[name[1:len(name)-1]]
	})
}

func (ref *reference) ask(t *testing.T, a *authn.Authenticator, c referenceCase) referenceVerdict {
	t.Helper()
	u, err := url.Parse(ref.resolve(c.URL))
	require.NoError(t, err)
	r := &http.Request{Method: c.Method, Header: http.Header{}}
	for name, value := range c.Headers {
		r.Header.Set(name, ref.resolve(value))
	}
	if c.Cookie != "" {
		r.Header.Set("Cookie", ref.resolve(c.Cookie))
	}
	state, err := a.Authenticate(context.Background(), authn.FromHTTP(r, u))
	if err != nil {
		// The wording is ours; that there is an error is not.
		return referenceVerdict{Error: c.Want.Error}
	}
	header := http.Header{}
	state.WriteHeader(header)
	got := referenceVerdict{
		Status:       state.Status,
		Reason:       state.Reason,
		Location:     ref.anonymize(header.Get("Location")),
		Cookies:      []string{},
		CacheControl: header.Get("Cache-Control"),
	}
	for _, cookie := range header.Values("Set-Cookie") {
		got.Cookies = append(got.Cookies, ref.anonymize(cookie))
	}
	if state.Claims != nil {
		got.User, got.Org = state.Claims.Subject, state.Claims.OrgID
	}
	return got
}

// anonymize puts the names of tokens in their place.
func (ref *reference) anonymize(s string) string {
	for name, token := range ref.Tokens {
		s = strings.ReplaceAll(s, token, "<"+name+">")
	}
	return s
}

package authn_test

import (
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/authn"
)

// referenceState is all that a verdict depends on: how the application is
// configured, the request, and what Clerk's Backend API would answer. Tokens stand
// in it by name, as "<live-good>", until they are put in place.
type referenceState struct {
	Options   referenceOptions `json:"options"`
	Request   referenceRequest `json:"request"`
	Refresh   backendAnswer    `json:"refresh"`
	Handshake backendAnswer    `json:"handshake"`
}

// referenceOptions are those of Clerk's authenticateRequest.
type referenceOptions struct {
	PublishableKey string `json:"publishableKey"`
	SecretKey      string `json:"secretKey"`
	// JWTKey is the instance's key; without it, the key set is fetched.
	JWTKey            string           `json:"jwtKey,omitempty"`
	AuthorizedParties []string         `json:"authorizedParties,omitempty"`
	Audience          []string         `json:"audience,omitempty"`
	Issuer            []string         `json:"issuer,omitempty"`
	ClockSkewInMs     int64            `json:"clockSkewInMs,omitempty"`
	ProxyURL          string           `json:"proxyUrl,omitempty"`
	Domain            string           `json:"domain,omitempty"`
	IsSatellite       bool             `json:"isSatellite,omitempty"`
	SatelliteAutoSync bool             `json:"satelliteAutoSync,omitempty"`
	SignInURL         string           `json:"signInUrl,omitempty"`
	OrganizationSync  organizationSync `json:"organizationSyncOptions"`

	// Ours alone.
	AllowedRedirectOrigins           []string `json:"allowedRedirectOrigins,omitempty"`
	SkipPrimaryDomainCrossOriginSync bool     `json:"skipPrimaryDomainCrossOriginSync,omitempty"`
	HandshakeCookieOnly              bool     `json:"handshakeCookieOnly,omitempty"`
}

type organizationSync struct {
	OrganizationPatterns    []string `json:"organizationPatterns,omitempty"`
	PersonalAccountPatterns []string `json:"personalAccountPatterns,omitempty"`
}

type referenceRequest struct {
	Method  string            `json:"method"`
	URL     string            `json:"url"`
	Headers map[string]string `json:"headers"` // names in lower case
}

// backendAnswer is a refusal with a code of Clerk's, cookies to set, or, with
// neither, a network that is down.
type backendAnswer struct {
	Code    string   `json:"code,omitempty"`
	Cookies []string `json:"cookies"`
}

func (s referenceState) live() bool { return strings.HasPrefix(s.Options.PublishableKey, "pk_live_") }

// referenceVerdict is what is compared: the state, the headers of the response but
// for the wording of the message, who is signed in, and what the Backend API was
// asked. Of an error, that there is one.
type referenceVerdict struct {
	Status    authn.Status      `json:"status"`
	Reason    authn.Reason      `json:"reason"`
	SetCookie []string          `json:"setCookie"`
	Headers   map[string]string `json:"headers"`

	Token                 string    `json:"token,omitempty"`
	UserID                string    `json:"userId,omitempty"`
	SessionID             string    `json:"sessionId,omitempty"`
	SessionStatus         string    `json:"sessionStatus,omitempty"`
	OrgID                 string    `json:"orgId,omitempty"`
	OrgSlug               string    `json:"orgSlug,omitempty"`
	OrgRole               string    `json:"orgRole,omitempty"`
	OrgPermissions        []string  `json:"orgPermissions"`
	FactorVerificationAge *[2]int   `json:"factorVerificationAge,omitempty"`
	Actor                 string    `json:"actor,omitempty"`
	Asked                 []request `json:"asked,omitempty"`

	Error string `json:"error,omitempty"`
}

// request is one to the Backend API: its session id and body, or its nonce.
type request struct {
	Nonce           string `json:"nonce,omitempty"`
	SessionID       string `json:"sessionId,omitempty"`
	Format          string `json:"format,omitempty"`
	SuffixedCookies bool   `json:"suffixed_cookies,omitempty"`
	ExpiredToken    string `json:"expired_token,omitempty"`
	RefreshToken    string `json:"refresh_token,omitempty"`
	RequestOrigin   string `json:"request_origin,omitempty"`
}

// comparable leaves out what is not compared.
func (v referenceVerdict) comparable() referenceVerdict {
	if v.Error != "" {
		return referenceVerdict{Error: "some error"}
	}
	if len(v.Asked) == 0 {
		v.Asked = nil
	}
	if v.Headers["x-clerk-auth-message"] != "" {
		v.Headers["x-clerk-auth-message"] = "some message"
	}
	return v
}

// instancePEM is the key of the instance as Clerk's Dashboard shows it.
func instancePEM(t *testing.T) string {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(&instanceKey().PublicKey)
	require.NoError(t, err)
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
}

// rewrite replaces text in all of value, a state or a verdict.
func rewrite[T any](t *testing.T, value T, replace func(string) string) T {
	t.Helper()
	var rewritten T
	require.NoError(t, json.Unmarshal([]byte(replace(inJSON(value, ""))), &rewritten))
	return rewritten
}

// inJSON leaves the angle brackets of token names as they are.
func inJSON(value any, indent string) string {
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", indent)
	if err := encoder.Encode(value); err != nil {
		return err.Error()
	}
	return text.String()
}

// String is for messages about s.
func (s referenceState) String() string { return inJSON(s, "  ") }

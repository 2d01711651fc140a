// Package authn decides who is behind a request. Its [State] is the one that
// authenticateRequest of Clerk's JavaScript backend comes to from the same facts.
//
// The State is a function of plain data, the [Request], the keys and the
// clock. What this package cannot know by itself it asks through two small interfaces: a
// [sessiontoken.KeySource] finds the key that a token names, and a [Backend] makes the two
// calls to Clerk that trade a handshake nonce or a refresh token for cookies.
// Nothing is written anywhere; the [State] says what the response is to carry.
//
// A token in the Authorization header is verified, and that is that. Without one,
// Clerk's cookies decide. They can be out of date in many ways, because the
// session token lives for a minute, and then the State is neither signed in nor
// signed out: a document is redirected to Clerk's Frontend API, which knows the
// session, and comes back with fresh cookies. That is the handshake.
//
// Start with authentication.go, the work on one request. What a token says by itself,
// and whether it is good, is for package sessiontoken.
//
// This package differs from Clerk's backend in some points, on purpose. deviations.go lists
// them.
package authn

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/clerk-htmx/kit/internal/sessiontoken"
)

// Config describes one Clerk instance and which of its sessions are accepted. All fields but
// Cookie are those of the same names of clerkhtmx.Config, which documents their meaning. The
// comments here add what this package needs of them.
type Config struct {
	// PublishableKey is required.
	PublishableKey PublishableKey
	// ProxyURL is an absolute URL, or a path on the site itself.
	ProxyURL string

	// Domain is for satellites. On a primary it is ignored.
	Domain            string
	IsSatellite       bool
	SatelliteAutoSync bool
	// SignInURL must be absolute on a satellite. It is optional there in production.
	SignInURL                        string
	AllowedRedirectOrigins           []string
	SkipPrimaryDomainCrossOriginSync bool
	HandshakeCookieOnly              bool

	// An empty list accepts any value. Empty entries do not count.
	AuthorizedParties, Audience, Issuers []string
	// ClockSkew is 5 s by default. The caller sees to it that it is not negative: then good
	// tokens would be refused.
	ClockSkew                  time.Duration
	IgnoreForeignAuthorization bool
	OrganizationSync           OrganizationSync
	// TokenCacheSize is the number of tokens whose good signature is remembered.
	TokenCacheSize int

	// Cookie is the name of one more cookie, which must start with "__". Its value
	// is in State.Cookie, so that the caller need not read the header again.
	Cookie string
}

// defaultClockSkew is that of Clerk's SDKs.
const defaultClockSkew = 5 * time.Second

// Authenticator authenticates requests for one Clerk instance. It is safe for
// concurrent use.
type Authenticator struct {
	key               PublishableKey
	frontendAPI       string // host, for telling our tokens from other instances'
	proxyURL          string
	isSatellite       bool
	satelliteAutoSync bool
	signInURL         *url.URL // nil if not set
	issuers           []string
	clockSkew         time.Duration
	skipReferrer      bool
	ignoreForeign     bool
	handshakeInURL    bool
	devBrowserOrigins []string // where the dev browser token may go, besides loopback
	organizations     organizationMatcher

	names   cookieNames
	tokens  *sessiontoken.Verifier
	backend Backend
	now     func() time.Time
}

// New makes an Authenticator. With nil keys it refuses every token. With a nil backend it makes
// no refresh and redeems no nonce. A nil now means time.Now. Its error joins a [*ConfigError]
// for each mistake in cfg.
func New(cfg Config, keys sessiontoken.KeySource, backend Backend, now func() time.Time) (*Authenticator, error) {
	if now == nil {
		now = time.Now
	}
	a := &Authenticator{
		key:               cfg.PublishableKey,
		frontendAPI:       cfg.PublishableKey.FrontendAPI(),
		proxyURL:          cfg.ProxyURL,
		isSatellite:       cfg.IsSatellite,
		satelliteAutoSync: cfg.SatelliteAutoSync,
		issuers:           nonEmpty(cfg.Issuers),
		ignoreForeign:     cfg.IgnoreForeignAuthorization,
		skipReferrer:      cfg.SkipPrimaryDomainCrossOriginSync,
		handshakeInURL:    !cfg.HandshakeCookieOnly || !cfg.PublishableKey.Live(),
		clockSkew:         cfg.ClockSkew,
		names:             newCookieNames(cfg.PublishableKey.CookieSuffix(), cfg.Cookie),
		backend:           backend,
		now:               now,
	}
	a.tokens = sessiontoken.NewVerifier(sessiontoken.Config{
		AuthorizedParties: nonEmpty(cfg.AuthorizedParties),
		Audience:          nonEmpty(cfg.Audience),
		Issuers:           a.issuers,
		TokenCacheSize:    cfg.TokenCacheSize,
	}, keys)
	if a.clockSkew == 0 {
		a.clockSkew = defaultClockSkew
	}
	if cfg.IsSatellite && cfg.Domain != "" && cfg.PublishableKey.Live() {
		a.frontendAPI = "clerk." + cfg.Domain
	}
	if cfg.IsSatellite {
		a.signInURL, _ = absoluteURL(cfg.SignInURL) // nil for Clerk's Account Portal
	}

	var wrongOrigins, wrongPatterns []error
	a.devBrowserOrigins, wrongOrigins = devBrowserOrigins(cfg)
	a.organizations, wrongPatterns = newOrganizationMatcher(cfg.OrganizationSync)
	if err := errors.Join(slices.Concat(cfg.validate(), wrongOrigins, wrongPatterns)...); err != nil {
		return nil, fmt.Errorf("authn: %w", err)
	}
	return a, nil
}

func nonEmpty(list []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == "" })
}

func absoluteURL(raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return nil, err
	}
	if u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return nil, errors.New("authn: not an absolute http(s) URL")
	}
	return u, nil
}

// frontendAPIURL is where the browser finds the Frontend API, without a slash at
// the end.
func (a *Authenticator) frontendAPIURL(req *Request) string {
	base := "https://" + a.frontendAPI
	switch {
	case strings.HasPrefix(a.proxyURL, "/"):
		base = origin(req.publicURL()) + req.Site().Prefix + a.proxyURL
	case a.proxyURL != "":
		base = a.proxyURL
	}
	return strings.TrimRight(base, "/")
}

// ErrSignInURLOrigin is returned for a request whose Origin is that of SignInURL. Requests to a
// satellite come from its own site, so SignInURL is on the satellite instead of the primary.
var ErrSignInURLOrigin = errors.New("authn: SignInURL is on the satellite's own origin")

// HandshakeTokenError is returned in development for a handshake token that does
// not verify, mostly one of another instance after the keys were switched.
type HandshakeTokenError struct {
	Reason Reason
	err    *sessiontoken.Error
}

func (e *HandshakeTokenError) Error() string {
	if e.Reason == ReasonTokenInvalidSignature {
		return "authn: handshake token has an invalid signature; if you switched Clerk keys, clear your cookies and try again"
	}
	return fmt.Sprintf("authn: handshake token: %s (reason=%s)", e.err.Text, e.Reason)
}

// Unwrap returns the refusal, and through it the error of the KeySource.
func (e *HandshakeTokenError) Unwrap() error { return e.err }

// Revoke makes the tokens of a session refused from now on, as if they had expired: Clerk is
// asked for fresh ones and has none. Revoke cannot be undone, because the id of a session is
// never used again.
func (a *Authenticator) Revoke(sessionID string) { a.tokens.Revoke(sessionID) }

// Authenticate returns the State of req. A refused token is a State, not an error.
// There are two errors, both for the developer to see and both a 500 in Clerk's
// backend: [*HandshakeTokenError], in development only, and
// [ErrSignInURLOrigin], for a satellite that is set up wrong.
//
// It blocks as long as the KeySource and the Backend do; ctx ends both.
func (a *Authenticator) Authenticate(ctx context.Context, req Request) (State, error) {
	if a.isSatellite && a.signInURL != nil && origin(a.signInURL) == firstValue(req.Header, "Origin") {
		return State{Status: SignedOut, Reason: ReasonUnexpectedError}, ErrSignInURLOrigin
	}
	r := authentication{auth: a, req: req, now: a.now()}
	if token := req.bearer(); token != "" && (!a.ignoreForeign || !a.isForeign(token)) {
		return r.fromHeader(ctx, token), nil
	}
	r.readCookies()
	state, err := r.fromCookies(ctx)
	if r.handshakeSpent && !r.keysUnavailable {
		state.SpentCookies = r.handshakeCookies()
	}
	return state, err
}

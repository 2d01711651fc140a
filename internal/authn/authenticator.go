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

// Config describes one Clerk instance and which of its sessions are accepted.
type Config struct {
	// PublishableKey identifies the instance. Required.
	PublishableKey PublishableKey
	// ProxyURL is where the Frontend API is proxied: an absolute URL, or a path
	// on the site itself. Default: the Frontend API's own host.
	ProxyURL string
	// Domain is the satellite's domain, such as "satellite.com". It is ignored unless
	// IsSatellite is set.
	Domain string
	// IsSatellite says that this site gets its sessions from a primary site on another domain.
	// It needs Domain or ProxyURL, and in development SignInURL.
	IsSatellite bool
	// SatelliteAutoSync syncs a satellite on the first visit also when nothing
	// hints at a session on the primary. Default: only after a sign-in there.
	SatelliteAutoSync bool
	// SignInURL is the primary's sign-in page; for satellites, an absolute URL.
	SignInURL string
	// AllowedRedirectOrigins are the origins of this primary's satellites, such as
	// "https://satellite.com". In development they get the dev browser token when
	// they ask for it. Default: only loopback hosts and the origin of SignInURL do.
	AllowedRedirectOrigins []string
	// SkipPrimaryDomainCrossOriginSync turns off the handshake for a page that was opened from
	// a link on another site. It is for sites without satellites: after a sign-in or sign-out
	// on a satellite, this site would still show the old state. Default: such a page goes
	// through a handshake, as in Clerk's backend.
	SkipPrimaryDomainCrossOriginSync bool
	// HandshakeCookieOnly ignores the outcome of a handshake in the URL, in production, where
	// Clerk sets it as a cookie. Else a link could sign people in as somebody else. Default:
	// the URL counts, as in Clerk's backend.
	HandshakeCookieOnly bool
	// AuthorizedParties are the origins whose tokens are accepted, exactly as in
	// the azp claim; empty entries do not count. Default: any, which lets another site
	// of the same instance plant its sessions here.
	AuthorizedParties []string
	// Audience are the accepted values of aud, for tokens that have one. Default:
	// any.
	Audience []string
	// Issuers are the accepted values of iss, exactly as in the claim, such as
	// "https://clerk.example.com". A token without iss is then refused. Default:
	// any, as trust comes from the instance's keys.
	Issuers []string
	// ClockSkew is how far Clerk's clock may be from ours. Default: 5 s.
	ClockSkew time.Duration
	// IgnoreForeignAuthorization ignores an Authorization header without a token of Clerk's.
	// Default: such a token is refused, as in Clerk's backend.
	IgnoreForeignAuthorization bool
	// OrganizationSync derives the organization that has to be active from the
	// URL's path.
	OrganizationSync OrganizationSync
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

package clerkhtmx

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"

	"github.com/angelofallars/htmx-go"

	"github.com/clerk-htmx/kit/internal/authn"
	"github.com/clerk-htmx/kit/internal/safeurl"
	"github.com/clerk-htmx/kit/internal/signin"
)

// admit authenticates the exchange and attaches the verdict to it.
func (k *Kit) admit(x exchange) admission {
	switch ra := k.requestAuth(x.r.Context()); {
	case ra != nil && !ra.attached: // the application vouches for it
		return k.attach(x, k.newRequestAuth(x, ra.given))
	case ra != nil: // mounted twice, or served again by a middleware before it
		return k.admitAgain(x, ra)
	case k.isProxied(x.r):
		return k.attach(x, k.newRequestAuth(x, nil))
	case k.cfg.Skipper != nil:
		skipped := k.cfg.Skipper(k.context(x))
		x = x.now()
		if skipped {
			return k.attach(x, k.newRequestAuth(x, nil))
		}
	}
	return k.authenticate(x)
}

// isProxied recognizes requests for Clerk's Frontend API, whether this application or a proxy
// in front of it passes them on. Clerk answers them, and a request of Clerk's handshake must
// not be sent through a handshake.
func (k *Kit) isProxied(r *http.Request) bool {
	path := requestPath(r)
	return slices.ContainsFunc(k.proxyPaths, func(proxy string) bool {
		_, below := safeurl.CutPath(path, proxy)
		return below
	})
}

func (k *Kit) authenticate(x exchange) admission {
	ra := &requestAuth{kit: k, exchange: x}
	req := authn.FromHTTP(x.r, ra.site)
	req.HTMX = isHTMX(x.r)
	ra.becomesPage = req.HTMX && becomesPage(x.r)
	state, err := k.auth.Authenticate(x.r.Context(), req)
	if len(state.SpentCookies) > 0 {
		k.expire(x, state.SpentCookies)
	}
	if err != nil {
		k.secret(x.w.Header())
		// Only a developer's browser gets here, see authn.Authenticate.
		return admission{exchange: x, err: &httpError{http.StatusInternalServerError, err.Error(), err}}
	}
	ra.machine = k.machineToken(&state, req.Authorization)
	k.logCause(x.r.Context(), &state)
	k.countState(&state)
	state.RewriteHeader(x.w.Header()) // another Kit may have written its own
	if state.Location != "" {
		k.secret(x.w.Header())
		return admission{exchange: x, err: k.redirectForHandshake(x, state)}
	}

	ra.setState(&state)
	k.warnOf(x.r.Context(), ra.state.trouble, &state)
	a := k.attach(x, ra)
	if len(state.SetCookies)+len(state.SpentCookies) > 0 {
		ra.response.setsCookies.Store(true)
	}
	k.noteGuards(a.exchange, ra)
	source := SourceRequest
	if k.isSessionReport(x.r) {
		source = SourceBrowser
	}
	k.observe(a.exchange, ra, state.Cookie, source)
	return a
}

// attach makes the verdict available to the next handlers.
func (k *Kit) attach(x exchange, ra *requestAuth) admission {
	ra.Context, ra.attached = x.r.Context(), true
	ra.response = &ra.ownResponse
	ra.response.auth = ra
	ra.exchange = x.withRequest(x.r.WithContext(ra)).withResponse(ra.response)
	return admission{exchange: ra.exchange, admitted: true, attached: ra}
}

// admitAgain admits an exchange that has this Kit's verdict. It makes From return that verdict
// again, when another Kit's middleware came between two of this Kit's.
func (k *Kit) admitAgain(x exchange, ra *requestAuth) admission {
	if ctx := x.r.Context(); requestAuthFrom(ctx) != ra {
		x = x.withRequest(x.r.WithContext(innermost{ctx, ra}))
	}
	a := admission{exchange: x, admitted: true}
	if ra.detached.Load() {
		ra.exchange, a.attached = x, ra
		ra.detached.Store(false)
	}
	return a
}

// expire removes the named cookies for this host and, if the host is below it, for the domain
// above Clerk's Frontend API. A satellite has its own such domain. State.SetCookies are written
// later, so they win.
func (k *Kit) expire(x exchange, names []string) {
	here := k.site(x)
	for _, name := range names {
		cookie := http.Cookie{Name: name, Path: "/", MaxAge: -1, HttpOnly: true, Secure: here.IsSecure(), SameSite: http.SameSiteLaxMode}
		http.SetCookie(x.w, &cookie)
		frontendAPI := k.key.FrontendAPI()
		if k.cfg.Domain != "" {
			frontendAPI = "clerk." + strings.TrimPrefix(k.cfg.Domain, "clerk.")
		}
		if domain, ok := strings.CutPrefix(frontendAPI, "clerk."); ok && isBelowDomain(here.Host, domain) {
			cookie.Domain = domain
			http.SetCookie(x.w, &cookie)
		}
	}
}

// isBelowDomain reports whether browsers take cookies for domain from host.
func isBelowDomain(host, domain string) bool {
	name, _, _ := strings.Cut(strings.ToLower(host), ":")
	return name == domain || strings.HasSuffix(name, "."+domain)
}

// logCause logs at debug level why one request was refused. It does not warn, because anybody
// can send tokens that are refused. Operators can act on unavailable keys, and package jwks
// warns them of those once.
func (k *Kit) logCause(ctx context.Context, state *authn.State) {
	if state.Cause != nil {
		k.cfg.Logger.DebugContext(ctx, "clerkhtmx: authenticate", slog.String("reason", string(state.Reason)), slog.Any("error", state.Cause))
	}
}

// redirectForHandshake redirects the request to state.Location. An htmx request gets the header
// HX-Redirect instead: the browser would follow a redirect status unnoticed, even to another
// origin.
func (k *Kit) redirectForHandshake(x exchange, state authn.State) error {
	if !isHTMX(x.r) {
		x.redirect(http.StatusTemporaryRedirect, state.Location)
		return nil
	}
	here := k.site(x)
	x.w.Header().Del("Location")
	return htmx.NewResponse().
		StatusCode(http.StatusUnauthorized).
		Reswap(htmx.SwapNone).
		Redirect(signin.LocalPart(state.Location, here.URL(x.r.URL), here.Home())).
		Write(x.w)
}

// isSessionReport recognizes POST {BasePath}/session.
func (k *Kit) isSessionReport(r *http.Request) bool {
	path, ok := strings.CutPrefix(r.URL.Path, k.cfg.BasePath)
	return ok && path == routeSession && r.Method == http.MethodPost
}

// ErrKeysUnavailable is wrapped by the error of [Kit.VerifyToken] when the keys that
// verify tokens are unavailable. It says nothing about the token: verify it again later.
var ErrKeysUnavailable = errors.New("clerkhtmx: Clerk's keys are unavailable")

// TokenVerificationError is the error of [Kit.VerifyToken]. It holds no part of the
// token.
type TokenVerificationError struct {
	// Reason is why the token is refused.
	Reason Reason
	// Err is the cause, nil if Reason tells all.
	Err error

	message string
}

func (e *TokenVerificationError) Error() string {
	text := "clerkhtmx: verify token: " + string(e.Reason)
	switch {
	case e.Err != nil:
		text += ": " + e.Err.Error()
	case e.message != "":
		text += ": " + e.message
	}
	return text
}

// Unwrap returns the cause.
func (e *TokenVerificationError) Unwrap() error { return e.Err }

// VerifyToken verifies one session token that came without an HTTP request, as in the
// metadata of gRPC, a message of a queue or the first message of a WebSocket. It checks
// what [Kit.Middleware] checks of a Bearer token: form, signature, claims, times and
// revocation. A pending session is refused unless [Config].TreatPendingAsSignedIn is
// set, and so is the token of a machine. Nothing renews a token that ran out: the sender
// has to get another one.
//
// An error is a [*TokenVerificationError], which wraps [ErrKeysUnavailable] in an outage;
// the Auth is then the zero value. VerifyToken calls Clerk only to fetch keys, and waits
// no longer than ctx. [Metrics] counts the verification, but no request and no refusal.
func (k *Kit) VerifyToken(ctx context.Context, token string) (Auth, error) {
	state := k.auth.VerifyToken(ctx, token)
	k.countVerification(&state)
	ra := &requestAuth{kit: k}
	ra.setState(&state)
	if ra.claims == nil {
		return Auth{}, newTokenVerificationError(ra.state.reason, &state)
	}
	return ra.auth().own(), nil
}

func newTokenVerificationError(reason Reason, state *authn.State) *TokenVerificationError {
	e := &TokenVerificationError{Reason: reason, Err: state.Cause, message: state.Message}
	if state.KeysUnavailable {
		e.Err = fmt.Errorf("%w: %w", ErrKeysUnavailable, state.Cause)
	}
	return e
}

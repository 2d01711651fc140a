package clerkhtmx

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/clerk-htmx/kit/internal/csp"
	"github.com/clerk-htmx/kit/internal/safeurl"
)

// CSP is a Content-Security-Policy for [Kit.ContentSecurityPolicy]. The zero CSP allows what Clerk
// and the kit need, scripts and styles with the response's nonce, and what comes from the
// application's own origin.
type CSP struct {
	// Directives are sources of the application's own, by directive, such as
	// {"img-src": {"https://images.example.com"}}. They are added to those that Clerk needs and
	// replace 'none'. A directive that Clerk does not need is added as it is. Default: none.
	Directives map[string][]string
	// Scripts says which scripts may run. Default [ScriptsWithNonce].
	Scripts CSPScripts
	// ReportOnly has browsers report what the policy would block, and block nothing. Use it to
	// try a policy out. Default false: the policy is enforced.
	ReportOnly bool
	// ReportTo is the path or URL that browsers send reports to. Default: they send none.
	ReportTo string
}

// CSPScripts says which scripts a [CSP] lets run. Scripts and handlers in attributes do not run
// with either.
type CSPScripts int

const (
	// ScriptsWithNonce lets scripts run whose tags have the nonce, and scripts that these load
	// ('strict-dynamic'). Other tags do not run, wherever their scripts come from.
	//
	// htmx makes the script tags in swapped HTML anew, so they count as loaded by htmx: a tag with
	// a src then needs no nonce. Set {"allowScriptTags": false} in htmx 2. htmx 4 has no such
	// setting; use ScriptsFromSources if swapped HTML may contain what visitors wrote.
	ScriptsWithNonce CSPScripts = iota
	// ScriptsFromSources lets scripts run whose tags have the nonce, and scripts from the
	// application's own origin, from Clerk, and from the sources of "script-src" in
	// [CSP].Directives. It suits pages without a nonce, such as static files.
	ScriptsFromSources
)

// ContentSecurityPolicy sends the header Content-Security-Policy with each response. It makes a
// fresh nonce for each request, which [Page.Head] and the ready pages put on their tags, and which
// templates get from [Page.Nonce]. If Config.Nonce returns a nonce, that one is used. It goes
// before the other middlewares that answer requests, and after the one that sets the nonce of
// Config.Nonce:
//
//	e.Use(kit.ContentSecurityPolicy(clerkhtmx.CSP{}), kit.Middleware())
//
// The policy is added to those that a middleware before it has set: browsers then allow only
// what every policy allows. A handler that sets the header afterwards replaces the policy.
// Responses of Clerk's Frontend API below Config.ProxyURL keep the policy of Clerk.
//
// It panics if the policy has a directive or source that browsers do not know, that has no effect
// or that stops what Clerk needs.
func (k *Kit) ContentSecurityPolicy(policy CSP) echo.MiddlewareFunc {
	headers := k.newCSPHeaders("ContentSecurityPolicy", policy)
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			k.sendPolicy(fromEcho(c), headers)
			return next(c)
		}
	}
}

// HTTPContentSecurityPolicy is [Kit.ContentSecurityPolicy] for net/http:
//
//	policy := kit.HTTPContentSecurityPolicy(clerkhtmx.CSP{})
//	http.ListenAndServe(address, policy(kit.HTTPMiddleware(mux)))
//	r.Use(policy, kit.HTTPMiddleware) // chi
func (k *Kit) HTTPContentSecurityPolicy(policy CSP) func(http.Handler) http.Handler {
	headers := k.newCSPHeaders("HTTPContentSecurityPolicy", policy)
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			x := k.sendPolicy(exchange{w: w, r: r}, headers)
			next.ServeHTTP(x.w, x.r)
		})
	}
}

// cspHeaders are the headers of one [CSP].
type cspHeaders struct {
	name   string
	policy csp.Policy
	// endpoints is the header Reporting-Endpoints, "" for none.
	endpoints string
}

const headerReportingEndpoints = "Reporting-Endpoints"

// cspEndpoint is the name of CSP.ReportTo in Reporting-Endpoints.
const cspEndpoint = "csp-endpoint"

// newCSPHeaders panics if the policy cannot work (docs/adr/0012).
func (k *Kit) newCSPHeaders(method string, policy CSP) *cspHeaders {
	h := &cspHeaders{name: echo.HeaderContentSecurityPolicy}
	if policy.ReportOnly {
		h.name = echo.HeaderContentSecurityPolicyReportOnly
	}
	directives, reportErr := withReportTo(policy)
	built, err := csp.New(k.cfg.cspDirectives(k.key, policy.Scripts), directives)
	if policy.Scripts != ScriptsWithNonce && policy.Scripts != ScriptsFromSources {
		err = errors.Join(errors.New("Scripts is neither ScriptsWithNonce nor ScriptsFromSources"), err)
	}
	if err := errors.Join(reportErr, err); err != nil {
		panic(fmt.Sprintf("clerkhtmx: Kit.%s: %v", method, err))
	}
	h.policy = built
	if policy.ReportTo != "" {
		h.endpoints = cspEndpoint + `="` + policy.ReportTo + `"`
	}
	return h
}

// withReportTo returns the directives with those for ReportTo. Browsers that know report-to
// ignore report-uri.
func withReportTo(policy CSP) (map[string][]string, error) {
	if policy.ReportTo == "" {
		return policy.Directives, nil
	}
	if !safeurl.Is(policy.ReportTo) || strings.ContainsAny(policy.ReportTo, "\"\\;, ") {
		return policy.Directives, errors.New("ReportTo must be a path that starts with one / or an absolute http(s) URL, and be encoded as in a URL")
	}
	directives := map[string][]string{"report-uri": {policy.ReportTo}, "report-to": {cspEndpoint}}
	for name, values := range policy.Directives {
		if _, taken := directives[name]; taken {
			return policy.Directives, fmt.Errorf("%q is set by ReportTo: set one of the two", name)
		}
		directives[name] = values
	}
	return directives, nil
}

// sendPolicy adds the policy to the headers of the response, and the nonce to the context of the
// request. With a middleware of its kind before it, it uses that one's nonce.
func (k *Kit) sendPolicy(x exchange, h *cspHeaders) exchange {
	if k.isProxied(x.r) {
		return x
	}
	nonce := nonceFromContext(x.r.Context())
	if nonce == "" {
		nonce = k.newNonce(x)
		x = x.now()
		x = x.withRequest(x.r.WithContext(context.WithValue(x.r.Context(), nonceKey{}, nonce)))
	}
	addOnce(x.w.Header(), h.name, h.policy.Header(nonce))
	if h.endpoints != "" {
		addOnce(x.w.Header(), headerReportingEndpoints, h.endpoints)
	}
	return x
}

// addOnce adds a value to the header unless it is there: a middleware before this one may serve
// the request again.
func addOnce(header http.Header, name, value string) {
	if !slices.Contains(header[name], value) {
		header[name] = append(header[name], value)
	}
}

package clerkhtmx

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

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

// cspHeaders are the headers of one [CSP].
type cspHeaders struct {
	name   string
	policy csp.Policy
	// endpoints is the header Reporting-Endpoints, "" for none.
	endpoints string
}

const (
	headerCSP                = "Content-Security-Policy"
	headerCSPReportOnly      = "Content-Security-Policy-Report-Only"
	headerReportingEndpoints = "Reporting-Endpoints"
)

// cspEndpoint is the name of CSP.ReportTo in Reporting-Endpoints.
const cspEndpoint = "csp-endpoint"

// newCSPHeaders panics if the policy cannot work (docs/adr/0012).
func (k *Kit) newCSPHeaders(method string, policy CSP) *cspHeaders {
	h := &cspHeaders{name: headerCSP}
	if policy.ReportOnly {
		h.name = headerCSPReportOnly
	}
	directives, reportErr := withReportTo(policy)
	built, err := csp.New(k.cfg.cspDirectives(k.key, policy.Scripts), directives)
	if policy.Scripts != ScriptsWithNonce && policy.Scripts != ScriptsFromSources {
		err = errors.Join(errors.New("the field Scripts is neither ScriptsWithNonce nor ScriptsFromSources"), err)
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
		return policy.Directives, errors.New("the field ReportTo must be a path that starts with one / or an absolute http(s) URL, and be encoded as in a URL")
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

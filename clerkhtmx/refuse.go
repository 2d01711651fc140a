package clerkhtmx

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/angelofallars/htmx-go"
)

const (
	// headerSession tells the browser script that a 401 is worth one retry with
	// a fresh token.
	headerSession = "Clerk-Session"
	sessionStale  = "stale"
	// retryAfterSeconds is the Retry-After while Clerk's keys are unavailable.
	retryAfterSeconds = "5"
)

// client is the kind of program that made the request. It decides the form of a refusal.
type client int

const (
	clientAPI client = iota
	clientDocument
	clientHTMX
)

func clientOf(r *http.Request) client {
	switch dest := header(r, "Sec-Fetch-Dest"); {
	case isHTMX(r):
		return clientHTMX
	case dest == "document" || dest == "iframe":
		return clientDocument
	case dest == "empty" && header(r, "Sec-Fetch-Mode") == "navigate": // a service worker passes it on
		return clientDocument
	case dest == "" && strings.Contains(r.Header.Get("Accept"), "text/html"):
		return clientDocument
	default:
		return clientAPI
	}
}

// isHTMX recognizes every request that htmx makes. htmx 4 sends no HX-Request when
// it restores history.
func isHTMX(r *http.Request) bool {
	return header(r, "Hx-Request") == "true" || header(r, "Hx-History-Restore-Request") == "true"
}

// header returns the first value of a header whose name is given in canonical form,
// as net/http stores it, which spares each request a conversion.
func header(r *http.Request, name string) string {
	if values := r.Header[name]; len(values) > 0 {
		return values[0]
	}
	return ""
}

// refuse answers a request that a guard turned away. It decides the form of the answer.
// An htmx request never gets a redirect status: the browser would follow it by itself, and htmx
// would swap the sign-in page into a part of this page. It never gets a body either, because
// htmx 4 would swap it.
func (k *Kit) refuse(x exchange, ra *requestAuth, d decision, requirements []Requirement) error {
	k.personal(x.w.Header())
	k.cfg.Metrics.Count(MetricRefusal, ra.state.reason)
	if isForMachines(ra, requirements) {
		return k.refuseMachine(x, ra, d, requirements)
	}
	switch clientOf(x.r) {
	case clientHTMX:
		return k.refuseHTMX(x, ra, d, requirements)
	case clientDocument:
		return k.refuseDocument(x, ra, d)
	default:
		return k.refuseAPI(x, ra, d, requirements)
	}
}

// Refusal tells [Config].Refuse why a guard refused a document.
type Refusal struct {
	// Status is 401 if signing in may help, 403 if something else is missing.
	Status int
	// Reason tells why the request is signed out. It is empty for status 403.
	Reason Reason
	// SignInURL is the sign-in page with the way back, for status 401. The default redirect
	// leads there. Empty for status 403.
	SignInURL string
}

func (k *Kit) refuseDocument(x exchange, ra *requestAuth, d decision) error {
	if d == decisionUnavailable {
		x.w.Header().Set("Retry-After", retryAfterSeconds)
		return &httpError{status: d.status()}
	}
	refusal := Refusal{Status: d.status()}
	if d != decisionForbidden {
		refusal.Reason, refusal.SignInURL = ra.state.reason, k.signInRedirect(x, ra)
	}
	switch {
	case k.cfg.Refuse != nil:
		return k.refuseAsConfigured(x, refusal)
	case d == decisionForbidden:
		return &httpError{status: d.status()}
	}
	// 303 keeps the browser from posting a form again at the sign-in page.
	status := http.StatusTemporaryRedirect
	if x.r.Method != http.MethodGet && x.r.Method != http.MethodHead {
		status = http.StatusSeeOther
	}
	x.redirect(status, refusal.SignInURL)
	return nil
}

func (k *Kit) refuseAPI(x exchange, ra *requestAuth, d decision, requirements []Requirement) error {
	switch d {
	case decisionUnauthenticated:
		k.challengeOAuth(x, requirements)
	case decisionStale:
		x.w.Header().Set(headerSession, sessionStale)
	case decisionUnavailable:
		x.w.Header().Set("Retry-After", retryAfterSeconds)
	case decisionForbidden:
		if level := unmetReverification(ra.auth(), requirements); level != nil {
			return x.writeJSON(d.status(), newReverificationError(*level))
		}
	}
	return x.writeJSON(d.status(), newAPIError(d, ra.auth()))
}

func (d decision) status() int {
	switch d {
	case decisionUnavailable:
		return http.StatusServiceUnavailable
	case decisionUnauthenticated, decisionStale:
		return http.StatusUnauthorized
	default:
		return http.StatusForbidden
	}
}

// apiError has the shape of Clerk's own API errors:
//
//	{"errors": [{"code": "authentication_invalid", "message": "…", "reason": "token-expired"}]}
type apiError struct {
	Errors []apiErrorItem `json:"errors"`
}

type apiErrorItem struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Reason  Reason `json:"reason,omitempty"`
}

func oneError(code, message string, reason Reason) apiError {
	return apiError{Errors: []apiErrorItem{{Code: code, Message: message, Reason: reason}}}
}

func newAPIError(d decision, auth Auth) apiError {
	item := apiErrorItem{Code: "authorization_invalid", Message: "You are not authorized to do this.", Reason: auth.reason}
	switch d {
	case decisionUnauthenticated, decisionStale:
		item.Code, item.Message = "authentication_invalid", "You are not signed in."
	case decisionUnavailable:
		item.Code, item.Message = "authentication_unavailable", "Sessions cannot be verified right now."
	}
	return apiError{Errors: []apiErrorItem{item}}
}

// reverificationError is the error by which clerk-js recognizes that people must verify again:
//
//	{"clerk_error": {"type": "forbidden", "reason": "reverification-error",
//	  "metadata": {"reverification": {"level": "second_factor", "afterMinutes": 10}}}}
type reverificationError struct {
	ClerkError struct {
		Type     string `json:"type"`
		Reason   string `json:"reason"`
		Metadata struct {
			Reverification ReverificationLevel `json:"reverification"`
		} `json:"metadata"`
	} `json:"clerk_error"`
}

func newReverificationError(level ReverificationLevel) reverificationError {
	var e reverificationError
	e.ClerkError.Type = "forbidden"
	e.ClerkError.Reason = "reverification-error"
	e.ClerkError.Metadata.Reverification = level
	return e
}

func unmetReverification(auth Auth, requirements []Requirement) *ReverificationLevel {
	for _, r := range requirements {
		if r.reverification != nil && !auth.Has(r) {
			return r.reverification
		}
	}
	return nil
}

// pageURL returns the page that people see now and come back to after they have signed in. It
// is the URL of the request if the browser shows the answer as a page. Otherwise it is the page
// in the address bar, as htmx reports it, or else the page in the Referer, such as the page of
// a form: the address that a form was posted to may not answer GET.
func (k *Kit) pageURL(x exchange) *url.URL {
	site := k.site(x)
	here := site.URL(x.r.URL)
	page := here.String()
	if !k.isPage(x) {
		page = pageBehind(x.r)
	}
	return k.authPages.ReturnAddress(site, here, page)
}

// isPage reports whether the browser shows the answer as a page of this address.
func (k *Kit) isPage(x exchange) bool {
	if x.r.Method != http.MethodGet && x.r.Method != http.MethodHead || k.isOwnPath(x.r) {
		return false
	}
	return !isHTMX(x.r) || becomesPage(x.r)
}

// pageBehind is the page that a request came from.
func pageBehind(r *http.Request) string {
	if current, ok := htmx.GetCurrentURL(r); ok && current != "" {
		return current
	}
	return r.Referer()
}

// signInRedirect returns the URL that a refused request is redirected to, with the way back.
func (k *Kit) signInRedirect(x exchange, ra *requestAuth) string {
	if ra.auth().SessionStatus == sessionPending {
		return k.authPages.RedirectToTasks(k.site(x), x.r, k.pageURL(x))
	}
	return k.authPages.Redirect(k.site(x), x.r, k.pageURL(x))
}

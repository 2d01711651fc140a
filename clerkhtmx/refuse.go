package clerkhtmx

import (
	"net/http"
	"strings"
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

// refuse answers a request that a guard turned away. It alone decides the form of the answer.
// An htmx request never gets a redirect status: the browser would follow it by itself, and htmx
// would swap the sign-in page into a part of this page. It never gets a body either, because
// htmx 4 would swap it.
func (k *Kit) refuse(x exchange, ra *requestAuth, v verdict, requirements []Requirement) error {
	k.personal(x.w.Header())
	k.cfg.Metrics.Count(MetricRefusal, ra.state.reason)
	if isForMachines(ra, requirements) {
		return k.refuseMachine(x, ra, v, requirements)
	}
	switch clientOf(x.r) {
	case clientHTMX:
		return k.refuseHTMX(x, ra, v, requirements)
	case clientDocument:
		return k.refuseDocument(x, ra, v)
	default:
		return k.refuseAPI(x, ra, v, requirements)
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

func (k *Kit) refuseDocument(x exchange, ra *requestAuth, v verdict) error {
	if v == verdictUnavailable {
		x.w.Header().Set("Retry-After", retryAfterSeconds)
		return &httpError{status: v.status()}
	}
	refusal := Refusal{Status: v.status()}
	if v != verdictForbidden {
		refusal.Reason, refusal.SignInURL = ra.state.reason, k.signInRedirect(x, ra)
	}
	switch {
	case k.cfg.Refuse != nil:
		return k.cfg.Refuse(k.context(x), refusal)
	case v == verdictForbidden:
		return &httpError{status: v.status()}
	}
	// 303 keeps the browser from posting a form again at the sign-in page.
	status := http.StatusTemporaryRedirect
	if x.r.Method != http.MethodGet && x.r.Method != http.MethodHead {
		status = http.StatusSeeOther
	}
	x.redirect(status, refusal.SignInURL)
	return nil
}

func (k *Kit) refuseAPI(x exchange, ra *requestAuth, v verdict, requirements []Requirement) error {
	switch v {
	case verdictUnauthenticated:
		k.challengeOAuth(x, requirements)
	case verdictStale:
		x.w.Header().Set(headerSession, sessionStale)
	case verdictUnavailable:
		x.w.Header().Set("Retry-After", retryAfterSeconds)
	case verdictForbidden:
		if level := unmetReverification(ra.auth(), requirements); level != nil {
			return x.writeJSON(v.status(), newReverificationError(*level))
		}
	}
	return x.writeJSON(v.status(), newAPIError(v, ra.auth()))
}

func (v verdict) status() int {
	switch v {
	case verdictUnavailable:
		return http.StatusServiceUnavailable
	case verdictUnauthenticated, verdictStale:
		return http.StatusUnauthorized
	default:
		return http.StatusForbidden
	}
}

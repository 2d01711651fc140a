package clerkhtmx

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
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
	case dest == "" && strings.Contains(r.Header.Get(echo.HeaderAccept), echo.MIMETextHTML):
		return clientDocument
	default:
		return clientAPI
	}
}

// refuse answers a request that a guard turned away. It alone decides the form of the answer.
// An htmx request never gets a redirect status: the browser would follow it by itself, and htmx
// would swap the sign-in page into a part of this page. It never gets a body either, because
// htmx 4 would swap it.
func (k *Kit) refuse(c echo.Context, ra *requestAuth, v verdict, requirements []Requirement) error {
	k.personal(c.Response().Header())
	k.cfg.Metrics.Count(MetricRefusal, ra.state.reason)
	if isForMachines(ra, requirements) {
		return k.refuseMachine(c, ra, v, requirements)
	}
	switch clientOf(c.Request()) {
	case clientHTMX:
		return k.refuseHTMX(c, ra, v, requirements)
	case clientDocument:
		return k.refuseDocument(c, ra, v)
	default:
		return k.refuseAPI(c, ra, v, requirements)
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

func (k *Kit) refuseDocument(c echo.Context, ra *requestAuth, v verdict) error {
	if v == verdictUnavailable {
		c.Response().Header().Set(echo.HeaderRetryAfter, retryAfterSeconds)
		return echo.NewHTTPError(v.status())
	}
	refusal := Refusal{Status: v.status()}
	if v != verdictForbidden {
		refusal.Reason, refusal.SignInURL = ra.state.reason, k.signInRedirect(c, ra)
	}
	switch {
	case k.cfg.Refuse != nil:
		return k.cfg.Refuse(c, refusal)
	case v == verdictForbidden:
		return echo.NewHTTPError(v.status())
	}
	// 303 keeps the browser from posting a form again at the sign-in page.
	status := http.StatusTemporaryRedirect
	if c.Request().Method != http.MethodGet && c.Request().Method != http.MethodHead {
		status = http.StatusSeeOther
	}
	return c.Redirect(status, refusal.SignInURL)
}

func (k *Kit) refuseAPI(c echo.Context, ra *requestAuth, v verdict, requirements []Requirement) error {
	switch v {
	case verdictUnauthenticated:
		k.challengeOAuth(c, requirements)
	case verdictStale:
		c.Response().Header().Set(headerSession, sessionStale)
	case verdictUnavailable:
		c.Response().Header().Set(echo.HeaderRetryAfter, retryAfterSeconds)
	case verdictForbidden:
		if level := unmetReverification(ra.auth(), requirements); level != nil {
			return c.JSON(v.status(), newReverificationError(*level))
		}
	}
	return c.JSON(v.status(), newAPIError(v, ra.auth()))
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

package clerkhtmx

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/angelofallars/htmx-go"
	"github.com/labstack/echo/v4"
)

const (
	// headerSession tells the browser script that a 401 is worth one retry with
	// a fresh token.
	headerSession = "Clerk-Session"
	sessionStale  = "stale"
	// retryAfterSeconds is when to ask again while Clerk's keys cannot be had.
	retryAfterSeconds = "5"
)

// client is who waits for an answer, and so what a refusal looks like.
type client int

const (
	clientAPI client = iota
	clientDocument
	clientHTMX
)

func clientOf(r *http.Request) client {
	switch dest := r.Header.Get("Sec-Fetch-Dest"); {
	case isHTMX(r):
		return clientHTMX
	case dest == "document" || dest == "iframe":
		return clientDocument
	case dest == "" && strings.Contains(r.Header.Get(echo.HeaderAccept), echo.MIMETextHTML):
		return clientDocument
	default:
		return clientAPI
	}
}

// refuse answers a request that a guard turned away: the one place that decides
// how. An htmx request never sees a redirect status, which the browser would
// follow on its own and swap the sign-in page into some corner of this one, and
// never a body, which htmx 4 would swap.
func (k *Kit) refuse(c echo.Context, ra *requestAuth, v verdict, requirements []Requirement) error {
	personal(c.Response().Header())
	switch clientOf(c.Request()) {
	case clientHTMX:
		return k.refuseHTMX(c, ra, v)
	case clientDocument:
		return k.refuseDocument(c, ra, v)
	default:
		return k.refuseAPI(c, ra, v, requirements)
	}
}

func (k *Kit) refuseHTMX(c echo.Context, ra *requestAuth, v verdict) error {
	response := htmx.NewResponse().StatusCode(v.status()).Reswap(htmx.SwapNone)
	switch v {
	case verdictStale:
		c.Response().Header().Set(headerSession, sessionStale)
	case verdictUnavailable:
		c.Response().Header().Set(echo.HeaderRetryAfter, retryAfterSeconds)
	case verdictUnauthenticated:
		response = response.Redirect(k.signInRedirect(ra, k.pageURL(c)))
	}
	return response.Write(c.Response())
}

func (k *Kit) refuseDocument(c echo.Context, ra *requestAuth, v verdict) error {
	switch v {
	case verdictUnavailable:
		c.Response().Header().Set(echo.HeaderRetryAfter, retryAfterSeconds)
		return echo.NewHTTPError(v.status())
	case verdictForbidden:
		return echo.NewHTTPError(v.status())
	}
	// A form that was posted is not posted again at the sign-in page: 303.
	status := http.StatusTemporaryRedirect
	if c.Request().Method != http.MethodGet && c.Request().Method != http.MethodHead {
		status = http.StatusSeeOther
	}
	return c.Redirect(status, k.signInRedirect(ra, publicURL(c)))
}

func (k *Kit) refuseAPI(c echo.Context, ra *requestAuth, v verdict, requirements []Requirement) error {
	switch v {
	case verdictStale:
		c.Response().Header().Set(headerSession, sessionStale)
	case verdictUnavailable:
		c.Response().Header().Set(echo.HeaderRetryAfter, retryAfterSeconds)
	case verdictForbidden:
		if level := unmetReverification(ra.auth, requirements); level != nil {
			return c.JSON(v.status(), newReverificationError(*level))
		}
	}
	return c.JSON(v.status(), newAPIError(v, ra.auth))
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

func newAPIError(v verdict, auth Auth) apiError {
	item := apiErrorItem{Code: "authorization_invalid", Message: "You are not authorized to do this.", Reason: auth.reason}
	switch v {
	case verdictUnauthenticated, verdictStale:
		item.Code, item.Message = "authentication_invalid", "You are not signed in."
	case verdictUnavailable:
		item.Code, item.Message = "authentication_unavailable", "Sessions cannot be verified right now."
	}
	return apiError{Errors: []apiErrorItem{item}}
}

// reverificationError is what clerk-js recognizes as a demand to verify again:
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
		if r.reverification != nil && !r.met(auth) {
			return r.reverification
		}
	}
	return nil
}

// pageURL is the page that the request belongs to: the one in the address bar for
// an htmx request, or the request itself where that is or becomes the page.
func (k *Kit) pageURL(c echo.Context) *url.URL {
	here := publicURL(c)
	r := c.Request()
	if !htmx.IsHTMX(r) || r.Method == http.MethodGet && (htmx.IsBoosted(r) || htmx.IsHistoryRestoreRequest(r)) {
		return here
	}
	current, _ := htmx.GetCurrentURL(r)
	return resolve(here, localPart(current, here))
}

// signInRedirect is the sign-in page's URL with redirect_url leading back. A
// pending session has signed in already and is sent to its tasks.
func (k *Kit) signInRedirect(ra *requestAuth, back *url.URL) string {
	target := k.signInURL(back)
	if ra.auth.SessionStatus == sessionPending {
		target.Path = strings.TrimRight(target.Path, "/") + "/tasks"
	}
	return authPageURL(target, back)
}

package authn_test

import (
	"slices"
	"strings"

	"github.com/clerk-htmx/kit/internal/authn"
)

// exception is a deviation from the reference. Its verdict is not written down by
// hand: it is the reference's own, on the state that we take the state for, or that
// with a change.
type exception struct {
	when    string // of a state
	instead string // what we take it for, or do
	why     string

	// takeAs changes the state into the one that we take it for, if need be.
	takeAs func(*takenState)
	// adjust changes the reference's verdict.
	adjust func(referenceState, *referenceVerdict)
}

func exceptions() []exception {
	return []exception{
		{
			when: "a response sets cookies without a redirect", instead: "Cache-Control: no-store",
			why: "a cache would hand out the session",
			adjust: func(_ referenceState, v *referenceVerdict) {
				if len(v.SetCookie) > 0 {
					v.Headers["cache-control"] = "no-store"
				}
			},
		},
		{
			when: "the loop counter is more than 3", instead: "the loop ends",
			why:    "the reference tests for 3 exactly, so that a forged 4 redirects on and on",
			takeAs: counterAs(`[4-9]|\d\d+`, "3"),
		},
		{
			when: "the loop counter is not a number", instead: "0",
			why:    "we never set such a one; the reference counts on from -1 or 1.5",
			takeAs: counterAs(`\d*[^; \d][^; ]*`, "0"),
		},
		{
			when: "a service worker passes a navigation on", instead: "a document",
			why: "the worker has taken its destination away, and the browser shows the answer as a page",
			takeAs: func(s *takenState) {
				if s.Request.Headers["sec-fetch-mode"] == "navigate" && s.Request.Headers["sec-fetch-dest"] == "empty" {
					s.Request.Headers["sec-fetch-dest"] = "document"
				}
			},
		},
		{
			when: "htmx made the request", instead: "no document, whatever its other headers",
			why: "a script cannot follow a redirect to another origin",
			takeAs: func(s *takenState) {
				if s.Request.Headers["hx-request"] == "true" {
					s.Request.Headers["sec-fetch-dest"] = "empty"
				}
			},
		},
		{
			when: "a nonce comes with a request that is not for a document", instead: "no nonce",
			why: "each costs a call of the Backend API, and Clerk sends nothing but documents back",
			takeAs: func(s *takenState) {
				if !s.isForDocument() {
					s.Request.URL = nonceParam.ReplaceAllString(s.Request.URL, "")
					s.Request.Headers["cookie"] = strings.ReplaceAll(s.Request.Headers["cookie"], "__clerk_handshake_nonce", "__unused_handshake_nonce")
				}
			},
		},
		{
			when: "HandshakeCookieOnly, and the handshake or nonce is in the URL, in production", instead: "nothing",
			why: "a link could sign people in as somebody else",
			takeAs: func(s *takenState) {
				if s.live() && s.Options.HandshakeCookieOnly {
					s.inURL("__clerk_handshake", "__unused_handshake")
				}
			},
		},
		{
			when: "__clerk_redirect_url is not http(s)", instead: "nothing",
			why: "javascript: would run, and the reference answers 500 to what is no URL",
			takeAs: func(s *takenState) {
				if target := s.redirectURL(); target != nil && target.Scheme != "http" && target.Scheme != "https" {
					s.inURL("__clerk_redirect_url", "__unused_redirect_url")
				}
			},
		},
		{
			when: "__clerk_redirect_url is not loopback, not in AllowedRedirectOrigins and not of SignInURL's origin", instead: "no dev browser token",
			why: "whoever has the token is that dev browser",
			adjust: func(s referenceState, v *referenceVerdict) {
				target := s.redirectURL()
				if v.Reason != authn.ReasonPrimaryRespondsToSyncing || target == nil {
					return
				}
				allowed := append([]string{"http://localhost:3000", "http://app.localhost", "http://[::1]:8080"}, s.Options.AllowedRedirectOrigins...)
				if location := v.Headers["location"]; location != "" && !slices.Contains(allowed, target.Scheme+"://"+target.Host) {
					v.Headers["location"] = devBrowserParam.ReplaceAllString(location, "")
				}
			},
		},
		{
			when: "SkipPrimaryDomainCrossOriginSync", instead: "no Referer", why: "a site without satellites asked for it",
			takeAs: func(s *takenState) {
				if s.Options.SkipPrimaryDomainCrossOriginSync {
					delete(s.Request.Headers, "referer")
				}
			},
		},
		{
			when: "a token is signed with RS384 or RS512", instead: "another algorithm",
			why: "every key of Clerk's is for RS256 (RFC 8725, section 3.1)", takeAs: strange("alg-rs384", "alg-rs512"),
		},
		{
			when: "a token has crit or b64", instead: "another typ",
			why: "it is not to be understood without them (RFC 7515, section 4.1.11)", takeAs: strange("crit", "b64", "handshake-with-crit"),
		},
		{
			when: "a token has a name twice, bad UTF-8, deep nesting or a number beyond float64", instead: "garbage",
			why:    "every token has one meaning",
			takeAs: strange("twice", "twice-below", "bad-utf8", "deep", "huge-number"),
		},
		{
			when: "Clerk asks to set malformed cookies, or more than 50", instead: "not set",
			why: "a line break would start a header of its own; the reference copies or fails",
			takeAs: func(s *takenState) {
				strange("handshake-with-bad", "handshake-of-many")(s)
				for _, answer := range []*backendAnswer{&s.Refresh, &s.Handshake} {
					answer.Cookies = slices.DeleteFunc(answer.Cookies, func(cookie string) bool { return cookie == "nothing" || tooLong.MatchString(cookie) })
				}
			},
		},
		{
			when: "a token is longer than 8 KiB, a handshake than 32 KiB", instead: "garbage, and Clerk is not told of it",
			why: "nothing is decoded at the sender's expense", takeAs: strange("long", "handshake-too-long"),
			adjust: func(_ referenceState, v *referenceVerdict) {
				if location := v.Headers["location"]; location != "" {
					v.Headers["location"] = sessionParam.ReplaceAllStringFunc(location, func(param string) string {
						if len(param) > len("&__session=")+8<<10 {
							return ""
						}
						return param
					})
				}
			},
		},
		{
			when: "a token is padded", instead: "garbage", why: "every token has one spelling",
			takeAs: strangeInRequest("padded"), // a cookie that Clerk brings ends at the padding
		},
		{
			when: "a feature of the user comes before one of the organization", instead: "permissions that Clerk's documents grant as well",
			why: "they count all features, the reference those of the organization", takeAs: strange("features-mixed"),
		},
		{
			when: "sub is empty", instead: "no sub", why: "nobody has this id", takeAs: strange("sub-empty"),
		},
		{
			when: "aud is neither text nor a list of texts", instead: "another audience", why: "it does not name ours", takeAs: strange("aud-mixed"),
		},
		{
			when: "exp, nbf or iat is beyond any date", instead: "no number",
			why: "in the reference such a token never expires", takeAs: strange("exp-far", "nbf-far", "iat-far"),
		},
		{
			when: "sid is not an id", instead: "no sid",
			why: "it goes into a path before the signature is known to be good", takeAs: strangeInRequest("sid-odd-expired"),
		},
		{
			when: "Clerk brings a token that is for no session", instead: "one for machines",
			why: "from a JWT template or a machine, it was not made to sign anybody in",
			takeAs: func(s *takenState) {
				strange("handshake-of-template", "handshake-of-machine", "handshake-by-machine")(s)
				for _, answer := range []*backendAnswer{&s.Refresh, &s.Handshake} {
					for i, cookie := range answer.Cookies {
						answer.Cookies[i] = noSession.ReplaceAllString(cookie, "<$1-category-machine>")
					}
				}
			},
		},
		{
			when: "a handshake follows a request with an outcome in its URL", instead: "the way back is without the old outcome",
			why: "it would be taken for the new one",
			adjust: func(_ referenceState, v *referenceVerdict) {
				if location, ok := v.Headers["location"]; ok && strings.Contains(location, "/v1/client/handshake?") {
					v.Headers["location"] = redirectURLParam.ReplaceAllStringFunc(location, withoutOutcome)
				}
			},
		},
		{
			when: "Clerk's error code does not have the form of a name", instead: "an error without code",
			why: "it becomes part of a header and a URL",
			takeAs: func(s *takenState) {
				if strings.Contains(s.Refresh.Code, " ") {
					s.Refresh = backendAnswer{}
				}
			},
		},
	}
}

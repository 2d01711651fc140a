package authn_test

import (
	"strings"
	"testing"
)

// The pattern language is path-to-regexp's, whose corners are many.
func TestPathPatternsMatchAsInClerksBackend(t *testing.T) {
	t.Parallel()
	c := newComparison(t)
	c.exceptions = []exception{{
		when: "a pattern looks around", instead: "New refuses it", why: "Go's regexp cannot",
		adjust: func(s referenceState, v *referenceVerdict) {
			if strings.Contains(s.String(), "(?=") {
				*v = referenceVerdict{Error: "some error"}
			}
		},
	}}
	patterns := []string{
		"/orgs/:slug", "/orgs/:slug/(.*)", "/orgs/:slug(.*)", "/orgs/:id", `/orgs/:id(\d+)`, "/:a/:slug", "/orgs{/:slug}?", "/orgs/:slug?", "/orgs/:slug+",
		"/orgs/:slug*", "/orgs/:slug/", "/x/:a-:slug", "/x/:a.:slug", "/orgs/(.*)", "/orgs", "/", "", `/a\:b/:id`, "/(a|b)/:slug", "/(?:a)/:id",
		"/orgs/:slug(", "/:", "/orgs/:slug)", "/{:slug}-x", "/:a:b", "/orgs/:slug/*", "*", "/x(/:id", "/orgs/((a)b)", "/orgs/((?:a|b)c)/:id",
		"/{a{b}}", "/a.b/:id", "/é/:slug", "/orgs/:sl_ug9x", "/files/:id.json", "/:slug{/*}?", "/a+b", "/ab?", "/orgs/:slug{-:id}?",
		`/(\(x\))/:id`, "/orgs/org_:id", "{/orgs/:slug}+", "/orgs/(?=x)y",
	}
	paths := []string{
		"/orgs/a", "/orgs/a/", "/orgs/a/b", "/orgs/a/b/c", "/ORGS/A", "/orgs", "/orgs/", "/", "/orgs/123", "/orgs/a%20b", "/x/1-2", "/x/1-2-3",
		"/x/1.2", "/a:b/7", "/a/s", "/b/s", "/c/s", "/ac/1", "/bc/1", "/orgs/ac/1", "/orgs/bc/2/", "/a.b/1", "/aXb/1", "/%C3%A9/s",
		"/files/1.json", "/files/1.x.json", "/orgs/a-b", "/(x)/1", "/orgs/org_1", "/orgs/a?b", "/s-x", "/orgs/a//", "//orgs/a",
	}
	for _, s := range pathPatternStates(t, patterns, paths) {
		c.compare(t, s)
	}
	c.report(t)
}

// pathPatternStates are a page under each path, to a browser that has to go through
// a handshake anyway, with each pattern as one for organizations and as one for the
// personal account. The handshake says what the pattern made of the path.
func pathPatternStates(t *testing.T, patterns, paths []string) []referenceState {
	t.Helper()
	var states []referenceState
	for _, pattern := range patterns {
		for _, sync := range []organizationSync{{OrganizationPatterns: []string{pattern}}, {PersonalAccountPatterns: []string{pattern}}} {
			for _, path := range paths {
				states = append(states, referenceState{
					Options: referenceOptions{PublishableKey: liveKey(t).String(), SecretKey: "sk_live_x", OrganizationSync: sync},
					Request: referenceRequest{
						Method: "GET", URL: "https://example.com" + path,
						Headers: map[string]string{"cookie": "__client_uat=1", "sec-fetch-dest": "document"},
					},
				})
			}
		}
	}
	return states
}

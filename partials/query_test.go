package partials_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/partials"
)

func TestFromQuerySetsFields(t *testing.T) {
	t.Parallel()
	for query, tt := range map[string]struct {
		component string
		want      partials.Component
	}{
		"":                                {"user-button", partials.UserButton{}},
		"showName=true&defaultOpen=false": {"user-button", partials.UserButton{ShowName: true}},
		"showName":                        {"user-button", partials.UserButton{ShowName: true}},
		"rounded=false":                   {"user-avatar", partials.UserAvatar{Rounded: new(false)}},
		"rounded=":                        {"user-avatar", partials.UserAvatar{Rounded: new(true)}},
		"signInUrl=%2Fsign-in%3Fa%3Db":    {"user-button", partials.UserButton{SignInURL: "/sign-in?a=b"}},
		"id=true":                         {"user-button", partials.UserButton{ID: "true"}},
		"label=%22quoted%22&mode=modal":   {"sign-in-button", partials.SignInButton{Label: `"quoted"`, Mode: partials.ButtonModal}},
		"role=org:admin":                  {"protect", partials.Protect{Role: "org:admin"}},
		`initialValues={"username":"ada"}`: {
			"sign-in", partials.SignIn{InitialValues: &partials.InitialValues{Username: "ada"}},
		},
		`appearance={"options":{"logoLinkUrl":"/home"}}`: {
			"sign-in", partials.SignIn{Appearance: partials.Object{"options": map[string]any{"logoLinkUrl": "/home"}}},
		},
	} {
		t.Run(query, func(t *testing.T) {
			t.Parallel()
			values, err := url.ParseQuery(query)
			require.NoError(t, err)
			got, err := partials.FromQuery(tt.component, values)
			require.NoError(t, err)
			assert.Equal(t, tt.want, got)
		})
	}
}

func TestFromQueryRefusesWhatIsWrong(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ component, query string }{
		"a word for a boolean":          {"user-button", "showName=yes"},
		"null for a boolean":            {"user-button", "showName=null"},
		"a number for a boolean":        {"user-button", "showName=1"},
		"a value given twice":           {"user-button", "showName=true&showName=false"},
		"no JSON for an object":         {"user-button", "appearance=dark"},
		"half a JSON object":            {"user-button", `appearance={"a":`},
		"two JSON objects":              {"user-button", "appearance={}{}"},
		"nothing for an object":         {"user-button", "appearance="},
		"a script URL":                  {"user-button", "signInUrl=javascript:alert(1)"},
		"a script URL in props":         {"user-button", `userProfileProps={"path":"javascript:alert(1)"}`},
		"a script URL in an object":     {"sign-in", `appearance={"options":{"helpPageUrl":"javascript:alert(1)"}}`},
		"a script URL deep in a list":   {"sign-in", `appearance={"a":[{"b":{"cUrl":"data:x"}}]}`},
		"a script URL in a nested prop": {"user-button", `userProfileProps={"appearance":{"termsPageURL":"javascript:1"}}`},
		"content":                       {"signed-in", "content=hello"},
		"fallback":                      {"user-button", "fallback=hello"},
		"another case of the name":      {"user-button", "ShowName=true"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			values, err := url.ParseQuery(tt.query)
			require.NoError(t, err)
			_, err = partials.FromQuery(tt.component, values)
			var prop *partials.PropError
			var unknown *partials.UnknownPropError
			switch name {
			case "content", "fallback", "another case of the name":
				require.ErrorAs(t, err, &unknown)
				assert.NotContains(t, unknown.Known, "content")
				assert.NotContains(t, unknown.Known, "fallback")
			default:
				assert.ErrorAs(t, err, &prop)
			}
		})
	}
}

func TestURLsLeadToThisOriginOrToTheWeb(t *testing.T) {
	t.Parallel()
	accepted := []string{
		"/", "/sign-in", "/sign-in/", "/a//b", "/a?next=https://evil.example", "/a?x=%2F%2Fb#c", "/a#/b", "/:slug", "/orgs/:id/x",
		"/ünï", "/a.b/c..d", "/...", "https://example.com", "http://localhost:8080/a?b#c", "HTTPS://EXAMPLE.COM/",
		"https://example.com/../a", "https://accounts.example.com/sign-in?redirect_url=javascript:x",
	}
	refused := []string{
		"a", "a/b", "?a", "#a", "//evil.example", "///evil.example", `/\evil.example`, `\\evil.example`, `\/evil.example`,
		"/\t/evil.example", "/\n/evil.example", "/%09/evil.example", "/%5Cevil.example", "/%2Fevil.example", "/%2f%2fevil.example",
		"/.//evil.example", "/..//evil.example", "/a/../../b", "/%2e%2e//evil.example", "/./a", "https:evil.example",
		"https:/evil.example", "https:///evil.example", "http://", "https://", "https://user@evil.example", "https://a:b@evil.example",
		"\thttps://evil.example", " /a", "/a b", "/a\x00", "/a\x7f", "javascript:alert(1)", "JavaScript:alert(1)", "java\nscript:alert(1)",
		"javascript://example.com/%0aalert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "ftp://example.com", "blob:https://a/b",
		"view-source:https://a", "/%zz", "https://exa mple.com", "https://[::1", "mailto:a@example.com", "\u00a0javascript:x",
	}
	for _, u := range accepted {
		_, err := partials.FromQuery("user-button", url.Values{"signInUrl": {u}})
		require.NoError(t, err, "%q", u)
	}
	for _, u := range refused {
		_, err := partials.FromQuery("user-button", url.Values{"signInUrl": {u}})
		assert.Error(t, err, "%q", u)
	}
}

func FuzzFromQuery(f *testing.F) {
	for _, seed := range [][2]string{
		{"user-button", "showName=true&signInUrl=/sign-in&id=me"},
		{"sign-in", `appearance={"variables":{"colorPrimary":"red"}}&initialValues={"username":"a"}`},
		{"sign-in-button", "label=%3Cb%3E&mode=modal&url=/a?b%26c&forceRedirectUrl=https://a.example"},
		{"sign-in", "signUpUrl=java%09script:alert(1)"},
		{"protect", "role=%22%3E&permission=org:a:b"},
		{"nothing", "a=b"},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, name, query string) {
		values, err := url.ParseQuery(query)
		if err != nil {
			return // no query that net/http would hand on
		}
		c, err := partials.FromQuery(name, values)
		if err != nil {
			assert.Nil(t, c)
			return
		}
		nodes := parseHTML(t, render(t, c))
		require.Len(t, nodes, 1)
		assert.Equal(t, "clerk-"+name, nodes[0].Data)
		if props, ok := attribute(nodes[0], "props"); ok {
			var object map[string]any
			require.NoError(t, json.Unmarshal([]byte(props), &object))
			assert.NotEmpty(t, object)
		}
		for _, n := range elements(nodes)[1:] {
			assert.Contains(t, []string{"a", "button", "div"}, n.Data)
			if href, ok := attribute(n, "href"); ok {
				assert.True(t, strings.HasPrefix(href, "/") || strings.HasPrefix(strings.ToLower(href), "http"), href)
			}
		}
	})
}

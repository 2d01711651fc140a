package authn_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/authn"
)

// mistakes returns the fields that New complains of, in order, and what it says of
// each.
func mistakes(t *testing.T, cfg authn.Config) (fields []string, message map[string]string) {
	t.Helper()
	_, err := authn.New(cfg, nil, nil, nil)
	message = map[string]string{}
	if err == nil {
		return nil, message
	}
	joined, ok := errors.AsType[interface {
		error
		Unwrap() []error
	}](err)
	require.True(t, ok, "the error is a list")
	for _, err := range joined.Unwrap() {
		mistake, ok := errors.AsType[*authn.ConfigError](err)
		require.True(t, ok, "%v", err)
		require.ErrorIs(t, err, mistake.Err)
		assert.Equal(t, "Config."+mistake.Field+": "+mistake.Err.Error(), mistake.Error())
		fields = append(fields, mistake.Field)
		message[mistake.Field] = mistake.Err.Error()
	}
	return fields, message
}

func TestNewNamesTheFieldOfEachMistake(t *testing.T) {
	t.Parallel()
	satellite := func(change func(*authn.Config)) authn.Config {
		cfg := authn.Config{PublishableKey: liveKey(t), IsSatellite: true, Domain: "satellite.com", SignInURL: "https://primary.com/sign-in"}
		change(&cfg)
		return cfg
	}
	for name, tt := range map[string]struct {
		cfg  authn.Config
		want []string
	}{
		"nothing at all":              {authn.Config{}, []string{"PublishableKey"}},
		"only empty parties":          {authn.Config{PublishableKey: liveKey(t), AuthorizedParties: []string{"", ""}}, []string{"AuthorizedParties"}},
		"only empty issuers":          {authn.Config{PublishableKey: liveKey(t), Issuers: []string{""}}, []string{"Issuers"}},
		"only empty audience":         {authn.Config{PublishableKey: liveKey(t), Audience: []string{""}}, []string{"Audience"}},
		"some empty entries are fine": {authn.Config{PublishableKey: liveKey(t), AuthorizedParties: []string{"", "https://a.example"}, Issuers: []string{"https://a.example", ""}}, nil},
		"the second of two parties":   {authn.Config{PublishableKey: liveKey(t), AuthorizedParties: []string{"https://a.example", "b.example", "https://c.example", "/"}}, []string{"AuthorizedParties[1]", "AuthorizedParties[3]"}},
		"the second of two issuers":   {authn.Config{PublishableKey: liveKey(t), Issuers: []string{"https://a.example", "b.example"}}, []string{"Issuers[1]"}},
		"every redirect origin":       {authn.Config{PublishableKey: liveKey(t), AllowedRedirectOrigins: []string{"a.example", "https://b.example", "https://*.c.example"}}, []string{"AllowedRedirectOrigins[0]", "AllowedRedirectOrigins[2]"}},
		"every pattern": {authn.Config{PublishableKey: liveKey(t), OrganizationSync: authn.OrganizationSync{
			OrganizationPatterns: []string{"/:", "/orgs/:slug", "orgs/:slug"}, PersonalAccountPatterns: []string{"/me", "/me/*"},
		}}, []string{"OrganizationSync.OrganizationPatterns[0]", "OrganizationSync.OrganizationPatterns[2]", "OrganizationSync.PersonalAccountPatterns[1]"}},

		"proxy is not a URL":   {authn.Config{PublishableKey: liveKey(t), ProxyURL: "example.com/x"}, []string{"ProxyURL"}},
		"proxy on no origin":   {authn.Config{PublishableKey: liveKey(t), ProxyURL: "//evil.com"}, []string{"ProxyURL"}},
		"proxy is a script":    {authn.Config{PublishableKey: liveKey(t), ProxyURL: "javascript:x"}, []string{"ProxyURL"}},
		"proxy has a query":    {authn.Config{PublishableKey: liveKey(t), ProxyURL: "https://example.com/x?y"}, []string{"ProxyURL"}},
		"proxy has a fragment": {authn.Config{PublishableKey: liveKey(t), ProxyURL: "/x#y"}, []string{"ProxyURL"}},
		"proxy on its host":    {authn.Config{PublishableKey: liveKey(t), ProxyURL: "https://proxy.example.com"}, nil},

		"a satellite":                                        {satellite(func(*authn.Config) {}), nil},
		"a satellite without a domain":                       {satellite(func(cfg *authn.Config) { cfg.Domain = "" }), []string{"Domain"}},
		"a satellite behind a proxy":                         {satellite(func(cfg *authn.Config) { cfg.Domain, cfg.ProxyURL = "", "/__clerk" }), nil},
		"a satellite's domain is a URL":                      {satellite(func(cfg *authn.Config) { cfg.Domain = "https://satellite.com" }), []string{"Domain"}},
		"a satellite's domain in capitals":                   {satellite(func(cfg *authn.Config) { cfg.Domain = "Satellite.com" }), []string{"Domain"}},
		"a satellite's page is a path":                       {satellite(func(cfg *authn.Config) { cfg.SignInURL = "/sign-in" }), []string{"SignInURL"}},
		"a satellite's page is Clerk's own":                  {satellite(func(cfg *authn.Config) { cfg.SignInURL = "" }), nil},
		"... but not in development":                         {satellite(func(cfg *authn.Config) { cfg.PublishableKey, cfg.SignInURL = testKey(t), "" }), []string{"SignInURL"}},
		"... which an unknown key is not":                    {satellite(func(cfg *authn.Config) { cfg.PublishableKey, cfg.SignInURL = authn.PublishableKey{}, "" }), []string{"PublishableKey"}},
		"a development satellite's domain":                   {satellite(func(cfg *authn.Config) { cfg.PublishableKey, cfg.Domain = testKey(t), "https://satellite.com" }), []string{"Domain"}},
		"a domain of an application that is not a satellite": {authn.Config{PublishableKey: liveKey(t), Domain: "https://anything"}, nil},
		"everything at once":                                 {authn.Config{PublishableKey: testKey(t), IsSatellite: true, Audience: []string{""}, ProxyURL: "x"}, []string{"ProxyURL", "Audience", "SignInURL"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fields, _ := mistakes(t, tt.cfg)
			assert.Equal(t, tt.want, fields)
		})
	}
}

func TestAuthorizedPartiesAreOriginsAsBrowsersSendThem(t *testing.T) {
	t.Parallel()
	for _, origin := range []string{
		"https://app.example.com", "http://localhost:3000", "http://127.0.0.1:8080", "http://[::1]:8080", "https://xn--mller-kva.example",
		"chrome-extension://knldjmfmopnpolahpmmgbagdohdnhkik", "moz-extension://3d0c3b2a-0b2b-4e0f-8a57-6e1c7d9b6f0a",
		"capacitor://localhost", "ionic://localhost", "https://app.example.com:80", "http://app.example.com:443",
	} {
		fields, _ := mistakes(t, authn.Config{PublishableKey: liveKey(t), AuthorizedParties: []string{origin}})
		assert.Empty(t, fields, origin)
	}
	for entry, form := range map[string]string{
		"app.example.com":                    "https://app.example.com",
		"app.example.com:443":                "https://app.example.com",
		"localhost:3000":                     "https://localhost:3000",
		"https://app.example.com/":           "https://app.example.com",
		"https://app.example.com/path?a#b":   "https://app.example.com",
		"https://user:secret@a.example":      "https://a.example",
		"https://App.Example.com":            "https://app.example.com",
		"HTTPS://app.example.com":            "https://app.example.com",
		"https://app.example.com:443":        "https://app.example.com",
		"http://localhost:80":                "http://localhost", // no dot, but a port
		" https://a.example":                 "https://a.example",
		"https://a.example\n":                "https://a.example",
		"https://a.example:":                 "https://app.example.com",
		"https://müller.example":             "https://app.example.com",
		"https://":                           "https://app.example.com",
		"null":                               "https://app.example.com",
		"user_2abc":                          "https://app.example.com",
		"sk_live_do-not-print-me":            "https://app.example.com",
		"file://":                            "https://app.example.com",
		"javascript:alert(1)":                "https://app.example.com",
		"Chrome-Extension://knldjmfmopnpola": "chrome-extension://knldjmfmopnpola",
	} {
		fields, message := mistakes(t, authn.Config{PublishableKey: liveKey(t), AuthorizedParties: []string{"https://good.example", entry}})
		require.Equal(t, []string{"AuthorizedParties[1]"}, fields, entry)
		assert.Contains(t, message["AuthorizedParties[1]"], "such as "+form+":", entry)
		assert.NotContains(t, message["AuthorizedParties[1]"], "secret")
		assert.NotContains(t, message["AuthorizedParties[1]"], "do-not-print-me")
	}
	_, message := mistakes(t, authn.Config{PublishableKey: liveKey(t), AuthorizedParties: []string{"https://*.example.com"}})
	assert.Contains(t, message["AuthorizedParties[0]"], "wildcards are not supported")
}

func TestIssuersAreURLsAsClerkWritesThem(t *testing.T) {
	t.Parallel()
	for _, issuer := range []string{"https://clerk.example.com", "https://example.com/__clerk", "http://127.0.0.1:8080/fapi/v1", "https://example.com/Clerk"} {
		fields, _ := mistakes(t, authn.Config{PublishableKey: liveKey(t), Issuers: []string{issuer}})
		assert.Empty(t, fields, issuer)
	}
	for entry, form := range map[string]string{
		"clerk.example.com":                  "https://clerk.example.com",
		"https://clerk.example.com/":         "https://clerk.example.com",
		"https://example.com/__clerk/":       "https://example.com/__clerk",
		"https://Clerk.example.com":          "https://clerk.example.com",
		"HTTPS://clerk.example.com":          "https://clerk.example.com",
		"https://clerk.example.com:443":      "https://clerk.example.com",
		"https://clerk.example.com:443/x":    "https://clerk.example.com/x",
		"https://clerk.example.com?x":        "https://clerk.example.com",
		"https://clerk.example.com#x":        "https://clerk.example.com",
		"https://user@clerk.example.com":     "https://clerk.example.com",
		"chrome-extension://clerk.extension": "https://app.example.com",
		"https://*.example.com":              "https://app.example.com",
	} {
		fields, message := mistakes(t, authn.Config{PublishableKey: liveKey(t), Issuers: []string{entry}})
		require.Equal(t, []string{"Issuers[0]"}, fields, entry)
		assert.Contains(t, message["Issuers[0]"], "such as "+form+":", entry)
	}
}

func TestAllowedRedirectOriginsAreOriginsOfWebPages(t *testing.T) {
	t.Parallel()
	for _, entry := range []string{
		"", "satellite.com", "https://x.com/#y", "https://user@x.com", "https://x.com/y", "https://x.com/y/", "https://x.com?y", "https://x.com/?y", "ftp://x.com",
		"//x.com", "https://", "chrome-extension://knldjmfmopnpola", "https://*.example.com", "https://x.com:", "https://müller.example",
	} {
		fields, message := mistakes(t, authn.Config{PublishableKey: testKey(t), AllowedRedirectOrigins: []string{"https://good.com", entry}})
		require.Equal(t, []string{"AllowedRedirectOrigins[1]"}, fields, entry)
		assert.NotContains(t, message["AllowedRedirectOrigins[1]"], "such as ftp", "the example is a right one")
		assert.Equal(t, strings.Contains(entry, "*"), strings.Contains(message["AllowedRedirectOrigins[1]"], "wildcards are not supported"), entry)
	}
}

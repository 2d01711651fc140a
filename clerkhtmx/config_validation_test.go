package clerkhtmx_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"reflect"
	"regexp"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
	"github.com/clerk-htmx/kit/partials"
)

// mistakesIn returns the fields that New complains of, in order.
func mistakesIn(t *testing.T, cfg clerkhtmx.Config) []string {
	t.Helper()
	_, err := clerkhtmx.New(cfg)
	if err == nil {
		return nil
	}
	for _, printed := range []string{err.Error(), fmt.Sprintf("%+v %#v", err, err)} {
		assert.NotContains(t, printed, "do-not-print-me")
	}
	assert.NotContains(t, err.Error(), "authn", "which is not the reader's business")
	var fields []string
	for _, match := range regexp.MustCompile(`(?m)^clerkhtmx: Config\.([A-Za-z.]+(?:\[[^\]]+\])?): `).FindAllStringSubmatch(err.Error(), -1) {
		fields = append(fields, match[1])
	}
	return fields
}

func TestNewReportsEveryFieldThatIsWrongAtOnce(t *testing.T) {
	t.Setenv("CLERK_IS_SATELLITE", "do-not-print-me")
	t.Setenv("CLERK_TELEMETRY_DISABLED", "do-not-print-me")
	t.Setenv("CLERK_TELEMETRY_DEBUG", "do-not-print-me")
	t.Setenv("CLERK_UNSAFE_DISABLE_DEVELOPMENT_MODE_CONSOLE_WARNING", "do-not-print-me")
	cfg := clerkhtmx.ConfigFromEnv()
	cfg.PublishableKey, cfg.SecretKey, cfg.MachineSecretKey, cfg.JWTKey = "pk_test_do-not-print-me", "do-not-print-me\n", "do-not-print-me", "do-not-print-me"
	cfg.APIURL, cfg.ProxyURL, cfg.FrontendAPIProxy = "api.clerk.com", "x", clerkhtmx.FrontendAPIProxy{Path: "x", URL: "x"}
	cfg.IsSatellite, cfg.Domain = true, "https://satellite.com"
	cfg.AllowedRedirectOrigins, cfg.AuthorizedParties = []string{"https://*.example.com"}, []string{"app.example.com"}
	cfg.Audience, cfg.Issuers, cfg.ClockSkew = []string{""}, []string{"https://clerk.example.com/"}, -1
	cfg.OrganizationSync = clerkhtmx.OrganizationSync{OrganizationPatterns: []string{"/:"}, PersonalAccountPatterns: []string{"me"}}
	cfg.SignInURL, cfg.SignUpURL, cfg.AfterSignOutURL = "/", "/", "x"
	cfg.SignInForceRedirectURL, cfg.SignUpForceRedirectURL, cfg.SignInFallbackRedirectURL, cfg.SignUpFallbackRedirectURL = "x", "x", "x", "x"
	cfg.WaitlistURL, cfg.AfterMultiSessionSingleSignOutURL, cfg.NewSubscriptionRedirectURL = "x", "x", "x"
	cfg.TaskURLs = map[partials.SessionTask]string{partials.TaskKeySetupMFA: "x"}
	cfg.AllowedRedirectProtocols, cfg.SupportEmail = []string{"myapp"}, "Ada <ada@example.com>"
	cfg.ClerkJS = clerkhtmx.ClerkJSOptions{Experimental: partials.Object{"a": func() {}}, Other: partials.Object{"signInUrl": "javascript:do-not-print-me"}}
	cfg.ClerkJSURL, cfg.ClerkUIURL = "x", "x"
	cfg.Appearance, cfg.Localization = partials.Object{"a": func() {}}, partials.Object{"a": func() {}}
	cfg.LocalizationURL = "/a.json"
	cfg.BackendAPILimit = clerkhtmx.BackendAPILimit{PerSecond: -1, InFlight: -1}
	cfg.OrganizationSync.Organization = "acme inc"
	cfg.PublicURL = "https://app.example.com:443"
	cfg.TrustedProxies, cfg.BasePath, cfg.HookTimeout = []netip.Prefix{{}}, "/", -1
	cfg.TokenCacheSize = -1

	want := []string{"FrontendAPIProxy.Path", "FrontendAPIProxy.URL", "OrganizationSync.OrganizationPatterns[0]", "OrganizationSync.PersonalAccountPatterns[0]",
		"OrganizationSync.Organization", "BackendAPILimit.PerSecond", "BackendAPILimit.InFlight", "ClerkJS.Experimental", "ClerkJS.Other", `TaskURLs["setup-mfa"]`}
	canBeAnything := map[string]bool{
		"SatelliteAutoSync": true, "SkipPrimaryDomainCrossOriginSync": true, "HandshakeCookieOnly": true, "TreatPendingAsSignedIn": true, "IgnoreForeignAuthorization": true, "Refuse": true,
		"Skipper": true, "Nonce": true, "Logger": true, "Metrics": true, "HTTPClient": true, "Store": true,
		"FrontendAPIProxy": true, "OrganizationSync": true, "BackendAPILimit": true, "ClerkJS": true, "TaskURLs": true, // whose fields are above
	}
	list := map[string]bool{"AllowedRedirectOrigins": true, "AllowedRedirectProtocols": true, "AuthorizedParties": true, "Issuers": true, "TrustedProxies": true}
	for _, field := range reflect.VisibleFields(reflect.TypeFor[clerkhtmx.Config]()) {
		switch {
		case !field.IsExported() || canBeAnything[field.Name]:
		case list[field.Name]:
			want = append(want, field.Name+"[0]")
		default:
			want = append(want, field.Name)
		}
	}
	assert.ElementsMatch(t, want, mistakesIn(t, cfg))
}

func TestNewReportsMistakesInFields(t *testing.T) {
	t.Parallel()
	type change = func(*clerkhtmx.Config)
	for name, tt := range map[string]struct {
		change change
		want   []string
	}{
		"two keys are enough": {func(*clerkhtmx.Config) {}, nil},
		"a publishable key with a line break that base64 skips": {func(c *clerkhtmx.Config) { c.PublishableKey += "\n" }, []string{"PublishableKey"}},
		"a secret key with a line break at the end":             {func(c *clerkhtmx.Config) { c.SecretKey += "\r\n" }, []string{"SecretKey"}},
		"a secret key with a space in front":                    {func(c *clerkhtmx.Config) { c.SecretKey = " " + c.SecretKey }, []string{"SecretKey"}},
		"a secret key with an invisible character":              {func(c *clerkhtmx.Config) { c.SecretKey += "\u200b" }, []string{"SecretKey"}},
		"a machine secret key":                                  {func(c *clerkhtmx.Config) { c.MachineSecretKey = "ak_do-not-print-me" }, nil},
		"a machine secret key of another kind":                  {func(c *clerkhtmx.Config) { c.MachineSecretKey = "sk_test_do-not-print-me" }, []string{"MachineSecretKey"}},
		"a machine secret key with a line break":                {func(c *clerkhtmx.Config) { c.MachineSecretKey = "ak_do-not-print-me\n" }, []string{"MachineSecretKey"}},
		"an API address of nothing but a slash":                 {func(c *clerkhtmx.Config) { c.APIURL = "/" }, []string{"APIURL"}},
		"an API address with a query":                           {func(c *clerkhtmx.Config) { c.APIURL = "https://api.example.com?x" }, []string{"APIURL"}},
		"an API address with a path":                            {func(c *clerkhtmx.Config) { c.APIURL = "https://gateway.example.com/clerk/" }, nil},
		"unreadable keys, each once": {func(c *clerkhtmx.Config) {
			c.PublishableKey, c.SecretKey, c.JWTKey = "x", "sk_live_do-not-print-me", "x"
		}, []string{"PublishableKey", "JWTKey"}},
		"an unreadable key of a satellite": {func(c *clerkhtmx.Config) {
			c.PublishableKey, c.IsSatellite, c.Domain = "x", true, "satellite.com"
		}, []string{"PublishableKey"}},
		"mistakes that package authn finds and mistakes that New finds": {func(c *clerkhtmx.Config) {
			c.HookTimeout, c.OrganizationSync.OrganizationPatterns, c.ProxyURL = -1, []string{"/:slug", "/:"}, "/x?y"
		}, []string{"HookTimeout", "ProxyURL", "OrganizationSync.OrganizationPatterns[1]"}},
		"the second of two proxies": {func(c *clerkhtmx.Config) {
			c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), {}}
		}, []string{"TrustedProxies[1]"}},
		"only empty parties": {func(c *clerkhtmx.Config) { c.AuthorizedParties = []string{"", ""} }, []string{"AuthorizedParties"}},
		"native applications and extensions are parties": {func(c *clerkhtmx.Config) {
			c.AuthorizedParties = []string{"chrome-extension://knldjmfmopnpolahpmmgbagdohdnhkik", "capacitor://localhost", "http://localhost:3000"}
		}, nil},
		"a party with a path, the second of two": {func(c *clerkhtmx.Config) {
			c.AuthorizedParties = []string{"https://a.example", "https://b.example/x"}
		}, []string{"AuthorizedParties[1]"}},
		"options of clerk-js": {func(c *clerkhtmx.Config) {
			c.TaskURLs = map[partials.SessionTask]string{partials.TaskKeyChooseOrganization: "/onboarding", "a-new-task": "https://a.example/task"}
			c.AllowedRedirectProtocols, c.SupportEmail = []string{"myapp:", "web+app:"}, "help@example.com"
			c.ClerkJS.Other = partials.Object{"standardBrowser": false}
		}, nil},
		"a file of texts":                 {func(c *clerkhtmx.Config) { c.LocalizationURL = "/locales/:lang.json" }, nil},
		"a file of texts that is not one": {func(c *clerkhtmx.Config) { c.LocalizationURL = "data:application/json,{}" }, []string{"LocalizationURL"}},
		"pages of tasks": {func(c *clerkhtmx.Config) {
			c.TaskURLs = map[partials.SessionTask]string{"": "/a", "Setup MFA": "/b", "setup-mfa": "", "reset-password": "javascript:do-not-print-me"}
		}, []string{`TaskURLs[""]`, `TaskURLs["Setup MFA"]`, `TaskURLs["reset-password"]`, `TaskURLs["setup-mfa"]`}},
		"protocols that run scripts or match nothing": {func(c *clerkhtmx.Config) {
			c.AllowedRedirectProtocols = []string{"javascript:", "data:", "MyApp:", "myapp://", ""}
		}, []string{"AllowedRedirectProtocols[0]", "AllowedRedirectProtocols[1]", "AllowedRedirectProtocols[2]", "AllowedRedirectProtocols[3]", "AllowedRedirectProtocols[4]"}},
		"an option that the script sets":                     {func(c *clerkhtmx.Config) { c.ClerkJS.Other = partials.Object{"routerPush": "x"} }, []string{"ClerkJS.Other"}},
		"an option that JSON cannot hold":                    {func(c *clerkhtmx.Config) { c.ClerkJS.Other = partials.Object{"selectInitialSession": func() {}} }, []string{"ClerkJS.Other"}},
		"a token cache of the default size":                  {func(c *clerkhtmx.Config) { c.TokenCacheSize = 0 }, nil},
		"a token cache of one token":                         {func(c *clerkhtmx.Config) { c.TokenCacheSize = 1 }, nil},
		"a token cache of a negative size":                   {func(c *clerkhtmx.Config) { c.TokenCacheSize = -1 }, []string{"TokenCacheSize"}},
		"a domain of an application that is not a satellite": {func(c *clerkhtmx.Config) { c.Domain = "https://anything" }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg := harness.ValidConfig()
			tt.change(&cfg)
			assert.Equal(t, tt.want, mistakesIn(t, cfg))
		})
	}
}

func TestMistakesSayWhatToDo(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change func(*clerkhtmx.Config)
		want   string
	}{
		"a missing publishable key": {func(c *clerkhtmx.Config) { c.PublishableKey = "" },
			"clerkhtmx: Config.PublishableKey: required; ConfigFromEnv reads it from CLERK_PUBLISHABLE_KEY"},
		"a missing secret key": {func(c *clerkhtmx.Config) { c.SecretKey = "" },
			"clerkhtmx: Config.SecretKey: required, unless JWTKey is set; ConfigFromEnv reads it from CLERK_SECRET_KEY"},
		"a sign-in page that takes the whole site": {func(c *clerkhtmx.Config) { c.SignInURL = "/" },
			"clerkhtmx: Config.SignInURL: the page takes all addresses below it: use a path such as /sign-in, or the absolute URL of a page of your own"},
		"a proxied address without a proxy": {func(c *clerkhtmx.Config) {
			c.FrontendAPIProxy.URL, c.ProxyURL = "https://frontend-api.example", "/__proxy/"
		}, "clerkhtmx: Config.FrontendAPIProxy.Path: required, because FrontendAPIProxy.URL is set (CLERK_FAPI_URL): " +
			"set it to the path of the proxy, such as /__proxy, or leave the URL empty"},
		"a party without a scheme": {func(c *clerkhtmx.Config) { c.AuthorizedParties = []string{"app.example.com"} },
			"clerkhtmx: Config.AuthorizedParties[0]: must be an origin as browsers send it, such as https://app.example.com: " +
				"scheme, host and port in lower case, without default port, path and slash at the end"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg := harness.ValidConfig()
			tt.change(&cfg)
			_, err := clerkhtmx.New(cfg)
			assert.EqualError(t, err, tt.want)
		})
	}
}

// Applications keep other hosts in CLERK_DOMAIN.
func TestADomainWithoutASatelliteIsIgnoredAndToldOf(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change   func(*clerkhtmx.Config)
		warnings int
		domain   bool
	}{
		"a primary application with a domain": {func(c *clerkhtmx.Config) { c.Domain = "app.example.com" }, 1, false},
		"a primary application without one":   {func(*clerkhtmx.Config) {}, 0, false},
		"a satellite": {func(c *clerkhtmx.Config) {
			c.Domain, c.IsSatellite, c.SignInURL = "satellite.com", true, "https://primary.com/sign-in"
		}, 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			cfg := harness.ValidConfig()
			cfg.Logger = slog.New(slog.NewTextHandler(&log, nil))
			tt.change(&cfg)
			kit, err := clerkhtmx.New(cfg)
			require.NoError(t, err)
			assert.Equal(t, tt.warnings, bytes.Count(log.Bytes(), []byte("level=WARN")), log.String())
			assert.Equal(t, tt.warnings, bytes.Count(log.Bytes(), []byte("Config.Domain (CLERK_DOMAIN) is ignored")), log.String())

			c := echo.New().NewContext(httptest.NewRequest(http.MethodGet, "/", nil), httptest.NewRecorder())
			head, err := kit.Page(c).Head()
			require.NoError(t, err)
			assert.Equal(t, tt.domain, bytes.Contains([]byte(head), []byte(cfg.Domain)) && cfg.Domain != "", head)
		})
	}
}

func TestWarningsAtTheStartNameTheVariable(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	cfg := clerkhtmx.Config{PublishableKey: harness.LivePublishableKey, SecretKey: harness.LiveSecretKey, Logger: slog.New(slog.NewTextHandler(&log, nil))}
	_, err := clerkhtmx.New(cfg)
	require.NoError(t, err)
	assert.Contains(t, log.String(), "Config.AuthorizedParties (CLERK_AUTHORIZED_PARTIES) is empty")

	log.Reset()
	cfg.AuthorizedParties = []string{"https://app.example.com"}
	_, err = clerkhtmx.New(cfg)
	require.NoError(t, err)
	assert.NotContains(t, log.String(), "AuthorizedParties")
	assert.Contains(t, log.String(), "Config.PublicURL (CLERK_PUBLIC_URL) is empty")

	for _, change := range []func(*clerkhtmx.Config){
		func(cfg *clerkhtmx.Config) { cfg.PublicURL = "https://app.example.com" },
		func(cfg *clerkhtmx.Config) { cfg.TrustedProxies = []netip.Prefix{} },
	} {
		log.Reset()
		quiet := cfg
		change(&quiet)
		_, err = clerkhtmx.New(quiet)
		require.NoError(t, err)
		assert.Empty(t, log.String())
	}
}

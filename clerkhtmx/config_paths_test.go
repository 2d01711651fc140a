package clerkhtmx_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

// mounts are the paths that Register mounts.
type mounts struct{ base, signIn, signUp, proxy, proxyURL string }

func (m mounts) config(frontendAPI string) clerkhtmx.Config {
	cfg := harness.ProxyConfig(frontendAPI)
	cfg.Logger = slog.New(slog.DiscardHandler)
	cfg.BasePath, cfg.SignInURL, cfg.SignUpURL, cfg.ProxyURL = m.base, m.signIn, m.signUp, m.proxyURL
	if cfg.FrontendAPIProxy.Path = m.proxy; m.proxy == "" {
		cfg.FrontendAPIProxy.URL = ""
	}
	return cfg
}

func TestNewRefusesPathsThatRegisterCannotMount(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		mounts
		want string
	}{
		"a sign-in page that takes the whole site":         {mounts{signIn: "/"}, "SignInURL"},
		"a sign-up page that takes the whole site":         {mounts{signUp: "/"}, "SignUpURL"},
		"a kit on the whole site":                          {mounts{base: "/"}, "BasePath"},
		"a proxy of the whole site":                        {mounts{proxy: "/"}, "FrontendAPIProxy.Path"},
		"a proxy address that leaves all to Clerk":         {mounts{proxyURL: "/"}, "ProxyURL"},
		"a sign-in page with a query":                      {mounts{signIn: "/sign-in?x"}, "SignInURL"},
		"a sign-in page with a fragment":                   {mounts{signIn: "/#/sign-in"}, "SignInURL"},
		"a sign-in page with a parameter of Echo's":        {mounts{signIn: "/:locale/sign-in"}, "SignInURL"},
		"a sign-in page with an asterisk":                  {mounts{signIn: "/sign-in/*"}, "SignInURL"},
		"an escaped sign-in page":                          {mounts{signIn: "/sign%20in"}, "SignInURL"},
		"a sign-in page in Unicode":                        {mounts{signIn: "/anmeldung-für-alle"}, "SignInURL"},
		"a sign-up page with a query":                      {mounts{signUp: "/sign-up?x"}, "SignUpURL"},
		"a sign-up page with a parameter of Echo's":        {mounts{signUp: "/sign-up/:plan"}, "SignUpURL"},
		"a kit with a query":                               {mounts{base: "/clerk?x"}, "BasePath"},
		"a kit with a parameter of Echo's":                 {mounts{base: "/:tenant/clerk"}, "BasePath"},
		"a kit with an asterisk":                           {mounts{base: "/clerk*"}, "BasePath"},
		"a kit with a double slash":                        {mounts{base: "/auth//clerk"}, "BasePath"},
		"a sign-in page with a double slash":               {mounts{signIn: "/auth//sign-in"}, "SignInURL"},
		"an escaped kit":                                   {mounts{base: "/cl%65rk"}, "BasePath"},
		"a kit without a slash":                            {mounts{base: "clerk"}, "BasePath"},
		"one path for both pages":                          {mounts{signIn: "/sign-in", signUp: "/sign-in/"}, "SignUpURL"},
		"a page at the kit's fragments":                    {mounts{signIn: "/clerk/fragments"}, "SignInURL"},
		"a page below the kit's partials":                  {mounts{signUp: "/clerk/partials/user-button"}, "SignUpURL"},
		"a page where the browser reports":                 {mounts{signIn: "/clerk/session"}, "SignInURL"},
		"a page at the kit's script":                       {mounts{base: "/auth", signIn: "/auth/static"}, "SignInURL"},
		"a page at the proxy":                              {mounts{signIn: "/__clerk", proxy: "/__clerk"}, "SignInURL"},
		"a page below the proxy":                           {mounts{signUp: "/__clerk/sign-up", proxy: "/__clerk"}, "SignUpURL"},
		"a page below a proxy that something else is":      {mounts{signIn: "/__clerk/sign-in", proxyURL: "/__clerk/"}, "SignInURL"},
		"a proxy at the kit":                               {mounts{proxy: "/clerk"}, "FrontendAPIProxy.Path"},
		"a proxy above the kit":                            {mounts{base: "/auth/kit", proxy: "/auth"}, "FrontendAPIProxy.Path"},
		"a proxy at the kit's fragments":                   {mounts{proxy: "/clerk/fragments"}, "FrontendAPIProxy.Path"},
		"a proxy that something else is, above the kit":    {mounts{base: "/auth/kit", proxyURL: "/auth"}, "ProxyURL"},
		"a proxy that something else is, at the kit's own": {mounts{proxyURL: "/clerk/session/"}, "ProxyURL"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, []string{tt.want}, mistakesIn(t, tt.config("https://frontend-api.example")))
		})
	}
}

// Where paths are close to each other without a claim on the same address, all that
// Register or Handler mounts answers.
func TestRegisterAndHandlerMountThePathsThatNewAccepts(t *testing.T) {
	t.Parallel()
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "Clerk on "+r.URL.Path)
	}))
	t.Cleanup(upstream.Close)
	for name, m := range map[string]mounts{
		"side by side":                        {"/clerk", "/sign-in", "/sign-up", "/__clerk", ""},
		"with slashes at the end":             {"/clerk/", "/sign-in/", "/sign-up/", "/__clerk/", ""},
		"names that begin alike":              {"/clerk", "/clerk-in", "/clerk-up", "/clerk_api", ""},
		"pages below the kit":                 {"/clerk", "/clerk/sign-in", "/clerk/sign-up", "/__clerk", ""},
		"everything below the kit":            {"/auth", "/auth/sign-in", "/auth/sign-up", "/auth/frontend-api", ""},
		"the sign-in page at the kit":         {"/auth", "/auth", "/auth/sign-up", "/__clerk", ""},
		"the kit below the sign-in page":      {"/auth/kit", "/auth", "/sign-up", "/__clerk", ""},
		"the proxy below the sign-in page":    {"/clerk", "/auth", "/sign-up", "/auth/frontend-api", ""},
		"one page below the other":            {"/clerk", "/sign-in", "/sign-in/up", "/__clerk", ""},
		"the proxy's address as seen outside": {"/clerk", "/sign-in", "/sign-up", "/__clerk", "/app/__clerk"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg := m.config(upstream.URL)
			cfg.HTTPClient = upstream.Client()
			kit, err := clerkhtmx.New(cfg)
			require.NoError(t, err)
			kit.Fragment("greeting", clerkhtmx.Fragment{Content: harness.Text("hello")})
			e := echo.New()
			e.Use(kit.Middleware())
			kit.Register(e)

			m.assertServedBy(t, e)
			m.assertServedBy(t, kit.Handler())
		})
	}
}

// assertServedBy asserts that a router has all that is mounted.
func (m mounts) assertServedBy(t *testing.T, router http.Handler) {
	t.Helper()
	serve := func(method, path string) *httptest.ResponseRecorder {
		res := httptest.NewRecorder()
		router.ServeHTTP(res, harness.Request(method, path))
		return res
	}
	trim := func(path string) string { return strings.TrimRight(path, "/") }
	assert.Equal(t, "hello", serve(http.MethodGet, trim(m.base)+"/fragments/greeting").Body.String())
	assert.Contains(t, serve(http.MethodGet, trim(m.base)+"/partials/user-button").Body.String(), "<clerk-user-button")
	assert.Equal(t, http.StatusNoContent, serve(http.MethodPost, trim(m.base)+"/session").Code)
	for _, step := range []string{"", "/factor-one"} {
		assert.Contains(t, serve(http.MethodGet, trim(m.signIn)+step).Body.String(), "<clerk-sign-in", step)
		assert.Contains(t, serve(http.MethodGet, trim(m.signUp)+step).Body.String(), "<clerk-sign-up", step)
	}
	assert.Equal(t, "Clerk on /v1/client", serve(http.MethodGet, trim(m.proxy)+"/v1/client").Body.String())
	assert.Equal(t, "Clerk on /v1/client/sign_ins", serve(http.MethodPost, trim(m.proxy)+"/v1/client/sign_ins").Body.String())
}

func TestNoPageMayBeAtARouteOfTheKit(t *testing.T) {
	t.Parallel()
	kit, err := clerkhtmx.New(harness.ValidConfig())
	require.NoError(t, err)
	e := echo.New()
	kit.Register(e)
	require.NotEmpty(t, e.Routes())
	for _, route := range e.Routes() {
		path, _, _ := strings.Cut(route.Path, ":")
		cfg := harness.ValidConfig()
		cfg.SignInURL = path
		assert.Equal(t, []string{"SignInURL"}, mistakesIn(t, cfg), route.Path)
	}
}

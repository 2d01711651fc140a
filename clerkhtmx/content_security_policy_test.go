package clerkhtmx_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

const (
	headerCSP  = "Content-Security-Policy"
	reportOnly = "Content-Security-Policy-Report-Only"
)

// kitOf makes a Kit. Its log is dropped unless the configuration has one.
func kitOf(t *testing.T, change ...func(*clerkhtmx.Config)) *clerkhtmx.Kit {
	t.Helper()
	cfg := harness.ValidConfig()
	cfg.Logger = slog.New(slog.DiscardHandler)
	for _, f := range change {
		f(&cfg)
	}
	kit, err := clerkhtmx.New(cfg)
	require.NoError(t, err)
	return kit
}

func live(cfg *clerkhtmx.Config) {
	cfg.PublishableKey, cfg.SecretKey = harness.LivePublishableKey, harness.LiveSecretKey
}

// edges serve "/page" with the kit's middleware behind the policy. The page is its head, a line
// break and its nonce.
func edges(kit *clerkhtmx.Kit, policy clerkhtmx.CSP) map[string]http.Handler {
	show := func(page clerkhtmx.Page, w io.Writer) error {
		head, err := page.Head()
		if err != nil {
			return err
		}
		_, err = io.WriteString(w, string(head)+"\n"+page.Nonce())
		return err
	}
	e := echo.New()
	e.Use(kit.ContentSecurityPolicy(policy), kit.Middleware())
	kit.Register(e)
	e.GET("/page", func(c echo.Context) error { return show(kit.Page(c), c.Response()) })
	e.Any("/__clerk/*", func(c echo.Context) error { return c.NoContent(http.StatusNoContent) })

	mux := http.NewServeMux()
	mux.Handle("/clerk/", kit.Handler())
	mux.Handle("/sign-in", kit.Handler())
	mux.HandleFunc("GET /page", func(w http.ResponseWriter, r *http.Request) {
		if err := show(kit.PageFromContext(r.Context()), w); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
	mux.HandleFunc("/__clerk/", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	return map[string]http.Handler{
		"Echo":     e,
		"net/http": kit.HTTPContentSecurityPolicy(policy)(kit.HTTPMiddleware(mux)),
	}
}

func atEachEdge(t *testing.T, kit *clerkhtmx.Kit, policy clerkhtmx.CSP, test func(*testing.T, http.Handler)) {
	t.Helper()
	for name, handler := range edges(kit, policy) {
		t.Run(name, func(t *testing.T) { test(t, handler) })
	}
}

func serveGet(handler http.Handler, target string) *httptest.ResponseRecorder {
	res := httptest.NewRecorder()
	handler.ServeHTTP(res, harness.Get(target))
	return res
}

var nonceSource = regexp.MustCompile(`'nonce-([^']*)'`)

// nonceIn returns the nonce of the policy, which must be one.
func nonceIn(t *testing.T, header string) string {
	t.Helper()
	found := nonceSource.FindAllStringSubmatch(header, -1)
	require.NotEmpty(t, found, header)
	for _, match := range found {
		require.Equal(t, found[0][1], match[1])
	}
	return found[0][1]
}

// Browsers allow only what every policy allows, so no policy weakens another.
func TestAPolicyIsAddedToThoseBeforeIt(t *testing.T) {
	t.Parallel()
	kit := kitOf(t)
	own := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set(headerCSP, "default-src 'none'")
			next.ServeHTTP(w, r)
		})
	}
	atEachEdge(t, kit, clerkhtmx.CSP{}, func(t *testing.T, handler http.Handler) {
		policies := serveGet(own(handler), "/page").Header()[headerCSP]
		require.Len(t, policies, 2)
		assert.Equal(t, "default-src 'none'", policies[0])
		nonceIn(t, policies[1])
	})
}

func TestAResponseThatIsServedAgainHasOnePolicy(t *testing.T) {
	t.Parallel()
	kit := kitOf(t)
	e := echo.New()
	e.Use(func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if err := next(c); err == nil {
				return nil
			}
			return next(c)
		}
	}, kit.ContentSecurityPolicy(clerkhtmx.CSP{}))
	tries := 0
	e.GET("/", func(c echo.Context) error {
		if tries++; tries == 1 {
			return echo.ErrTeapot
		}
		return c.NoContent(http.StatusNoContent)
	})
	assert.Len(t, serveGet(e, "/").Header()[headerCSP], 1)
}

func TestErrorsHaveThePolicy(t *testing.T) {
	t.Parallel()
	kit := kitOf(t)
	atEachEdge(t, kit, clerkhtmx.CSP{}, func(t *testing.T, handler http.Handler) {
		nonceIn(t, serveGet(handler, "/not-found").Header().Get(headerCSP))
	})
	e := echo.New()
	e.HTTPErrorHandler = func(_ error, c echo.Context) {
		assert.NoError(t, c.String(http.StatusNotFound, kit.Page(c).Nonce()))
	}
	e.Use(kit.ContentSecurityPolicy(clerkhtmx.CSP{}), kit.Middleware())
	res := serveGet(e, "/not-found")
	assert.Equal(t, nonceIn(t, res.Header().Get(headerCSP)), res.Body.String(), "the page of an error has the nonce")
}

func TestTheFrontendAPIKeepsThePolicyOfClerk(t *testing.T) {
	t.Parallel()
	kit := kitOf(t, func(cfg *clerkhtmx.Config) { live(cfg); cfg.ProxyURL = "/__clerk" })
	atEachEdge(t, kit, clerkhtmx.CSP{}, func(t *testing.T, handler http.Handler) {
		res := serveGet(handler, "/__clerk/v1/client")
		require.Equal(t, http.StatusNoContent, res.Code)
		assert.NotContains(t, res.Header(), headerCSP)
	})
}

func TestReportsAreSentWhereThePolicySays(t *testing.T) {
	t.Parallel()
	kit := kitOf(t)
	atEachEdge(t, kit, clerkhtmx.CSP{ReportOnly: true, ReportTo: "/csp-reports"}, func(t *testing.T, handler http.Handler) {
		header := serveGet(handler, "/page").Header()
		assert.NotContains(t, header, headerCSP)
		assert.True(t, strings.HasSuffix(header.Get(reportOnly), "; report-to csp-endpoint; report-uri /csp-reports"), header.Get(reportOnly))
		assert.Equal(t, `csp-endpoint="/csp-reports"`, header.Get("Reporting-Endpoints"))
	})
}

func TestAPolicyThatCannotWorkIsAMistakeOfTheSetUp(t *testing.T) {
	t.Parallel()
	kit := kitOf(t)
	for name, tt := range map[string]struct {
		policy clerkhtmx.CSP
		want   []string
	}{
		"an unknown directive":       {clerkhtmx.CSP{Directives: map[string][]string{"image-src": {"*"}}}, []string{`"image-src": is not a directive`}},
		"two mistakes":               {clerkhtmx.CSP{Directives: map[string][]string{"img-src": {"self"}, "font-src": {"a; b"}}}, []string{`"img-src": "self" needs`, `"font-src": "a; b" is not one value`}},
		"a host without effect":      {clerkhtmx.CSP{Directives: map[string][]string{"script-src": {"https://cdn.test"}}}, []string{"set CSP.Scripts to ScriptsFromSources"}},
		"a need of Clerk":            {clerkhtmx.CSP{Directives: map[string][]string{"worker-src": {"'none'"}}}, []string{"because Clerk needs 'self' blob:"}},
		"an unknown way":             {clerkhtmx.CSP{Scripts: 7}, []string{"the field Scripts is neither"}},
		"reports to no address":      {clerkhtmx.CSP{ReportTo: "javascript:alert(1)"}, []string{"ReportTo must be a path"}},
		"reports and a directive":    {clerkhtmx.CSP{ReportTo: `/reports;script-src`}, []string{"ReportTo must be a path"}},
		"reports and a quote":        {clerkhtmx.CSP{ReportTo: `/reports",b="https://evil.test`}, []string{"ReportTo must be a path"}},
		"reports to two places":      {clerkhtmx.CSP{ReportTo: "/a", Directives: map[string][]string{"report-to": {"b"}}}, []string{`"report-to" is set by ReportTo`}},
		"mistakes of several fields": {clerkhtmx.CSP{ReportTo: "a", Scripts: -1, Directives: map[string][]string{"": nil}}, []string{"ReportTo must be", "the field Scripts is neither", `"": is not a directive`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for method, set := range map[string]func(){
				"ContentSecurityPolicy":     func() { kit.ContentSecurityPolicy(tt.policy) },
				"HTTPContentSecurityPolicy": func() { kit.HTTPContentSecurityPolicy(tt.policy) },
			} {
				message := panicOf(set)
				assert.True(t, strings.HasPrefix(message, "clerkhtmx: Kit."+method+": "), message)
				for _, want := range tt.want {
					assert.Contains(t, message, want)
				}
			}
		})
	}
}

func TestAPolicyDoesNotChangeWithTheCallersMap(t *testing.T) {
	t.Parallel()
	sources := []string{"https://images.test"}
	directives := map[string][]string{"img-src": sources}
	handler := kitOf(t).HTTPContentSecurityPolicy(clerkhtmx.CSP{Directives: directives})(http.NotFoundHandler())
	sources[0], directives["font-src"] = "*", []string{"*"}
	header := serveGet(handler, "/").Header().Get(headerCSP)
	assert.Contains(t, header, "https://images.test")
	assert.NotContains(t, header, "font-src")
}

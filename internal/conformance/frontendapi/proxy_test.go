package frontendapi_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

const stagingKey = "pk_live_aGFwcHktYW50LTEyLmNsZXJrLmFjY291bnRzc3RhZ2UuZGV2JA" // happy-ant-12.clerk.accountsstage.dev

func TestNewReportsMistakesInTheFrontendAPIProxy(t *testing.T) {
	t.Parallel()
	const path, url = "Config.FrontendAPIProxy.Path:", "Config.FrontendAPIProxy.URL:"
	tests := []struct {
		name   string
		change func(*clerkhtmx.Config)
		want   string
	}{
		{"a path and a URL are fine", func(*clerkhtmx.Config) {}, ""},
		{"a slash at the end does no harm", func(c *clerkhtmx.Config) { c.FrontendAPIProxy.Path = "/__clerk/" }, ""},
		{"a base with a path is fine", func(c *clerkhtmx.Config) { c.FrontendAPIProxy.URL = "https://gateway.example/fapi/" }, ""},
		{"a path below the kit's own is fine", func(c *clerkhtmx.Config) { c.FrontendAPIProxy.Path = "/clerk/frontend-api" }, ""},
		{"a path without a slash", func(c *clerkhtmx.Config) { c.FrontendAPIProxy.Path = "__clerk" }, path},
		{"the whole site", func(c *clerkhtmx.Config) { c.FrontendAPIProxy.Path = "/" }, path},
		{"another host in disguise", func(c *clerkhtmx.Config) { c.FrontendAPIProxy.Path = "//evil.example" }, path},
		{"a path with a parameter of Echo's", func(c *clerkhtmx.Config) { c.FrontendAPIProxy.Path = "/:clerk" }, path},
		{"a path with a query", func(c *clerkhtmx.Config) { c.FrontendAPIProxy.Path = "/__clerk?x" }, path},
		{"an escaped path", func(c *clerkhtmx.Config) { c.FrontendAPIProxy.Path = "/%5F_clerk" }, path},
		{"a path that the kit itself needs", func(c *clerkhtmx.Config) { c.FrontendAPIProxy.Path = "/clerk" }, path},
		{"a path above the kit's own", func(c *clerkhtmx.Config) {
			c.FrontendAPIProxy.Path, c.BasePath = "/auth", "/auth/kit"
		}, path},
		{"a development instance", func(c *clerkhtmx.Config) {
			c.PublishableKey, c.SecretKey = harness.TestPublishableKey, harness.TestSecretKey
		}, path},
		{"no secret key to identify with", func(c *clerkhtmx.Config) {
			c.SecretKey, c.JWTKey = "", "-----BEGIN PUBLIC KEY-----"
		}, "Config.SecretKey:"},
		{"a base that is no URL", func(c *clerkhtmx.Config) { c.FrontendAPIProxy.URL = "frontend-api.clerk.dev" }, url},
		{"a base with a password", func(c *clerkhtmx.Config) { c.FrontendAPIProxy.URL = "https://u:do-not-print-me@example.com" }, url},
		{"a base with a query", func(c *clerkhtmx.Config) { c.FrontendAPIProxy.URL = "https://example.com?x=1" }, url},
		{"a base with a fragment", func(c *clerkhtmx.Config) { c.FrontendAPIProxy.URL = "https://example.com#x" }, url},
		{"a base of nothing but a slash", func(c *clerkhtmx.Config) { c.FrontendAPIProxy.URL = "/" }, url},
		{"a wrong base is wrong without a path too", func(c *clerkhtmx.Config) {
			c.FrontendAPIProxy = clerkhtmx.FrontendAPIProxy{URL: "x"}
		}, url},
		{"a base that no path leads to", func(c *clerkhtmx.Config) { c.FrontendAPIProxy.Path = "" }, path},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			cfg := harness.ProxyConfig("https://frontend-api.example")
			tt.change(&cfg)
			_, err := clerkhtmx.New(cfg)
			if tt.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, tt.want)
			assert.NotContains(t, err.Error(), "Config.ProxyURL:", "nobody has set it")
			assert.NotContains(t, err.Error(), "do-not-print-me")
		})
	}
}

func TestConfigFromEnvReadsTheFrontendAPI(t *testing.T) {
	t.Setenv("CLERK_FAPI_URL", "https://frontend-api.example")
	cfg := clerkhtmx.ConfigFromEnv()
	assert.Equal(t, clerkhtmx.FrontendAPIProxy{URL: "https://frontend-api.example"}, cfg.FrontendAPIProxy, "still off")
}

func TestFrontendAPIProxyIsOffByDefault(t *testing.T) {
	t.Parallel()
	upstream := newUpstream(t, nil)
	proxy := newProxy(t, upstream, func(c *clerkhtmx.Config) {
		c.FrontendAPIProxy, c.ProxyURL = clerkhtmx.FrontendAPIProxy{}, "/__clerk"
	})
	assert.Equal(t, http.StatusNotFound, proxy.get(t, "/__clerk/v1/client").StatusCode)
	assert.Empty(t, upstream.received())
}

func TestFrontendAPIProxyIsTheProxyURL(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, proxyURL, handshake string
	}{
		{"by default", "", "https://app.example.com/__clerk/v1/client/handshake?"},
		{"unless another one is configured", "https://proxy.example.com/clerk", "https://proxy.example.com/clerk/v1/client/handshake?"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			cfg := harness.ProxyConfig("")
			cfg.ProxyURL = tt.proxyURL
			kit, err := clerkhtmx.New(cfg)
			require.NoError(t, err)
			e := echo.New()
			e.Use(kit.Middleware())
			e.GET("/", func(c echo.Context) error {
				head, err := kit.Page(c).Head()
				require.NoError(t, err)
				return c.HTML(http.StatusOK, string(head))
			})

			res := httptest.NewRecorder()
			e.ServeHTTP(res, httptest.NewRequest(http.MethodGet, "https://app.example.com/", nil))
			base := tt.proxyURL
			if base == "" {
				base = "/__clerk"
			}
			assert.Contains(t, res.Body.String(), `data-clerk-proxy-url="`+base+`"`)
			assert.Contains(t, res.Body.String(), `data-clerk-js-url="`+base+`/npm/`)

			document := httptest.NewRequest(http.MethodGet, "https://app.example.com/", nil)
			document.Header.Set("Sec-Fetch-Dest", "document")
			document.AddCookie(&http.Cookie{Name: "__client_uat", Value: "1700000000"})
			res = httptest.NewRecorder()
			e.ServeHTTP(res, document)
			assert.Contains(t, res.Header().Get("Location"), tt.handshake)
		})
	}
}

// Clerk answers its own handshake, whatever form the proxy URL has.
func TestFrontendAPIProxyIsNotAuthenticated(t *testing.T) {
	t.Parallel()
	for _, proxyURL := range []string{"", "/__clerk", "https://app.example.com/__clerk"} {
		upstream := newUpstream(t, nil)
		proxy := newProxy(t, upstream, func(c *clerkhtmx.Config) { c.ProxyURL = proxyURL })
		res := proxy.get(t, "/__clerk/v1/client/handshake?redirect_url=x",
			"Sec-Fetch-Dest", "document", "Cookie", "__client_uat=1700000000")
		assert.Equal(t, http.StatusOK, res.StatusCode, "proxy URL %q", proxyURL)
		assert.Empty(t, res.Header.Get("X-Clerk-Auth-Status"))
		assert.Len(t, upstream.received(), 1)
	}
}

func TestFrontendAPIProxyKnowsWhereTheFrontendAPIIs(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, key, url, want string }{
		{"production", harness.LivePublishableKey, "", "https://frontend-api.clerk.dev/v1/client"},
		{"Clerk's staging", stagingKey, "", "https://frontend-api.clerkstage.dev/v1/client"},
		{"as configured", stagingKey, "https://gateway.example/fapi/", "https://gateway.example/fapi/v1/client"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var asked string
			cfg := harness.ProxyConfig(tt.url)
			cfg.PublishableKey = tt.key
			cfg.HTTPClient = &http.Client{Transport: harness.RoundTripper(func(r *http.Request) (*http.Response, error) {
				asked = r.URL.String()
				return &http.Response{StatusCode: http.StatusNoContent, Body: http.NoBody, Request: r}, nil
			})}
			kit, err := clerkhtmx.New(cfg)
			require.NoError(t, err)
			e := echo.New()
			kit.Register(e)
			res := httptest.NewRecorder()
			e.ServeHTTP(res, httptest.NewRequest(http.MethodGet, "/__clerk/v1/client", nil))
			assert.Equal(t, http.StatusNoContent, res.Code)
			assert.Equal(t, tt.want, asked)
		})
	}
}

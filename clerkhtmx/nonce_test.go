package clerkhtmx_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
)

func TestEachResponseHasItsNonceInPolicyHeadAndPage(t *testing.T) {
	t.Parallel()
	kit := kitOf(t, func(cfg *clerkhtmx.Config) { cfg.SignInURL = "/sign-in" })
	atEachEdge(t, kit, clerkhtmx.CSP{}, func(t *testing.T, handler http.Handler) {
		seen := map[string]bool{}
		for range 20 {
			res := serveGet(handler, "/page")
			nonce := nonceIn(t, res.Header().Get(headerCSP))
			assert.Regexp(t, `^[A-Za-z0-9+/]{24}$`, nonce, "18 random bytes")
			assert.False(t, seen[nonce], "fresh for each response")
			seen[nonce] = true
			head, page, _ := strings.Cut(strings.ReplaceAll(res.Body.String(), "&#43;", "+"), "\n\n")
			assert.Equal(t, strings.Count(head, "<script")+strings.Count(head, "<link"), strings.Count(head, `nonce="`+nonce+`"`))
			assert.Equal(t, nonce, page)
		}
		ready := serveGet(handler, "/sign-in")
		require.Equal(t, http.StatusOK, ready.Code)
		nonce := nonceIn(t, ready.Header().Get(headerCSP))
		assert.Contains(t, strings.ReplaceAll(ready.Body.String(), "&#43;", "+"), `nonce="`+nonce+`"`, "the ready page")
	})
}

func TestTheNonceOfTheConfigurationIsUsed(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		nonce string
		used  bool
		log   string
	}{
		"base64":                         {nonce: "YXBwbGljYXRpb24=", used: true},
		"none":                           {nonce: ""},
		"with a directive of its own":    {nonce: "x' *; script-src-elem *; x 'y", log: "Config.Nonce returned a nonce that is not base64"},
		"with a second header in itself": {nonce: "x\r\nSet-Cookie: a=b", log: "Config.Nonce returned a nonce that is not base64"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			kit := kitOf(t, func(cfg *clerkhtmx.Config) {
				cfg.Nonce = func(echo.Context) string { return tt.nonce }
				cfg.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelError}))
			})
			atEachEdge(t, kit, clerkhtmx.CSP{}, func(t *testing.T, handler http.Handler) {
				res := serveGet(handler, "/page")
				nonce := nonceIn(t, res.Header().Get(headerCSP))
				assert.Equal(t, tt.used, nonce == tt.nonce)
				assert.Contains(t, strings.ReplaceAll(res.Body.String(), "&#43;", "+"), `nonce="`+nonce+`"`)
			})
			if tt.log == "" {
				assert.Empty(t, log.String())
			} else {
				assert.Contains(t, log.String(), tt.log)
				assert.NotContains(t, log.String(), tt.nonce)
			}
		})
	}
}

func TestAPageWithoutThePolicyHasTheNonceOfTheConfiguration(t *testing.T) {
	t.Parallel()
	for nonce, kit := range map[string]*clerkhtmx.Kit{
		"":     kitOf(t),
		"YXBw": kitOf(t, func(cfg *clerkhtmx.Config) { cfg.Nonce = func(echo.Context) string { return "YXBw" } }),
	} {
		e := echo.New()
		e.Use(kit.Middleware())
		e.GET("/page", func(c echo.Context) error { return c.String(http.StatusOK, kit.Page(c).Nonce()) })
		res := serveGet(e, "/page")
		assert.Equal(t, nonce, res.Body.String())
		assert.NotContains(t, res.Header(), headerCSP)
	}
	assert.Empty(t, clerkhtmx.Page{}.Nonce(), "the zero Page")
}

func TestPoliciesOfOneResponseShareTheNonce(t *testing.T) {
	t.Parallel()
	kit, other := kitOf(t), kitOf(t, live)
	trial := clerkhtmx.CSP{ReportOnly: true}
	atEachEdge(t, kit, clerkhtmx.CSP{}, func(t *testing.T, handler http.Handler) {
		handler = other.HTTPContentSecurityPolicy(clerkhtmx.CSP{})(kit.HTTPContentSecurityPolicy(trial)(handler))
		header := serveGet(handler, "/page").Header()
		require.Len(t, header[headerCSP], 2)
		require.Len(t, header[reportOnly], 1)
		nonceIn(t, header[headerCSP][0]+header[headerCSP][1]+header[reportOnly][0])
	})
}

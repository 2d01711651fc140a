package fakeclerk_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
)

func TestPagesOfAnotherLocalSiteAreRefused(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		origin, host string
		cfg          fakeclerk.Config
		header       string
		status       int
	}{
		"one address, two ports":                   {"http://127.0.0.1:8080", "127.0.0.1:4401", fakeclerk.Config{}, "", 200},
		"one name, two ports":                      {"http://localhost:8080", "localhost:4401", fakeclerk.Config{}, "", 200},
		"no origin":                                {"", "127.0.0.1:4401", fakeclerk.Config{}, "", 200},
		"name and address":                         {"http://localhost:8080", "127.0.0.1:4401", fakeclerk.Config{}, "", 400},
		"address and name":                         {"http://127.0.0.1:8080", "localhost:4401", fakeclerk.Config{}, "", 400},
		"address of IPv6":                          {"http://localhost", "[::1]:4401", fakeclerk.Config{}, "", 400},
		"name and address, development":            {"http://localhost:8080", "127.0.0.1:4401", fakeclerk.Config{Mode: fakeclerk.DevelopmentMode}, "", 200},
		"name and address, on a domain of its own": {"http://localhost:8080", "127.0.0.1:4401", fakeclerk.Config{Mode: fakeclerk.DevelopmentCustomHostMode}, "", 400},
		"behind the kit's proxy":                   {"http://localhost:8080", "127.0.0.1:4401", fakeclerk.Config{}, "Clerk-Proxy-Url", 200},
		"behind another proxy":                     {"http://localhost:8080", "127.0.0.1:4401", fakeclerk.Config{}, "X-Forwarded-Host", 200},
		"where browsers reach it is known":         {"http://localhost:8080", "127.0.0.1:4401", fakeclerk.Config{BaseURL: "http://localhost:8080/__clerk"}, "", 200},
		"sites that only tests have, by name":      {"https://app.kit.test", "clerk.kit.test", fakeclerk.Config{}, "", 200},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			req := httptest.NewRequest(http.MethodGet, "http://"+test.host+"/v1/environment?__clerk_db_jwt=x", nil)
			req.RemoteAddr = "127.0.0.1:50000"
			if test.origin != "" {
				req.Header.Set("Origin", test.origin)
			}
			if test.header != "" {
				req.Header.Set(test.header, "localhost:8080")
			}
			rec := httptest.NewRecorder()
			newFake(t, test.cfg).ServeHTTP(rec, req)
			assert.Equal(t, test.status, rec.Code)
			if test.status == 400 {
				assert.Contains(t, rec.Body.String(), "two sites")
				assert.Equal(t, test.origin, rec.Header().Get("Access-Control-Allow-Origin"), "the page cannot read the reason")
			}
		})
	}
}

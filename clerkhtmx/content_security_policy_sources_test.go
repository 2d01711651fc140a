package clerkhtmx_test

import (
	"encoding/base64"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
)

// styles are the hashes of two styles of Clerk UI, see docs/csp.md.
const styles = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' 'sha256-KQDhUccuEkZUQDnfbVDeY+ev2LZ+73AQR7ro4JppAY8='"

func TestContentSecurityPolicyAllowsWhatClerkNeeds(t *testing.T) {
	t.Parallel()
	const development = "default-src 'self'; script-src 'nonce-N' 'strict-dynamic'; style-src 'self' 'nonce-N' " + styles + "; " +
		"connect-src 'self' https://clerk.kit.test https://*.protect.clerk.com:* https://clerk-telemetry.com; img-src 'self' data: https://img.clerk.com; " +
		"frame-src 'self' https://challenges.cloudflare.com https://*.protect.clerk.com; worker-src 'self' blob:; " +
		"form-action 'self' https://clerk.kit.test https://accounts.kit.test; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
	withoutTelemetry := strings.Replace(development, " https://clerk-telemetry.com", "", 1)
	fromSources := "script-src 'self' 'nonce-N' https://clerk.kit.test https://challenges.cloudflare.com https://*.protect.clerk.com;"
	replace := strings.NewReplacer
	for name, tt := range map[string]struct {
		change func(*clerkhtmx.Config)
		policy clerkhtmx.CSP
		want   string
	}{
		"a development key": {want: development},
		"telemetry is off":  {change: func(cfg *clerkhtmx.Config) { cfg.TelemetryDisabled = true }, want: withoutTelemetry},
		"texts from elsewhere": {
			change: func(cfg *clerkhtmx.Config) { cfg.LocalizationURL = "https://cdn.test/:lang.json" },
			want:   replace("clerk-telemetry.com", "clerk-telemetry.com https://cdn.test").Replace(development),
		},
		"texts from this origin": {
			change: func(cfg *clerkhtmx.Config) { cfg.LocalizationURL = "/locales/:lang.json" },
			want:   development,
		},
		"a production key": {change: live, want: withoutTelemetry},
		"a proxy at a path": {
			change: func(cfg *clerkhtmx.Config) { live(cfg); cfg.ProxyURL = "/__clerk" },
			want:   replace(" https://clerk.kit.test", "").Replace(withoutTelemetry),
		},
		"a proxy at a URL": {
			change: func(cfg *clerkhtmx.Config) { live(cfg); cfg.ProxyURL = "https://app.kit.test:8443/__clerk" },
			want:   replace("https://clerk.kit.test", "https://app.kit.test:8443").Replace(withoutTelemetry),
		},
		"the kit is the proxy": {
			change: func(cfg *clerkhtmx.Config) { live(cfg); cfg.FrontendAPIProxy.Path = "/__clerk" },
			want:   replace(" https://clerk.kit.test", "").Replace(withoutTelemetry),
		},
		"a satellite": {
			change: func(cfg *clerkhtmx.Config) {
				live(cfg)
				cfg.IsSatellite, cfg.Domain, cfg.SignInURL = true, "satellite.test", "https://primary.test/sign-in"
			},
			want: replace("https://clerk.kit.test", "https://clerk.kit.test https://clerk.satellite.test", "https://accounts.kit.test", "https://primary.test").Replace(withoutTelemetry),
		},
		"a satellite in development": {
			change: func(cfg *clerkhtmx.Config) {
				cfg.IsSatellite, cfg.Domain, cfg.SignInURL = true, "satellite.test", "https://primary.test/sign-in"
			},
			want: replace("https://accounts.kit.test", "https://primary.test").Replace(development),
		},
		"a sign-in page of the application": {
			change: func(cfg *clerkhtmx.Config) { cfg.SignInURL = "/sign-in" },
			want:   replace(" https://accounts.kit.test", "").Replace(development),
		},
		"scripts from sources": {
			policy: clerkhtmx.CSP{Scripts: clerkhtmx.ScriptsFromSources},
			want:   replace("script-src 'nonce-N' 'strict-dynamic';", fromSources).Replace(development),
		},
		"scripts from sources, with Clerk's scripts from elsewhere": {
			change: func(cfg *clerkhtmx.Config) {
				cfg.ClerkJSURL, cfg.ClerkUIURL = "https://cdn.kit.test/clerk.js", "/ui.js"
			},
			policy: clerkhtmx.CSP{Scripts: clerkhtmx.ScriptsFromSources, Directives: map[string][]string{"script-src": {"https://own.test"}}},
			want: replace("script-src 'nonce-N' 'strict-dynamic';",
				"script-src 'self' 'nonce-N' https://clerk.kit.test https://cdn.kit.test https://challenges.cloudflare.com https://*.protect.clerk.com https://own.test;").Replace(development),
		},
		"directives of the application": {
			policy: clerkhtmx.CSP{Directives: map[string][]string{
				"img-src": {"https://img.clerk.com", "https://images.test"}, "frame-ancestors": {"'self'"}, "font-src": {"'self'", "https://fonts.test"}, "base-uri": {"'none'"},
			}},
			want: replace("https://img.clerk.com", "https://img.clerk.com https://images.test", "frame-ancestors 'none'", "frame-ancestors 'self'").Replace(development) +
				"; font-src 'self' https://fonts.test",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kit := kitOf(t)
			if tt.change != nil {
				kit = kitOf(t, tt.change)
			}
			atEachEdge(t, kit, tt.policy, func(t *testing.T, handler http.Handler) {
				header := serveGet(handler, "/page").Header()
				require.Len(t, header[headerCSP], 1)
				assert.NotContains(t, header, reportOnly)
				got := header.Get(headerCSP)
				assert.Equal(t, tt.want, strings.ReplaceAll(got, nonceIn(t, got), "N"))
			})
		})
	}
}

func TestTheGuideShowsThePolicyThatIsSent(t *testing.T) {
	t.Parallel()
	guide, err := os.ReadFile("../docs/csp.md")
	require.NoError(t, err)
	_, policy, found := strings.Cut(string(guide), "```text\n")
	require.True(t, found)
	policy, _, _ = strings.Cut(policy, "\n```")

	kit := kitOf(t, func(cfg *clerkhtmx.Config) {
		cfg.PublishableKey = "pk_test_" + base64.StdEncoding.EncodeToString([]byte("clerk.example.com$"))
	})
	header := serveGet(edges(kit, clerkhtmx.CSP{})["Echo"], "/page").Header().Get(headerCSP)
	assert.Equal(t, strings.ReplaceAll(policy, "\n", " "), strings.ReplaceAll(header, nonceIn(t, header), "…"))
}

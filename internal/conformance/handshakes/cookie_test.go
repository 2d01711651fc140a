package handshakes_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

// A handshake's cookie is used once, whether its directives remove it or not. Clerk sets
// it for the instance's domain.
func TestAHandshakeCookieIsUsedOnce(t *testing.T) {
	t.Parallel()
	a := harness.NewApp(t)
	session := a.Clerk.StartSession(clerktest.SessionParams{UserID: a.Ada.ID})
	fresh := a.Clerk.Token(clerktest.TokenParams{SessionID: session.ID})
	handshake := a.Clerk.Token(clerktest.TokenParams{SessionID: session.ID, Claims: map[string]any{"handshake": []string{"__session=" + fresh + "; Path=/"}}})
	const gone = "=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"
	const everywhere = "=; Path=/; Domain=kit.test; Max-Age=0; HttpOnly; SameSite=Lax"
	for _, tt := range []struct {
		name, host, target, cookie string
		expired                    []string
	}{
		{"its outcome is used", "example.com", "/whoami", "__clerk_handshake=" + handshake, []string{"__clerk_handshake" + gone}},
		{"on the instance's domain", "app.kit.test:8080", "/whoami", "__clerk_handshake=" + handshake, []string{"__clerk_handshake" + gone, "__clerk_handshake" + everywhere}},
		{"its outcome is refused", "example.com", "/whoami", "__clerk_handshake=a.b.c", []string{"__clerk_handshake" + gone}},
		{"a nonce is refused", "example.com", "/whoami", "__clerk_handshake_nonce=made-up", []string{"__clerk_handshake_nonce" + gone}},
		{"the URL's outcome is used", "example.com", "/whoami?__clerk_handshake=" + handshake, "__clerk_handshake=x.y.z", []string{"__clerk_handshake" + gone}},
		{"no cookie is there", "example.com", "/whoami?__clerk_handshake=" + handshake, "", nil},
	} {
		r := harness.Get(tt.target, "Sec-Fetch-Dest", "document", "Cookie", tt.cookie)
		r.Host = tt.host
		var expired []string
		for _, line := range a.Serve(r).Header().Values("Set-Cookie") {
			if strings.HasPrefix(line, "__clerk_handshake") {
				expired = append(expired, line)
			}
		}
		assert.Equal(t, tt.expired, expired, tt.name)
	}

	satellite := harness.NewApp(t, func(cfg *clerkhtmx.Config) {
		cfg.IsSatellite, cfg.Domain, cfg.SignInURL = true, "satellite.com", "https://primary.com/sign-in"
	})
	onSatellite := harness.Get("/whoami", "Sec-Fetch-Dest", "document", "Cookie", "__clerk_handshake=a.b.c")
	onSatellite.Host = "app.satellite.com"
	assert.Contains(t, satellite.Serve(onSatellite).Header().Values("Set-Cookie"),
		"__clerk_handshake=; Path=/; Domain=satellite.com; Max-Age=0; HttpOnly; SameSite=Lax", "a satellite has a Frontend API of its own")

	unused := harness.Get("/whoami", "Cookie", "__clerk_handshake_nonce=made-up", "Sec-Fetch-Dest", "empty")
	assert.Empty(t, a.Serve(unused).Header().Values("Set-Cookie"), "a script's request does not use it")
}

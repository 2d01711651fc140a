package fakeclerk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
)

const appURL = "http://localhost:4400/page?x=1"

// handshake asks for one and returns where it leads.
func (d *device) handshake(extra string) *url.URL {
	d.t.Helper()
	a := d.get("/v1/client/handshake?redirect_url=" + url.QueryEscape(appURL) + extra)
	require.Equal(d.t, http.StatusTemporaryRedirect, a.status, "%s", a.body)
	location, err := url.Parse(a.header.Get("Location"))
	require.NoError(d.t, err)
	return location
}

// directives reads a handshake token into cookies by name.
func directives(t *testing.T, token string) map[string]*http.Cookie {
	t.Helper()
	header, claims := decode(t, token)
	require.Equal(t, "cl_B7d4PD111AAA", header["cat"])
	lines, ok := claims["handshake"].([]any)
	require.True(t, ok)
	return cookiesOf(t, lines)
}

func cookiesOf(t *testing.T, lines []any) map[string]*http.Cookie {
	t.Helper()
	cookies := map[string]*http.Cookie{}
	for _, line := range lines {
		cookie, err := http.ParseSetCookie(line.(string))
		require.NoError(t, err)
		cookies[cookie.Name] = cookie
	}
	return cookies
}

func TestProductionHandshakeTravelsInACookie(t *testing.T) {
	t.Parallel()
	d := newDevice(t, fakeclerk.Config{})
	ada := createUser(t, d.fake, "ada@example.com")
	d.signIn("ada@example.com", password)

	location := d.handshake("&suffixed_cookies=true")
	assert.Equal(t, appURL, location.String())
	cookies := directives(t, d.cookie("__clerk_handshake"))

	_, claims := decode(t, cookies["__session"].Value)
	assert.Equal(t, ada.ID, claims["sub"])
	assert.Equal(t, "http://localhost:4400", claims["azp"])
	assert.Equal(t, d.cookie("__client_uat"), cookies["__client_uat"].Value)
	assert.Negative(t, cookies["__clerk_handshake"].MaxAge, "the directives take the handshake cookie away")
	suffixed := 0
	for name := range cookies {
		if strings.HasPrefix(name, "__session_") || strings.HasPrefix(name, "__client_uat_") {
			suffixed++
		}
	}
	assert.Equal(t, 2, suffixed)
}

func TestProductionHandshakeOfAStranger(t *testing.T) {
	t.Parallel()
	d := newDevice(t, fakeclerk.Config{})
	d.handshake("")
	cookies := directives(t, d.cookie("__clerk_handshake"))
	assert.Equal(t, "0", cookies["__client_uat"].Value)
	assert.Negative(t, cookies["__session"].MaxAge)
}

func TestDevelopmentHandshakeTravelsInTheQuery(t *testing.T) {
	t.Parallel()
	for name, mode := range modes {
		if mode == fakeclerk.ProductionMode {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDevice(t, fakeclerk.Config{Mode: mode})
			ada := createUser(t, d.fake, "ada@example.com")
			d.devBrowser = d.post("/v1/dev_browser").ok().text("id")
			d.signIn("ada@example.com", password)

			location := d.handshake("")
			assert.Equal(t, "1", location.Query().Get("x"))
			assert.Equal(t, d.devBrowser, location.Query().Get("__clerk_db_jwt"))
			cookies := directives(t, location.Query().Get("__clerk_handshake"))
			_, claims := decode(t, cookies["__session"].Value)
			assert.Equal(t, ada.ID, claims["sub"])
			assert.Equal(t, d.devBrowser, cookies["__clerk_db_jwt"].Value, "without it the backend would ask again and again")
		})
	}
}

func TestDevelopmentHandshakeMakesADevBrowser(t *testing.T) {
	t.Parallel()
	d := newDevice(t, fakeclerk.Config{Mode: fakeclerk.DevelopmentMode})
	location := d.handshake("")
	d.devBrowser = location.Query().Get("__clerk_db_jwt")
	require.NotEmpty(t, d.devBrowser)
	d.get("/v1/client").ok()
}

func TestHandshakeByNonceIsExchangedOnce(t *testing.T) {
	t.Parallel()
	d := newDevice(t, fakeclerk.Config{HandshakeNonce: true})
	createUser(t, d.fake, "ada@example.com")
	d.signIn("ada@example.com", password)

	d.handshake("&format=nonce")
	require.Empty(t, d.cookie("__clerk_handshake"))
	exchange := "/clients/handshake_payload?nonce=" + d.cookie("__clerk_handshake_nonce")
	lines, ok := d.backend(http.MethodGet, exchange, "").ok().at("directives").([]any)
	require.True(t, ok)
	assert.NotEmpty(t, cookiesOf(t, lines)["__session"].Value)
	d.backend(http.MethodGet, exchange, "").refused(404, "resource_not_found")

	d.handshake("")
	assert.NotEmpty(t, d.cookie("__clerk_handshake"), "who does not ask for a nonce gets none")
}

func TestHandshakeSwitchesOrganization(t *testing.T) {
	t.Parallel()
	d := newDevice(t, fakeclerk.Config{})
	require.NoError(t, d.fake.Seed())
	d.signIn(fakeclerk.SeedEmail, fakeclerk.SeedPassword)
	active := func(organization string) any {
		d.handshake("&organization_id=" + organization)
		_, claims := decode(t, directives(t, d.cookie("__clerk_handshake"))["__session"].Value)
		if o, ok := claims["o"].(map[string]any); ok {
			return o["slg"]
		}
		return nil
	}
	assert.Equal(t, "globex", active("globex"), "by slug")
	assert.Equal(t, "globex", active("unknown"), "an organization the user is not in changes nothing")
	assert.Nil(t, active(""), "the empty id is the personal account")
}

func TestHandshakeRefusesForeignRedirects(t *testing.T) {
	t.Parallel()
	d := newDevice(t, fakeclerk.Config{Origin: "https://kit.dev"})
	for _, target := range []string{"", "/relative", "https://evil.com/", "javascript:alert(1)", "http://localhost.evil.com/"} {
		d.get("/v1/client/handshake?redirect_url="+url.QueryEscape(target)).refused(400, "invalid_redirect_url")
		d.get("/v1/client/sync?redirect_url="+url.QueryEscape(target)).refused(400, "invalid_redirect_url")
	}
	a := d.get("/v1/client/handshake?redirect_url=" + url.QueryEscape("https://kit.dev/x"))
	assert.Equal(t, http.StatusTemporaryRedirect, a.status)
}

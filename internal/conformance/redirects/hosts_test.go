package redirects_test

import (
	"bufio"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
	"github.com/clerk-htmx/kit/internal/testutil/whatwg"
)

// signInElsewhere has redirect_url name the application's host.
func signInElsewhere(cfg *clerkhtmx.Config) { cfg.SignInURL = "https://accounts.example.com/sign-in" }

// returns are where the sign-in page and Clerk's handshake come back to, for each
// hostile value that send puts into a request.
func returns(t *testing.T, a *harness.App, send func(r *http.Request, value string)) []lead {
	t.Helper()
	var found leads
	for _, value := range whatwg.HostileValues(t) {
		for _, header := range [][]string{
			{"Sec-Fetch-Dest", "document"}, {"HX-Request", "true", "HX-Current-URL", "http://" + value + "/"},
			append([]string{"Sec-Fetch-Dest", "document"}, staleCookies...),
		} {
			r := harness.Get("/dashboard", header...)
			send(r, value)
			found.add(t, value, a.Serve(r))
		}
	}
	var back []lead
	for _, lead := range found.resolved(t) {
		if strings.HasSuffix(lead.where, "redirect_url") {
			back = append(back, lead)
		} else {
			assert.Contains(t, []string{"https://accounts.example.com", a.Clerk.URL}, lead.Origin, "%q after %q", lead.Value, lead.cause)
		}
	}
	require.NotEmpty(t, back)
	return back
}

func TestStrangersDoNotForwardAHost(t *testing.T) {
	t.Parallel()
	a := newWalledApp(t, signInElsewhere)
	for _, lead := range returns(t, a, func(r *http.Request, value string) {
		r.RemoteAddr = "203.0.113.7:1234"
		r.Header["X-Forwarded-Host"] = []string{value}
		r.Header["X-Forwarded-Proto"] = []string{value}
		r.Header["Forwarded"] = []string{"host=" + value}
	}) {
		assert.Equal(t, harness.Origin, lead.Origin, "%q after %q", lead.Value, lead.cause)
	}
}

// A proxy may name any host, but what it names must be one to browsers as well.
func TestTrustedProxiesForwardNothingButHosts(t *testing.T) {
	t.Parallel()
	a := newWalledApp(t, signInElsewhere)
	believed := 0
	for _, lead := range returns(t, a, func(r *http.Request, value string) {
		r.RemoteAddr = "10.0.0.1:1234"
		r.Header["X-Forwarded-Host"] = []string{value}
		r.Header["X-Forwarded-Proto"] = []string{value}
	}) {
		if lead.Host != "example.com" {
			believed++
			assertNamesHost(t, lead)
		}
	}
	assert.NotZero(t, believed, "good hosts are believed")
}

// Browsers send no other Host than the one they asked. From anybody else an odd one
// must not lead somewhere that it does not seem to.
func TestHostileHostsLeadToNoOther(t *testing.T) {
	t.Parallel()
	a := newWalledApp(t, signInElsewhere)
	odd := 0
	for _, lead := range returns(t, a, func(r *http.Request, value string) { r.Host = value }) {
		if lead.Host == "invalid" {
			odd++
		} else {
			assertNamesHost(t, lead)
		}
	}
	assert.NotZero(t, odd)
}

// assertNamesHost compares with the host that was sent, but for case and default port.
// A label that claims to be Punycode and is none leads nowhere.
func assertNamesHost(t *testing.T, lead lead) {
	t.Helper()
	sent, _, _ := strings.Cut(lead.cause, ",")
	sent = strings.ToLower(strings.TrimSpace(sent))
	assert.True(t, lead.Host == strings.TrimSuffix(sent, ":80") || !lead.Valid && strings.Contains(lead.Value, "xn--"), "%q after %q", lead.Value, lead.cause)
}

// Whatever an extractor of the application's says, pages are at http or https.
func TestSchemeExtractorsDoNotChooseAnotherProtocol(t *testing.T) {
	t.Parallel()
	a := newWalledApp(t, signInElsewhere)
	a.SchemeExtractor = func(r *http.Request) string { return r.Header.Get("X-Scheme") }
	for scheme, want := range map[string]string{
		"https": "https", "HTTPS": "https", "wss": "https", "ws": "http", "": "http", "javascript": "http", "//evil.example/": "http",
	} {
		location := a.Serve(harness.Get("/dashboard", "Sec-Fetch-Dest", "document", "X-Scheme", scheme)).Header().Get("Location")
		assert.Equal(t, "https://accounts.example.com/sign-in?redirect_url="+want+"%3A%2F%2Fexample.com%2Fdashboard", location, "%q", scheme)
	}
}

// Request lines as no browser and no client library writes them, through net/http and
// Echo's router.
func TestRawRequestLinesLeadNowhereElse(t *testing.T) {
	t.Parallel()
	a := newWalledApp(t)
	ok := func(c echo.Context) error { return c.NoContent(http.StatusNoContent) }
	a.Any("/", ok)
	a.Any("/*", ok)
	a.Any("/items/:name", ok)
	server := httptest.NewServer(a)
	t.Cleanup(server.Close)
	var found leads
	for _, target := range []string{
		"//evil.example", "//evil.example/%2e%2e", "///evil.example", `/\evil.example`, `/\/evil.example`, "/%5Cevil.example", "/%2Fevil.example",
		"/%09/evil.example", "/%0D%0ALocation:%20//evil.example", "/%00", "/.//evil.example", "/..//evil.example", "/a/..//evil.example", "/%2e//evil.example",
		"/items/..//evil.example", "//@evil.example", "/?//evil.example", "/;//evil.example", "*", "x:javascript:alert(1)", "javascript:alert(1)",
		`https:\\evil.example`, "https:evil.example", "/\uff0fevil.example", "/\x80/evil.example", "/\x01/evil.example", "//evil.example?redirect_url=//evil.example",
	} {
		for _, header := range []string{
			"Sec-Fetch-Dest: document", "HX-Request: true\r\nHX-Boosted: true",
			"HX-Request: true\r\nHX-Boosted: true\r\nCookie: __client_uat=1700000000", "HX-History-Restore-Request: true\r\nCookie: __client_uat=1700000000",
		} {
			res := exchangeRaw(t, server, target, header)
			if res.Code == http.StatusBadRequest && res.Header().Get("X-Clerk-Auth-Status") == "" {
				continue // net/http did not take it
			}
			assert.NotEmpty(t, res.Header().Get("Location")+res.Header().Get("Hx-Redirect"), "%q", target)
			found.add(t, target, res)
		}
	}
	assert.Greater(t, found.where()["Hx-Redirect"], 5)
	found.page = server.URL + "/page"
	found.stayOn(t, server.URL)
}

// exchangeRaw sends a request line with the target as it is.
func exchangeRaw(t *testing.T, server *httptest.Server, target, header string) *httptest.ResponseRecorder {
	t.Helper()
	address := server.Listener.Addr().String()
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
	require.NoError(t, err)
	defer conn.Close()
	_, err = fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n%s\r\n\r\n", target, address, header)
	require.NoError(t, err)
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	require.NoError(t, err)
	defer res.Body.Close()
	recorder := httptest.NewRecorder()
	recorder.Code = res.StatusCode
	maps.Copy(recorder.Header(), res.Header)
	return recorder
}

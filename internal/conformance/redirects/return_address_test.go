package redirects_test

import (
	"html/template"
	"net/http"
	"net/url"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

// returnOf is where a refusal brings people back to, by redirect or by htmx.
func returnOf(t *testing.T, header http.Header) string {
	t.Helper()
	location, err := url.Parse(header.Get("Location") + header.Get("Hx-Redirect"))
	require.NoError(t, err)
	return location.Query().Get("redirect_url")
}

// An address that a form was posted to answers no GET: the page with the form does.
func TestPeopleComeBackToThePageWithTheForm(t *testing.T) {
	t.Parallel()
	a := harness.NewGuardedApp(t)
	const document = "document"
	for _, tt := range []struct {
		name, method, dest, referer, want string
	}{
		{"the page with the form", http.MethodPost, document, "http://example.com/notes/new?draft=1", "http://example.com/notes/new?draft=1"},
		{"a form that is put", http.MethodPut, document, "http://example.com/notes/1", "http://example.com/notes/1"},
		{"no page is known", http.MethodPost, document, "", "http://example.com/"},
		{"another site's page", http.MethodPost, document, "https://evil.example/notes", "http://example.com/"},
		{"only the origin is told", http.MethodPost, document, "http://example.com/", "http://example.com/"},
		{"a page that was asked for", http.MethodGet, document, "http://example.com/notes", "http://example.com/dashboard"},
	} {
		for _, stale := range []string{"", "__client_uat=1700000000"} {
			if stale != "" && tt.method == http.MethodGet {
				continue // that goes through the handshake
			}
			r := harness.Request(tt.method, "/dashboard", "Sec-Fetch-Dest", tt.dest, "Referer", tt.referer, "Cookie", stale)
			assert.Equal(t, tt.want, returnOf(t, a.Serve(r).Header()), tt.name)
		}
	}
}

// A page that answers a form has no address of its own either, as when it shows what is
// wrong with it.
func TestASignInButtonInTheAnswerToAFormLeadsBackToTheForm(t *testing.T) {
	t.Parallel()
	a := harness.NewPageApp(t)
	a.POST("/notes", func(c echo.Context) error {
		button, err := a.Kit.Page(c).SignInButton()
		if err != nil {
			return err
		}
		return c.HTML(http.StatusOK, string(button))
	})
	res := a.Serve(harness.Request(http.MethodPost, "/notes", "Referer", "http://example.com/notes/new", "Sec-Fetch-Dest", "document"))
	assert.Contains(t, res.Body.String(), `redirect_url=http%3A%2F%2Fexample.com%2Fnotes%2Fnew"`)
}

const handshakeQuery = "__clerk_handshake=a&__clerk_handshake_nonce=b&__clerk_db_jwt=c&__dev_session=d&__clerk_help=1" +
	"&__clerk_synced=true&__clerk_hs_reason=e&suffixed_cookies=true&__clerk%5Fhandshake=f"

func TestNoReturnAddressBringsAnOldHandshakeBack(t *testing.T) {
	t.Parallel()
	a := harness.NewGuardedApp(t)
	a.GET("/page", func(c echo.Context) error {
		button, err := a.Kit.Page(c).SignInButton()
		if err != nil {
			return err
		}
		return c.HTML(http.StatusOK, string(button))
	})
	query := "?b=1&" + handshakeQuery + "&a=%7e+2"
	const want = "?b=1&a=%7e+2"

	res := a.Serve(harness.Get("/dashboard"+query, "Sec-Fetch-Dest", "document"))
	assert.Equal(t, harness.Origin+"/dashboard"+want, returnOf(t, res.Header()), "a document")

	res = a.Serve(harness.Get("/dashboard", "HX-Request", "true", "HX-Current-URL", harness.Origin+"/notes"+query))
	assert.Equal(t, harness.Origin+"/notes"+want, returnOf(t, res.Header()), "an htmx request")

	res = a.Serve(harness.Request(http.MethodPost, "/dashboard", "Sec-Fetch-Dest", "document", "Referer", harness.Origin+"/notes"+query))
	assert.Equal(t, harness.Origin+"/notes"+want, returnOf(t, res.Header()), "a form")

	res = a.Serve(harness.Get("/page" + query))
	assert.NotContains(t, res.Body.String(), "__clerk_", "a button")

	query = "?b=1&__clerk_handshake=a&__clerk_help=1&a=%7e+2"
	stale := harness.Get("/dashboard"+query, "HX-Request", "true", "HX-Boosted", "true", "Cookie", "__client_uat=1700000000")
	assert.Equal(t, "/dashboard"+want, a.Serve(stale).Header().Get("Hx-Redirect"), "a boosted link that is to be followed anew")

	stale = harness.Get("/page"+query, "Sec-Fetch-Dest", "document", "Cookie", "__client_uat=1700000000")
	location, err := url.Parse(a.Serve(stale).Header().Get("Location"))
	require.NoError(t, err)
	assert.Equal(t, "http://example.com/page?b=1&a=%7E+2", location.Query().Get("redirect_url"), "a handshake")
}

func TestTheSignInPageIsNotAPageToComeBackTo(t *testing.T) {
	t.Parallel()
	a := harness.NewGuardedSite(t)
	a.GET("/dashboard", harness.Reply("dashboard"))
	for current, back := range map[string]string{
		"http://example.com/sign-in": "http://example.com/",
		"http://example.com/sign-in/factor-one?redirect_url=http%3A%2F%2Fexample.com%2Fnotes%3Fa%3Db":   "http://example.com/notes?a=b",
		"http://example.com/sign-up?redirect_url=%2Fnotes":                                              "http://example.com/notes",
		"http://example.com/sign-in?redirect_url=https%3A%2F%2Fevil.example%2F":                         "http://example.com/",
		"http://example.com/sign-in?redirect_url=http%3A%2F%2Fexample.com%2Fsign-in%3Fredirect_url%3Dx": "http://example.com/",
		"http://example.com/sign-inside":                                                                "http://example.com/sign-inside",
	} {
		res := a.Serve(harness.Get("/dashboard", "HX-Request", "true", "HX-Current-URL", current))
		location, err := url.Parse(res.Header().Get("HX-Redirect"))
		require.NoError(t, err)
		assert.Equal(t, back, location.Query().Get("redirect_url"), current)
	}
}

// The address of a partial or fragment is not a page.
func TestNoKitRouteIsComeBackTo(t *testing.T) {
	t.Parallel()
	a := harness.NewPageApp(t)
	a.Kit.Fragment("button", clerkhtmx.Fragment{Content: a.Kit.Template(template.Must(template.New("button").Parse(`{{.SignInButton}}`)), "button")})
	for _, path := range []string{"/clerk/partials/sign-in-button", "/clerk/fragments/button"} {
		for _, tt := range []struct {
			name   string
			header []string
			want   string
		}{
			{"htmx says which page it is on", []string{"HX-Request", "true", "HX-Current-URL", harness.Origin + "/shop"}, harness.Origin + "/shop"},
			{"a script's Referer says it", []string{"Referer", harness.Origin + "/shop"}, harness.Origin + "/shop"},
			{"another site's page", []string{"Referer", "https://evil.example/"}, harness.Origin + "/"},
			{"no page is known", nil, harness.Origin + "/"},
		} {
			body := a.Serve(harness.Get(path, tt.header...)).Body.String()
			assert.Contains(t, body, "redirect_url="+url.QueryEscape(tt.want)+`"`, path+": "+tt.name)
		}
	}
}

package clerkhtmx_test

import (
	"errors"
	"html"
	"html/template"
	"net/http"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
	"github.com/clerk-htmx/kit/partials"
)

// newPageApp has fragments, and a page whose template is the query.
func newPageApp(t *testing.T) *harness.App {
	t.Helper()
	a := harness.NewApp(t)
	signedIn := []clerkhtmx.Requirement{clerkhtmx.SignedIn()}
	a.Kit.Fragment("account", clerkhtmx.Fragment{Require: signedIn, Content: text("your account"), Fallback: text("please sign in")})
	a.Kit.Fragment("quiet", clerkhtmx.Fragment{Require: signedIn, Content: text("only for you")})
	a.Kit.Fragment("welcome", clerkhtmx.Fragment{Require: []clerkhtmx.Requirement{clerkhtmx.SignedOut()}, Content: text("welcome")})
	a.Kit.Fragment("admin", clerkhtmx.Fragment{Require: []clerkhtmx.Requirement{clerkhtmx.Role("org:admin")}, Content: text("admin area"), Fallback: text("not for you")})
	a.Kit.Fragment("open", clerkhtmx.Fragment{Content: text("everybody")})
	a.Kit.Fragment("broken", clerkhtmx.Fragment{Content: func(echo.Context) (partials.Component, error) { return nil, errors.New("broken view") }})
	a.GET("/page", func(c echo.Context) error {
		t, err := template.New("page").Parse(c.QueryParam("t"))
		if err != nil {
			return err
		}
		var out strings.Builder
		if err := t.Execute(&out, map[string]any{"Clerk": a.Kit.Page(c)}); err != nil {
			return c.String(http.StatusInternalServerError, err.Error())
		}
		return c.HTML(http.StatusOK, out.String())
	})
	return a
}

func TestFragmentEndpoint(t *testing.T) {
	t.Parallel()
	a := newPageApp(t)
	acme := a.Clerk.CreateOrganization(clerktest.Organization{Name: "Acme"})
	a.Clerk.AddMember(acme, a.Ada, "org:admin")
	signedIn := func(r *http.Request) *http.Request { return a.Clerk.SignedIn(r, a.Ada) }

	tests := []struct {
		name    string
		request *http.Request
		status  int
		want    string
	}{
		{"signed in sees the content", signedIn(get("/clerk/fragments/account")), http.StatusOK, "your account"},
		{"signed out sees the fallback", get("/clerk/fragments/account"), http.StatusOK, "please sign in"},
		{"without a fallback signed out sees nothing", get("/clerk/fragments/quiet"), http.StatusOK, ""},
		{"signed out is welcome", get("/clerk/fragments/welcome"), http.StatusOK, "welcome"},
		{"signed in is not", signedIn(get("/clerk/fragments/welcome")), http.StatusOK, ""},
		{"a user without an organization is not an administrator", signedIn(get("/clerk/fragments/admin")), http.StatusOK, "not for you"},
		{"an administrator is", a.Clerk.SignedInTo(get("/clerk/fragments/admin"), a.Ada, acme), http.StatusOK, "admin area"},
		{"a fragment may be for everybody", get("/clerk/fragments/open"), http.StatusOK, "everybody"},
		{"an unknown fragment is not found", get("/clerk/fragments/other"), http.StatusNotFound, ""},
		{"an error shows no detail", get("/clerk/fragments/broken"), http.StatusInternalServerError, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			res := a.Serve(tt.request)
			assert.Equal(t, tt.status, res.Code)
			got := res.Body.String()
			assert.NotContains(t, got, "broken view")
			if tt.status == http.StatusOK {
				assert.Equal(t, tt.want, got)
				assert.Equal(t, "private, no-store", res.Header().Get("Cache-Control"))
				assert.Contains(t, res.Header().Get("Vary"), "Cookie")
			}
		})
	}
}

func TestFragmentEndpointAnswersNothingWhileItIsNotKnownWhoAsks(t *testing.T) {
	t.Parallel()
	a := newPageApp(t)
	for _, name := range []string{"account", "welcome", "open"} {
		r := get("/clerk/fragments/"+name, "HX-Request", "true")
		r.AddCookie(&http.Cookie{Name: "__client_uat", Value: "1700000000"})
		res := a.Serve(r)
		assert.Equal(t, http.StatusUnauthorized, res.Code, name)
		assert.Equal(t, "none", res.Header().Get("Hx-Reswap"), name)
		assert.Equal(t, "stale", res.Header().Get("Clerk-Session"), name)
		assert.Equal(t, "private, no-store", res.Header().Get("Cache-Control"), name)
		assert.Contains(t, res.Header().Get("Vary"), "Cookie", name)
		assert.Empty(t, res.Body.String(), name)
	}
}

func renderPage(t *testing.T, a *harness.App, r *http.Request, tmpl string) string {
	t.Helper()
	q := r.URL.Query()
	q.Set("t", tmpl)
	r.URL.RawQuery = q.Encode()
	return a.Serve(r).Body.String()
}

func TestPageRendersFragmentsInline(t *testing.T) {
	t.Parallel()
	a := newPageApp(t)

	signedOut := renderPage(t, a, get("/page"), `{{.Clerk.Fragment "account"}}`)
	assert.Contains(t, signedOut, "please sign in")
	assert.NotContains(t, signedOut, "your account", "the content for signed-in users is not sent")
	assert.Contains(t, signedOut, `hx-get="/clerk/fragments/account"`)
	assert.Contains(t, signedOut, `hx-trigger="clerk:session from:body"`, "no request on load")

	signedIn := renderPage(t, a, a.Clerk.SignedIn(get("/page"), a.Ada), `{{.Clerk.Fragment "account"}}`)
	assert.Contains(t, signedIn, "your account")
	assert.NotContains(t, signedIn, "please sign in")
}

func TestPageShowsNothingWhileItIsNotKnownWhoAsks(t *testing.T) {
	t.Parallel()
	a := newPageApp(t)
	r := get("/page", "Sec-Fetch-Dest", "empty")
	r.AddCookie(&http.Cookie{Name: "__client_uat", Value: "1700000000"})
	got := renderPage(t, a, r, `{{.Clerk.Fragment "account"}}{{.Clerk.Fragment "welcome"}}{{.Clerk.Fragment "open"}}`)
	assert.Contains(t, got, `hx-get="/clerk/fragments/welcome"`)
	for _, text := range []string{"your account", "please sign in", "welcome<", "everybody"} {
		assert.NotContains(t, got, text)
	}
}

func TestFragmentEndpointWithoutKeys(t *testing.T) {
	t.Parallel()
	a := newPageApp(t)
	a.Clerk.Fail("/api/v1/jwks", http.StatusInternalServerError)
	for _, name := range []string{"account", "open"} {
		res := a.Serve(a.Clerk.SignedIn(get("/clerk/fragments/"+name, "HX-Request", "true"), a.Ada))
		assert.Equal(t, http.StatusServiceUnavailable, res.Code, name)
		assert.NotEmpty(t, res.Header().Get("Retry-After"), name)
		assert.Equal(t, "none", res.Header().Get("Hx-Reswap"), name)
		assert.Empty(t, res.Body.String(), name)
	}
}

func TestFragmentsMayHaveAnyName(t *testing.T) {
	t.Parallel()
	a := newPageApp(t)
	for name, path := range map[string]string{
		"cart/50%?": "cart%2F50%25%3F", "50%": "50%25", "a%41": "a%2541", "Zoë": "Zo%C3%AB", "a+b": "a+b", "a/%41": "a%2F%2541",
	} {
		a.Kit.Fragment(name, clerkhtmx.Fragment{Content: text("this is " + name)})
		host := renderPage(t, a, get("/page"), "{{.Clerk.Fragment `"+name+"`}}")
		assert.Contains(t, html.UnescapeString(host), `hx-get="/clerk/fragments/`+path+`"`)
		assert.Equal(t, html.EscapeString("this is "+name), a.Serve(get("/clerk/fragments/"+path)).Body.String())
	}
	assert.Equal(t, http.StatusNotFound, a.Serve(get("/clerk/fragments/aA")).Code)
}

func TestPageCannotLieAboutFragments(t *testing.T) {
	t.Parallel()
	a := newPageApp(t)
	tests := []struct {
		template, want string
	}{
		{`{{.Clerk.SignedInFragment "account"}}`, "please sign in"},
		{`{{.Clerk.SignedInFragment "admin"}}`, "not for you"},
		{`{{.Clerk.SignedOutFragment "welcome"}}`, "welcome"},
		{`{{.Clerk.ProtectedFragment "admin"}}`, "not for you"},
		{`{{.Clerk.SignedInFragment "open"}}`, "does not require SignedIn"},
		{`{{.Clerk.SignedInFragment "welcome"}}`, "does not require SignedIn"},
		{`{{.Clerk.SignedOutFragment "account"}}`, "does not require SignedOut"},
		{`{{.Clerk.ProtectedFragment "open"}}`, "requires nothing"},
		{`{{.Clerk.Fragment "other"}}`, `no fragment is registered as &#34;other&#34;`},
	}
	for _, tt := range tests {
		got := renderPage(t, a, get("/page"), tt.template)
		assert.Contains(t, strings.ReplaceAll(got, `"other"`, "&#34;other&#34;"), tt.want, tt.template)
	}
}

func TestPageHead(t *testing.T) {
	t.Parallel()
	a := newPageApp(t)
	head := renderPage(t, a, a.Clerk.SignedIn(get("/page"), a.Ada), `{{.Clerk.Head}}`)
	assert.Contains(t, head, a.Clerk.PublishableKey())
	assert.Contains(t, head, a.Ada.ID, "the page says who it was rendered for")
	assert.NotContains(t, head, a.Clerk.SecretKey())
	assert.NotContains(t, renderPage(t, a, get("/page"), `{{.Clerk.Head}}`), a.Ada.ID)
}

func TestPageComponents(t *testing.T) {
	t.Parallel()
	a := newPageApp(t)
	got := renderPage(t, a, get("/page"), `{{.Clerk.UserButton "showName" true}}{{.Clerk.SignInButton "mode" "modal"}}`)
	assert.Contains(t, got, "<clerk-user-button")
	assert.Contains(t, got, "showName")
	assert.Contains(t, got, "<clerk-sign-in-button")
	assert.Contains(t, got, `href="/sign-in?redirect_url=http%3A%2F%2Fexample.com%2Fpage`, "the button works without a script")

	got = renderPage(t, a, get("/page"), `{{.Clerk.UserButton "showname" true}}`)
	assert.Contains(t, got, "showName", "the error lists the props there are")
	got = renderPage(t, a, get("/page"), `{{.Clerk.UserButton "showName"}}`)
	assert.Contains(t, got, "pairs")
}

func TestPartialEndpoint(t *testing.T) {
	t.Parallel()
	a := newPageApp(t)
	res := a.Serve(get("/clerk/partials/user-button?showName=true"))
	assert.Equal(t, http.StatusOK, res.Code)
	assert.Contains(t, res.Body.String(), "<clerk-user-button")

	res = a.Serve(get("/clerk/partials/user-button?color=red"))
	assert.Equal(t, http.StatusBadRequest, res.Code)
	assert.Contains(t, res.Body.String(), "showName", "the error lists the props there are")

	assert.Equal(t, http.StatusNotFound, a.Serve(get("/clerk/partials/other")).Code)
}

func TestReadyPages(t *testing.T) {
	t.Parallel()
	a := newPageApp(t)
	for _, path := range []string{"/sign-in", "/sign-in/factor-one"} {
		res := a.Serve(get(path))
		assert.Equal(t, http.StatusOK, res.Code)
		assert.Contains(t, res.Body.String(), "<clerk-sign-in", path)
	}
	assert.Equal(t, http.StatusNotFound, a.Serve(get("/sign-up")).Code, "not configured, not mounted")
}

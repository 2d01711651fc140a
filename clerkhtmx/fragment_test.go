package clerkhtmx_test

import (
	"html"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

func TestFragmentEndpoint(t *testing.T) {
	t.Parallel()
	a := harness.NewPageApp(t)
	acme := a.Clerk.CreateOrganization(clerktest.Organization{Name: "Acme"})
	a.Clerk.AddMember(acme, a.Ada, "org:admin")
	signedIn := func(r *http.Request) *http.Request { return a.Clerk.SignedIn(r, a.Ada) }

	tests := []struct {
		name    string
		request *http.Request
		status  int
		want    string
	}{
		{"signed in sees the content", signedIn(harness.Get("/clerk/fragments/account")), http.StatusOK, "your account"},
		{"signed out sees the fallback", harness.Get("/clerk/fragments/account"), http.StatusOK, "please sign in"},
		{"without a fallback signed out sees nothing", harness.Get("/clerk/fragments/quiet"), http.StatusOK, ""},
		{"signed out is welcome", harness.Get("/clerk/fragments/welcome"), http.StatusOK, "welcome"},
		{"signed in is not", signedIn(harness.Get("/clerk/fragments/welcome")), http.StatusOK, ""},
		{"a user without an organization is not an administrator", signedIn(harness.Get("/clerk/fragments/admin")), http.StatusOK, "not for you"},
		{"an administrator is", a.Clerk.SignedInTo(harness.Get("/clerk/fragments/admin"), a.Ada, acme), http.StatusOK, "admin area"},
		{"a fragment may be for everybody", harness.Get("/clerk/fragments/open"), http.StatusOK, "everybody"},
		{"an unknown fragment is not found", harness.Get("/clerk/fragments/other"), http.StatusNotFound, ""},
		{"an error shows no detail", harness.Get("/clerk/fragments/broken"), http.StatusInternalServerError, ""},
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
	a := harness.NewPageApp(t)
	for _, name := range []string{"account", "welcome", "open"} {
		r := harness.Get("/clerk/fragments/"+name, "HX-Request", "true")
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
	a := harness.NewPageApp(t)

	signedOut := renderPage(t, a, harness.Get("/page"), `{{.Clerk.Fragment "account"}}`)
	assert.Contains(t, signedOut, "please sign in")
	assert.NotContains(t, signedOut, "your account", "the content for signed-in users is not sent")
	assert.Contains(t, signedOut, `hx-get="/clerk/fragments/account"`)
	assert.Contains(t, signedOut, `hx-trigger="clerk:session from:body"`, "no request on load")

	signedIn := renderPage(t, a, a.Clerk.SignedIn(harness.Get("/page"), a.Ada), `{{.Clerk.Fragment "account"}}`)
	assert.Contains(t, signedIn, "your account")
	assert.NotContains(t, signedIn, "please sign in")
}

func TestPageShowsNothingWhileItIsNotKnownWhoAsks(t *testing.T) {
	t.Parallel()
	a := harness.NewPageApp(t)
	r := harness.Get("/page", "Sec-Fetch-Dest", "empty")
	r.AddCookie(&http.Cookie{Name: "__client_uat", Value: "1700000000"})
	got := renderPage(t, a, r, `{{.Clerk.Fragment "account"}}{{.Clerk.Fragment "welcome"}}{{.Clerk.Fragment "open"}}`)
	assert.Contains(t, got, `hx-get="/clerk/fragments/welcome"`)
	for _, text := range []string{"your account", "please sign in", "welcome<", "everybody"} {
		assert.NotContains(t, got, text)
	}
}

func TestFragmentEndpointWithoutKeys(t *testing.T) {
	t.Parallel()
	a := harness.NewPageApp(t)
	a.Clerk.Fail("/api/v1/jwks", http.StatusInternalServerError)
	for _, name := range []string{"account", "open"} {
		res := a.Serve(a.Clerk.SignedIn(harness.Get("/clerk/fragments/"+name, "HX-Request", "true"), a.Ada))
		assert.Equal(t, http.StatusServiceUnavailable, res.Code, name)
		assert.NotEmpty(t, res.Header().Get("Retry-After"), name)
		assert.Equal(t, "none", res.Header().Get("Hx-Reswap"), name)
		assert.Empty(t, res.Body.String(), name)
	}
}

func TestFragmentsMayHaveAnyName(t *testing.T) {
	t.Parallel()
	a := harness.NewPageApp(t)
	for name, path := range map[string]string{
		"cart/50%?": "cart%2F50%25%3F", "50%": "50%25", "a%41": "a%2541", "Zoë": "Zo%C3%AB", "a+b": "a+b", "a/%41": "a%2F%2541",
	} {
		a.Kit.Fragment(name, clerkhtmx.Fragment{Content: harness.Text("this is " + name)})
		host := renderPage(t, a, harness.Get("/page"), "{{.Clerk.Fragment `"+name+"`}}")
		assert.Contains(t, html.UnescapeString(host), `hx-get="/clerk/fragments/`+path+`"`)
		assert.Equal(t, html.EscapeString("this is "+name), a.Serve(harness.Get("/clerk/fragments/"+path)).Body.String())
	}
	assert.Equal(t, http.StatusNotFound, a.Serve(harness.Get("/clerk/fragments/aA")).Code)
}

func TestPageCannotLieAboutFragments(t *testing.T) {
	t.Parallel()
	a := harness.NewPageApp(t)
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
		got := renderPage(t, a, harness.Get("/page"), tt.template)
		assert.Contains(t, strings.ReplaceAll(got, `"other"`, "&#34;other&#34;"), tt.want, tt.template)
	}
}

func TestPartialEndpoint(t *testing.T) {
	t.Parallel()
	a := harness.NewPageApp(t)
	res := a.Serve(harness.Get("/clerk/partials/user-button?showName=true"))
	assert.Equal(t, http.StatusOK, res.Code)
	assert.Contains(t, res.Body.String(), "<clerk-user-button")

	res = a.Serve(harness.Get("/clerk/partials/user-button?color=red"))
	assert.Equal(t, http.StatusBadRequest, res.Code)
	assert.Contains(t, res.Body.String(), "showName", "the error lists the props there are")

	assert.Equal(t, http.StatusNotFound, a.Serve(harness.Get("/clerk/partials/other")).Code)
}

func TestAPartialIsNotADocument(t *testing.T) {
	t.Parallel()
	a := harness.NewApp(t)
	const path = "/clerk/partials/sign-in-button?url=https://other.example&label=Win"
	for name, header := range map[string][]string{
		"a document": {"Sec-Fetch-Dest", "document"}, "a frame": {"Sec-Fetch-Dest", "iframe"}, "an object": {"Sec-Fetch-Dest", "object"},
		"an old browser's document": {"Accept", "text/html,application/xhtml+xml"},
	} {
		res := a.Serve(harness.Get(path, header...))
		assert.Equal(t, http.StatusNotFound, res.Code, name)
		assert.NotContains(t, res.Body.String(), "Win", name)
	}
	for name, header := range map[string][]string{
		"htmx": {"HX-Request", "true", "Sec-Fetch-Dest", "empty"}, "a script": {"Sec-Fetch-Dest", "empty", "Accept", "*/*"}, "an old browser's script": {"Accept", "*/*"},
	} {
		res := a.Serve(harness.Get(path, header...))
		assert.Equal(t, http.StatusOK, res.Code, name)
		assert.Equal(t, "nosniff", res.Header().Get("X-Content-Type-Options"), name)
	}
}

func TestReadyPages(t *testing.T) {
	t.Parallel()
	a := harness.NewPageApp(t)
	for _, path := range []string{"/sign-in", "/sign-in/factor-one"} {
		res := a.Serve(harness.Get(path))
		assert.Equal(t, http.StatusOK, res.Code)
		assert.Contains(t, res.Body.String(), "<clerk-sign-in", path)
	}
	assert.Equal(t, http.StatusNotFound, a.Serve(harness.Get("/sign-up")).Code, "not configured, not mounted")
}

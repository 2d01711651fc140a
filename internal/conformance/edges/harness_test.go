package edges_test

import (
	"html/template"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/partials"
)

// site is one Kit, and an application on it for each edge.
type site struct {
	clerk *clerktest.Clerk
	kit   *clerkhtmx.Kit
	ada   clerktest.User
	// edges are the applications by the name of their router.
	edges map[string]http.Handler
}

// pages holds the page of the applications and what its fragment shows.
const pages = `{{define "page"}}<head>{{.Clerk.Head}}</head>{{.Clerk.Fragment "account"}}{{.Clerk.SignInButton}}{{end}}` +
	`{{define "account"}}Hello {{.Auth.UserID}}{{end}}`

// guarded are the routes with a guard, and what they require.
func guarded() map[string][]clerkhtmx.Requirement {
	return map[string][]clerkhtmx.Requirement{
		"/dashboard": nil,
		"/admin":     {clerkhtmx.Role("org:admin")},
		"/vault":     {clerkhtmx.Reverification(clerkhtmx.ReverificationStrict())},
		"/api":       {clerkhtmx.APIKey("invoices:read")},
		"/guests":    {clerkhtmx.SignedOut()},
	}
}

func newSite(t *testing.T, change ...func(*clerkhtmx.Config)) *site {
	t.Helper()
	clerk := clerktest.New(t)
	cfg := clerk.Config()
	cfg.SignInURL, cfg.SignUpURL, cfg.ProxyURL = "/sign-in", "/sign-up", "/__clerk"
	cfg.Logger = slog.New(slog.DiscardHandler)
	for _, f := range change {
		f(&cfg)
	}
	kit, err := clerkhtmx.New(cfg)
	require.NoError(t, err)
	templates := template.Must(template.New("").Parse(pages))
	kit.Fragment("account", clerkhtmx.Fragment{
		Require: []clerkhtmx.Requirement{clerkhtmx.SignedIn()},
		Content: kit.Template(templates, "account"),
		Fallback: clerkhtmx.HTTPView(func(r *http.Request) (partials.Component, error) {
			return partials.Text("Nobody asks for " + r.URL.Path), nil
		}),
	})
	s := &site{clerk: clerk, kit: kit, ada: clerk.CreateUser(clerktest.User{Email: "ada@example.com"})}
	page := func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Content-Type", "text/html; charset=UTF-8")
		return templates.ExecuteTemplate(w, "page", map[string]any{"Clerk": kit.PageFromContext(r.Context())})
	}
	s.edges = map[string]http.Handler{"Echo": s.onEcho(page), "http.ServeMux": s.onServeMux(page), "chi": s.onChi(page)}
	return s
}

type pageFunc func(http.ResponseWriter, *http.Request) error

func (page pageFunc) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := page(w, r); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

var secret = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain")
	_, _ = io.WriteString(w, "secret")
})

func (s *site) onEcho(page pageFunc) http.Handler {
	e := echo.New()
	e.Use(s.kit.Middleware())
	s.kit.Register(e)
	e.Any("/page", echo.WrapHandler(page))
	e.Any("/__clerk/*", echo.WrapHandler(secret))
	for path, requirements := range guarded() {
		e.Any(path, echo.WrapHandler(secret), s.kit.Protect(requirements...))
	}
	return e
}

func (s *site) onServeMux(page pageFunc) http.Handler {
	mux := http.NewServeMux()
	for _, pattern := range []string{"/clerk/", "/sign-in", "/sign-in/", "/sign-up", "/sign-up/"} {
		mux.Handle(pattern, s.kit.Handler())
	}
	mux.Handle("/page", page)
	mux.Handle("/__clerk/", secret)
	for path, requirements := range guarded() {
		mux.Handle(path, s.kit.HTTPProtect(requirements...)(secret))
	}
	return s.kit.HTTPMiddleware(mux)
}

func (s *site) onChi(page pageFunc) http.Handler {
	r := chi.NewRouter()
	r.Use(s.kit.HTTPMiddleware)
	for _, path := range []string{"/clerk", "/sign-in", "/sign-up"} {
		r.Mount(path, s.kit.Handler())
	}
	r.Handle("/page", page)
	r.Handle("/__clerk/*", secret)
	for path, requirements := range guarded() {
		r.With(s.kit.HTTPProtect(requirements...)).Handle(path, secret)
	}
	return r
}

// request makes a request with header given as name, value, name, value …
func request(method, target string, header ...string) *http.Request {
	r := httptest.NewRequest(method, target, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return r
}

func serve(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	res := httptest.NewRecorder()
	h.ServeHTTP(res, r)
	return res
}

// answer is what edges must agree on.
type answer struct {
	status int
	header http.Header
	body   string
}

// answerOf leaves out the headers that differ between two answers to the same request: cookies hold the time.
func answerOf(res *httptest.ResponseRecorder) answer {
	header := res.Result().Header
	for _, name := range []string{"Set-Cookie", "Last-Modified"} {
		header.Del(name)
	}
	return answer{res.Code, header, res.Body.String()}
}

package clerkhtmx_test

import (
	"context"
	"fmt"
	"html/template"
	"log"
	"net/http"
	"net/http/httptest"

	"github.com/labstack/echo/v4"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/partials"
)

// newKit stands for clerkhtmx.New(clerkhtmx.ConfigFromEnv()).
func newKit() *clerkhtmx.Kit {
	kit, err := clerkhtmx.New(clerkhtmx.Config{
		PublishableKey:    "pk_live_Y2xlcmsua2l0LnRlc3Qk",
		SecretKey:         "sk_live_example",
		AuthorizedParties: []string{"https://app.kit.test"},
	})
	if err != nil {
		log.Fatal(err)
	}
	return kit
}

func Example() {
	kit, err := clerkhtmx.New(clerkhtmx.ConfigFromEnv())
	if err != nil {
		fmt.Println("the environment has no keys") // two of them are required
		return
	}
	e := echo.New()
	e.Use(kit.Middleware())
	kit.Register(e)
	e.GET("/dashboard", func(c echo.Context) error {
		return c.String(http.StatusOK, "Hello "+clerkhtmx.From(c).UserID)
	}, kit.Protect())
	log.Fatal(e.Start("127.0.0.1:8080"))
	// Output: the environment has no keys
}

func ExampleNew() {
	_, err := clerkhtmx.New(clerkhtmx.Config{PublishableKey: "pk_test_Y2xlcmsua2l0LnRlc3Qk", BasePath: "clerk"})
	fmt.Println(err)
	// Output:
	// clerkhtmx: Config.SecretKey: required, unless JWTKey is set; ConfigFromEnv reads it from CLERK_SECRET_KEY
	// clerkhtmx: Config.BasePath: must be a path such as /clerk, of letters, digits and -._~ only
}

func ExampleKit_Protect() {
	kit := newKit()
	e := echo.New()
	e.Use(kit.Middleware())
	admin := e.Group("/admin", kit.Protect(clerkhtmx.Role("org:admin")))
	admin.GET("", func(c echo.Context) error { return c.String(http.StatusOK, "secret") })

	rec := httptest.NewRecorder()
	e.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/admin", nil))
	fmt.Println(rec.Code)
	// Output: 401
}

func ExampleKit_HTTPMiddleware() {
	kit := newKit()
	mux := http.NewServeMux()
	mux.Handle("/clerk/", kit.Handler())
	mux.HandleFunc("GET /hello", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, "signed in: ", clerkhtmx.FromContext(r.Context()).SignedIn())
	})
	application := kit.HTTPMiddleware(mux)

	rec := httptest.NewRecorder()
	application.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/hello", nil))
	fmt.Println(rec.Body)
	// Output: signed in: false
}

func ExampleKit_HTTPProtect() {
	kit := newKit()
	admin := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "secret") })
	mux := http.NewServeMux()
	mux.Handle("GET /admin", kit.HTTPProtect(clerkhtmx.Role("org:admin"))(admin))
	application := kit.HTTPMiddleware(mux)

	rec := httptest.NewRecorder()
	application.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/admin", nil))
	fmt.Println(rec.Code)
	// Output: 401
}

func ExampleKit_Handler() {
	kit := newKit()
	mux := http.NewServeMux()
	mux.Handle("/clerk/", kit.Handler()) // Config.BasePath
	// With Config.SignInURL = "/sign-in", also mount it at "/sign-in" and "/sign-in/".

	rec := httptest.NewRecorder()
	mux.ServeHTTP(rec, httptest.NewRequest(http.MethodPost, "/clerk/session", nil))
	fmt.Println(rec.Code)
	// Output: 204
}

func ExampleHTTPView() {
	kit := newKit()
	kit.Fragment("path", clerkhtmx.Fragment{
		Content: clerkhtmx.HTTPView(func(r *http.Request) (partials.Component, error) {
			return partials.Text(r.URL.Path), nil
		}),
	})

	rec := httptest.NewRecorder()
	kit.Handler().ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/clerk/fragments/path", nil))
	fmt.Println(rec.Body)
	// Output: /clerk/fragments/path
}

func ExampleKit_Fragment() {
	kit := newKit()
	pages := template.Must(template.New("page").Parse(
		`{{.Clerk.Fragment "greeting"}}{{define "known"}}Hello {{.Auth.UserID}}{{end}}`))
	kit.Fragment("greeting", clerkhtmx.Fragment{
		Require: []clerkhtmx.Requirement{clerkhtmx.SignedIn()},
		Content: kit.Template(pages, "known"),
		Fallback: func(echo.Context) (partials.Component, error) {
			return partials.Text("Hello, whoever you are"), nil
		},
	})
	e := echo.New()
	kit.Register(e) // serves GET /clerk/fragments/greeting

	rec := httptest.NewRecorder()
	e.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/clerk/fragments/greeting", nil))
	fmt.Println(rec.Body)
	// Output: Hello, whoever you are
}

func ExampleKit_Page() {
	kit := newKit()
	page := template.Must(template.New("page").Parse(`{{.Clerk.UserButton "showName" true}}`))
	e := echo.New()
	e.Use(kit.Middleware())
	e.GET("/", func(c echo.Context) error {
		return page.Execute(c.Response(), map[string]any{"Clerk": kit.Page(c)})
	})

	rec := httptest.NewRecorder()
	e.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/", nil))
	fmt.Println(rec.Body)
	// Output: <clerk-user-button props="{&#34;showName&#34;:true}"></clerk-user-button>
}

func ExampleKit_OnSignIn() {
	kit := newKit()
	kit.OnSignIn(func(ctx context.Context, e clerkhtmx.Event) error {
		_, err := fmt.Println(e.UserID, "signed in")
		return err
	})
	// Output:
}

func ExampleNewContext() {
	greet := func(ctx context.Context) string {
		auth := clerkhtmx.FromContext(ctx)
		if !auth.Has(clerkhtmx.Role("org:admin")) {
			return "not for you"
		}
		return "Hello " + auth.UserID
	}
	admin := clerkhtmx.Auth{UserID: "user_1", OrgID: "org_1", OrgRole: "org:admin"}
	fmt.Println(greet(clerkhtmx.NewContext(context.Background(), admin)))
	fmt.Println(greet(context.Background()))
	// Output:
	// Hello user_1
	// not for you
}

func ExampleAuth_Claims() {
	auth := clerkhtmx.From(echo.New().NewContext(httptest.NewRequest(http.MethodGet, "/", nil), nil))
	var claims struct {
		Email string `json:"email"`
	}
	fmt.Println(auth.Claims(&claims))
	// Output: clerkhtmx: no session claims
}

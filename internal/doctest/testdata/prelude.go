// The names that the blocks of Go in the documentation use without declaring them. A block that declares one of them means
// its own.
package guide

import (
	"context"
	"embed"
	"html/template"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/labstack/echo/v4"
	"maragu.dev/gomponents"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
)

// Of the kit.
var (
	kit       *clerkhtmx.Kit
	customers *clerkhtmx.Kit // of two Kits in one program
	staff     *clerkhtmx.Kit
	cfg       clerkhtmx.Config
	auth      clerkhtmx.Auth
	token     string // a session token
)

// Of the routers: Echo, net/http and chi.
var (
	e       *echo.Echo
	c       echo.Context
	mux     *http.ServeMux
	r       chi.Router
	address string
	err     error
	ctx     context.Context
)

// Of a test.
var (
	t     *testing.T
	clerk *clerktest.Clerk
	user  clerktest.User
	ada   clerktest.User
	req   *http.Request
	rec   *httptest.ResponseRecorder
	app   http.Handler // the application under test
)

func newApp(kit *clerkhtmx.Kit) http.Handler

// Of the application: its handlers and middlewares, its templates, its own packages.
var (
	dashboard, admin     echo.HandlerFunc
	list, sync, mcp      echo.HandlerFunc
	dashboardHandler     http.Handler
	adminHandler         http.Handler
	welcome              clerkhtmx.Handler
	trustInternalService echo.MiddlewareFunc
	templates            *template.Template
	pageHTML             embed.FS
	node                 gomponents.Node
	custom               struct{ Plan string } // custom claims

	audit struct { // its log of what people do
		Record func(ctx context.Context, userID, what string) error
	}
	db struct { // its database
		IsActive func(ctx context.Context, userID string) (bool, error)
		Invoice  func(ctx context.Context, id string) (invoice struct{ UserID string }, found bool, err error)
	}
)

// Of google.golang.org/grpc, which this module does not depend on.
var (
	status struct {
		Error func(c code, message string) error
	}
	codes struct{ Unavailable, Unauthenticated code }
)

type code uint32

func stream(ctx context.Context, w http.ResponseWriter, auth clerkhtmx.Auth) error

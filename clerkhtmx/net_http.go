package clerkhtmx

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/clerk-htmx/kit/internal/safeurl"
	"github.com/clerk-htmx/kit/partials"
)

// The edge of net/http, for applications on an http.ServeMux or on a router such as chi.

// HTTPMiddleware is [Kit.Middleware] for net/http. It goes around the router, or into the
// router's list of middlewares:
//
//	http.ListenAndServe(address, kit.HTTPMiddleware(mux))
//	r.Use(kit.HTTPMiddleware) // chi
//
// Handlers ask [FromContext] who the request is from, and get the [Page] of a template from
// [Kit.PageFromContext].
func (k *Kit) HTTPMiddleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a := k.admit(exchange{w: w, r: r})
		defer a.attached.detach()
		k.serveHTTP(a, next)
	})
}

// HTTPProtect is [Kit.Protect] for net/http. It goes around one handler, or around a router:
//
//	mux.Handle("GET /dashboard", kit.HTTPProtect()(dashboardHandler))
//	r.With(kit.HTTPProtect(clerkhtmx.Role("org:admin"))).Handle("/admin", adminHandler) // chi
//
// A guard around a router cannot know which route the router will choose. It does not guard the
// sign-in and sign-up pages, the kit's routes, the Frontend API, or any path below them. Do not
// put private routes there. A guard around one handler knows the route if the router sets the Pattern of the request, as
// [http.ServeMux] and chi do. With all other routers it goes by the path, too.
func (k *Kit) HTTPProtect(requirements ...Requirement) func(http.Handler) http.Handler {
	g := k.newGuard(requirements)
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			a := g.admit(exchange{w: w, r: r})
			defer a.attached.detach()
			k.serveHTTP(a, next)
		})
	}
}

// HTTPContentSecurityPolicy is [Kit.ContentSecurityPolicy] for net/http:
//
//	policy := kit.HTTPContentSecurityPolicy(clerkhtmx.CSP{})
//	http.ListenAndServe(address, policy(kit.HTTPMiddleware(mux)))
//	r.Use(policy, kit.HTTPMiddleware) // chi
func (k *Kit) HTTPContentSecurityPolicy(policy CSP) func(http.Handler) http.Handler {
	headers := k.newCSPHeaders("HTTPContentSecurityPolicy", policy)
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			x := k.sendPolicy(exchange{w: w, r: r}, headers)
			next.ServeHTTP(x.w, x.r)
		})
	}
}

// Handler is [Kit.Register] for net/http: it serves the same routes, and answers 404 at all
// other paths. Mount it at BasePath, and at the sign-in and sign-up pages. Do not mount it at a
// page that the application serves itself. If FrontendAPIProxy.Path is set, mount it there, too:
//
//	mux.Handle("/clerk/", kit.Handler())
//	mux.Handle("/sign-in", kit.Handler())
//	mux.Handle("/sign-in/", kit.Handler())
//
//	r.Mount("/clerk", kit.Handler()) // chi
//	r.Mount("/sign-in", kit.Handler())
//
// The routes authenticate by themselves, as those of Register do. As in every [http.ServeMux],
// GET routes answer HEAD as well, other methods get a 405, and a path with double slashes or dot
// segments is redirected.
func (k *Kit) Handler() http.Handler {
	k.mounted.Store(true)
	mux := http.NewServeMux()
	for _, route := range k.routes() {
		mux.HandleFunc(route.method+" "+route.path, func(w http.ResponseWriter, r *http.Request) {
			x := exchange{w: w, r: r}
			if err := route.serve(x); err != nil {
				k.writeError(x, err)
			}
		})
	}
	return mux
}

// HTTPView makes a [View] of a function that needs the request alone, as in an application
// without Echo. It panics if the function is nil.
func HTTPView(view func(*http.Request) (partials.Component, error)) View {
	if view == nil { // docs/adr/0012
		panic("clerkhtmx: HTTPView: the function is nil: leave the Content or Fallback of the Fragment empty to show nothing")
	}
	return func(c echo.Context) (partials.Component, error) { return view(c.Request()) }
}

// isPatternOf reports whether pattern matches everything below path, or below a parent of path,
// where another router may follow. It is true for an empty pattern, because no router has run
// yet. The pattern is that of an [http.ServeMux], or of chi, whose wildcard is "*".
func isPatternOf(pattern, path string) bool {
	_, pattern, _ = strings.Cut(pattern, "/") // without a method and a host
	if start := strings.LastIndexByte(pattern, '/') + 1; isAnythingBelow(pattern[start:]) {
		pattern = pattern[:start]
	}
	pattern = strings.TrimRight(pattern, "/")
	return pattern == "" || safeurl.IsBelow(path, "/"+pattern) // others are routes of the application's own
}

// isAnythingBelow reports whether the last segment of a pattern stands for all paths below the
// others. A colon is chi's mark of a regular expression, which can end as a wildcard does.
func isAnythingBelow(segment string) bool {
	return segment == "*" ||
		strings.HasPrefix(segment, "{") && strings.HasSuffix(segment, "...}") && !strings.Contains(segment, ":")
}

func (k *Kit) serveHTTP(a admission, next http.Handler) {
	switch {
	case a.admitted:
		next.ServeHTTP(a.w, a.r)
	case a.err != nil:
		k.writeError(a.exchange, a.err)
	}
}

// writeError answers with an error. The error is the kit's, or comes from a function of the
// application, which may return an [*echo.HTTPError]. It logs every error that is not for the
// client.
func (k *Kit) writeError(x exchange, err error) {
	status, text := http.StatusInternalServerError, http.StatusText(http.StatusInternalServerError)
	level := slog.LevelError
	if sent, ok := errors.AsType[sentError](err); ok {
		k.logError(x.r.Context(), slog.LevelDebug, sent)
		return
	}
	if failed, ok := errors.AsType[*httpError](err); ok {
		status, text, level = failed.status, failed.text(), slog.LevelDebug
	} else if failed, ok := errors.AsType[*echo.HTTPError](err); ok {
		status, text, level = failed.Code, http.StatusText(failed.Code), slog.LevelDebug
		if message, ok := failed.Message.(string); ok {
			text = message
		}
	}
	k.logError(x.r.Context(), level, err)
	http.Error(x.w, text, status)
}

func (k *Kit) logError(ctx context.Context, level slog.Level, err error) {
	k.cfg.Logger.Log(ctx, level, "clerkhtmx: request failed", slog.Any("error", err))
}

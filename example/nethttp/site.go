package main

import (
	"embed"
	"html/template"
	"io"
	"io/fs"
	"net/http"

	"github.com/clerk-htmx/kit/clerkhtmx"
)

//go:embed page.html
var pageHTML embed.FS

// newSite serves a page for everybody at /, and one for signed-in people at /private. The
// folder htmx-2 of browserPackages holds htmx.
func newSite(kit *clerkhtmx.Kit, browserPackages fs.FS) http.Handler {
	page := template.Must(template.ParseFS(pageHTML, "page.html"))
	kit.Fragment("account", clerkhtmx.Fragment{
		Require:  []clerkhtmx.Requirement{clerkhtmx.SignedIn()},
		Content:  kit.Template(page, "account"),
		Fallback: kit.Template(page, "welcome"),
	})

	mux := http.NewServeMux()
	mux.Handle("/clerk/", kit.Handler())
	mux.Handle("/sign-in", kit.Handler())
	mux.Handle("/sign-in/", kit.Handler())
	mux.Handle("GET /htmx-2/", http.FileServerFS(browserPackages))
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		err := page.Execute(w, map[string]any{"Clerk": kit.PageFromContext(r.Context())})
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
	private := func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "Only for you, "+clerkhtmx.FromContext(r.Context()).UserID)
	}
	mux.Handle("GET /private", kit.HTTPProtect()(http.HandlerFunc(private)))
	return kit.HTTPMiddleware(mux)
}

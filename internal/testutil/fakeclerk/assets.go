package fakeclerk

import (
	"fmt"
	"hash/fnv"
	"html"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"
)

// servePackage serves /npm/@clerk/<package>@<any version>/<path>. Clerk UI loads its chunks from the exact version, pages
// name a range; both mean the files at hand.
func (c *Clerk) servePackage(w http.ResponseWriter, r *http.Request) {
	name, _, _ := strings.Cut(r.PathValue("package"), "@")
	if c.cfg.Browser == nil || (name != "clerk-js" && name != "ui") {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Del("Access-Control-Allow-Credentials")
	w.Header().Set("Cache-Control", "public, max-age=3600")
	http.ServeFileFS(w, r, c.cfg.Browser, "@clerk/"+name+"/"+r.PathValue("path"))
}

// serveAvatar draws the initials of the name in the path.
func (c *Clerk) serveAvatar(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimSuffix(r.PathValue("name"), ".svg")
	h := fnv.New32a()
	_, _ = h.Write([]byte(name)) // never fails
	w.Header().Set("Content-Type", "image/svg+xml")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	w.Header().Set("Cache-Control", "public, max-age=3600")
	_, _ = fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" width="80" height="80" viewBox="0 0 80 80">`+
		`<rect width="80" height="80" fill="hsl(%d 45%% 45%%)"/><text x="40" y="41" fill="#fff" font-family="sans-serif" `+
		`font-size="32" text-anchor="middle" dominant-baseline="central">%s</text></svg>`, h.Sum32()%360, html.EscapeString(initials(name)))
}

// initials are the first letters of up to two words.
func initials(name string) string {
	var out strings.Builder
	for i, word := range strings.Fields(name) {
		if i == 2 {
			break
		}
		r, _ := utf8.DecodeRuneInString(word)
		out.WriteRune(unicode.ToUpper(r))
	}
	return out.String()
}

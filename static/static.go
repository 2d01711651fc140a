// Package static holds the browser half of the kit: clerkhtmx.js and clerkhtmx.css.
//
// Each is served under a name that contains a hash of its content, so browsers may keep it for ever:
//
//	mux.Handle("GET /clerk/static/", http.StripPrefix("/clerk/static/", static.Handler()))
//
//	<script src="/clerk/static/{{.ScriptName}}" …>   with static.Script().Name
package static

import (
	"crypto/sha256"
	_ "embed" // for the two files
	"encoding/base64"
	"net/http"
	"strings"
	"sync"
	"time"
)

//go:embed clerkhtmx.js
var script string // with comments

//go:embed clerkhtmx.css
var style string

// Hashed once, for every page names both.
var (
	scriptAsset = sync.OnceValue(func() Asset { return newAsset("js", "text/javascript; charset=utf-8", withoutComments(script)) }) //nolint:gochecknoglobals // never changed
	styleAsset  = sync.OnceValue(func() Asset { return newAsset("css", "text/css; charset=utf-8", style) })                         //nolint:gochecknoglobals // never changed
)

// Script returns clerkhtmx.js.
func Script() Asset { return scriptAsset() }

// Style returns clerkhtmx.css.
func Style() Asset { return styleAsset() }

// An Asset is a file for browsers. Its content never changes under one name.
type Asset struct {
	// Name is the file name, with a hash of the content: clerkhtmx.<hash>.js.
	Name string
	// ContentType is the media type, with its charset.
	ContentType string
	// Content is the file.
	Content string
}

func newAsset(extension, contentType, content string) Asset {
	sum := sha256.Sum256([]byte(content))
	hash := base64.RawURLEncoding.EncodeToString(sum[:9])
	return Asset{Name: "clerkhtmx." + hash + "." + extension, ContentType: contentType, Content: content}
}

// withoutComments removes the lines that are comments. They are a fifth of the compressed script, and only readers of
// the source need them.
func withoutComments(script string) string {
	var out strings.Builder
	for line := range strings.Lines(script) {
		if !strings.HasPrefix(strings.TrimSpace(line), "//") {
			out.WriteString(line)
		}
	}
	return out.String()
}

// ServeHTTP answers with the asset, whatever the path. [Handler] serves by name.
func (a Asset) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Content-Type", a.ContentType)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cache-Control", "public, max-age=31536000, immutable")
	header.Set("ETag", `"`+a.Name+`"`)
	http.ServeContent(w, r, "", time.Time{}, strings.NewReader(a.Content))
}

// Handler serves the assets by their names; strip the mount path off before. Anything else is 404, a name with
// the hash of another release too: its pages must not run this release's script, nor keep it for a year.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch strings.TrimPrefix(r.URL.Path, "/") {
		case Script().Name:
			Script().ServeHTTP(w, r)
		case Style().Name:
			Style().ServeHTTP(w, r)
		default:
			w.Header().Set("Cache-Control", "no-store")
			http.NotFound(w, r)
		}
	})
}

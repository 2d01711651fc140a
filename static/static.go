// Package static holds the browser half of the kit: clerkhtmx.js and clerkhtmx.css.
//
// Each is served under a name that contains a hash of its content, so browsers may keep it for ever:
//
//	http.Handle("/clerk/static/", http.StripPrefix("/clerk/static/", static.Handler()))
//	…
//	<script src="/clerk/static/{{static.Script.Name}}" …>
package static

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"net/http"
	"strings"
	"time"
)

//go:embed clerkhtmx.js
var script string

//go:embed clerkhtmx.css
var style string

// An Asset is a file for browsers. Its content never changes under one name.
type Asset struct {
	// Name contains a hash of the content: clerkhtmx.<hash>.js.
	Name string
	// ContentType is the media type, with its charset.
	ContentType string
	content     string
}

// Script returns clerkhtmx.js.
func Script() Asset { return newAsset("js", "text/javascript; charset=utf-8", script) }

// Style returns clerkhtmx.css.
func Style() Asset { return newAsset("css", "text/css; charset=utf-8", style) }

func newAsset(extension, contentType string, content string) Asset {
	sum := sha256.Sum256([]byte(content))
	hash := base64.RawURLEncoding.EncodeToString(sum[:9])
	return Asset{Name: "clerkhtmx." + hash + "." + extension, ContentType: contentType, content: content}
}

// Content returns a copy of the bytes.
func (a Asset) Content() []byte { return []byte(a.content) }

// ServeHTTP answers with the asset, whatever the path. Use [Handler] to serve by name.
func (a Asset) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Content-Type", a.ContentType)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cache-Control", "public, max-age=31536000, immutable")
	header.Set("ETag", `"`+a.Name+`"`)
	http.ServeContent(w, r, "", time.Time{}, strings.NewReader(a.content))
}

// Handler serves the assets by their names, the mount path stripped. Anything else is 404, a name with the
// hash of another release too: a page of that release must not run the script of this one, nor cache it.
func Handler() http.Handler {
	assets := map[string]Asset{}
	for _, a := range []Asset{Script(), Style()} {
		assets[a.Name] = a
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asset, ok := assets[strings.TrimPrefix(r.URL.Path, "/")]
		if !ok {
			w.Header().Set("Cache-Control", "no-store")
			http.NotFound(w, r)
			return
		}
		asset.ServeHTTP(w, r)
	})
}

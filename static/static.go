// Package static holds the browser half of the kit: clerkhtmx.js and clerkhtmx.css.
//
// Each is served under a name that contains a hash of its content, so browsers may keep it for ever:
//
//	mux.Handle("GET /clerk/static/", http.StripPrefix("/clerk/static/", static.Handler()))
//
// The page names the script by [Asset].Name:
//
//	<script defer src="/clerk/static/{{.ScriptName}}"></script>
package static

import (
	"crypto/sha256"
	_ "embed" // for the files
	"encoding/base64"
	"net/http"
	"strings"
	"sync"
	"time"
)

//go:generate go run ../internal/tools/script

// Built from src by go generate.
var (
	//go:embed clerkhtmx.js
	script string
	//go:embed clerkhtmx.js.gz
	scriptGzip string
	//go:embed clerkhtmx.js.br
	scriptBrotli string

	//go:embed clerkhtmx.css
	style string
	//go:embed clerkhtmx.css.gz
	styleGzip string
	//go:embed clerkhtmx.css.br
	styleBrotli string
)

// Hashed once, for every page names both.
var (
	//nolint:gochecknoglobals // never changed
	scriptAsset = sync.OnceValue(func() Asset {
		return newAsset("js", Asset{ContentType: "text/javascript; charset=utf-8", Content: script, gzip: scriptGzip, brotli: scriptBrotli})
	})
	//nolint:gochecknoglobals // never changed
	styleAsset = sync.OnceValue(func() Asset {
		return newAsset("css", Asset{ContentType: "text/css; charset=utf-8", Content: style, gzip: styleGzip, brotli: styleBrotli})
	})
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

	gzip, brotli string // the same, compressed; an Asset of others has neither
}

// newAsset names the asset after its content.
func newAsset(extension string, a Asset) Asset {
	sum := sha256.Sum256([]byte(a.Content))
	hash := base64.RawURLEncoding.EncodeToString(sum[:9])
	a.Name = "clerkhtmx." + hash + "." + extension
	return a
}

// ServeHTTP answers with the asset, whatever the path, in Brotli or gzip where the browser accepts it. [Handler] serves
// by name.
func (a Asset) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Content-Type", a.ContentType)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cache-Control", "public, max-age=31536000, immutable")
	encoding, content := a.representation(header, r.Header)
	etag := a.Name
	if encoding != "" {
		header.Set("Content-Encoding", encoding)
		etag += "." + encoding // strong validators differ by representation, RFC 9110 §8.8.3.3
	}
	header.Set("ETag", `"`+etag+`"`)
	http.ServeContent(w, r, "", time.Time{}, strings.NewReader(content))
}

// Handler serves the assets by their names; strip the mount path off before. Any other name is
// 404, even one with the hash of another release: the pages of that release must not run this
// release's script, nor keep it for a year.
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

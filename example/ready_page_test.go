package main

import (
	"io"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/testutil/browser"
)

// readyPages returns the ready pages with the text of the link to the Account Portal.
func readyPages() map[string]string {
	return map[string]string{"/sign-in": "Sign in at ", "/sign-up": "Sign up at "}
}

// body returns what the server sends for a path.
func (d *demo) body(path string) string {
	d.t.Helper()
	request, err := http.NewRequestWithContext(d.t.Context(), http.MethodGet, d.url+path, http.NoBody)
	require.NoError(d.t, err)
	request.Header.Set("Accept", "text/html")
	response, err := http.DefaultClient.Do(request)
	require.NoError(d.t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(d.t, err)
	return string(body)
}

func TestReadyPageHelpsWhileClerkJSIsBlocked(t *testing.T) {
	t.Parallel()
	d := newDemo(t, clerktest.Config{})
	b := browser.New(t)
	for path, label := range readyPages() {
		v := d.tab(b)
		v.Block("*://*:*/__clerk/npm/*")
		v.Navigate(d.url + path + "?redirect_url=" + url.QueryEscape("/?htmx=4"))
		v.WaitText(".clerk-page-application", "127.0.0.1")
		v.WaitText(".clerk-page-help", "The form did not load.")
		v.WaitText(".clerk-page-help a", label)
		v.Screenshot("blocked-" + path[1:])

		link, err := url.Parse(v.Attribute(".clerk-page-help a", "href"))
		require.NoError(t, err)
		assert.Equal(t, path, link.Path)
		assert.Equal(t, d.url+"/?htmx=4", link.Query().Get("redirect_url"), "the way back is kept")
		v.ClickText(".clerk-page-help a", "Back to the site")
		v.WaitFor(`location.pathname === "/"`)
	}
}

func TestReadyPageSaysThatItNeedsJavaScript(t *testing.T) {
	t.Parallel()
	d := newDemo(t, clerktest.Config{})
	for path := range readyPages() {
		body := d.body(path)
		assert.Contains(t, body, "<noscript><p>This form needs JavaScript", path)
		assert.Contains(t, body, `href="/">Back to the site`, path)
	}
}

func TestFormTakesThePlaceOfItsSkeleton(t *testing.T) {
	t.Parallel()
	d := newDemo(t, clerktest.Config{})
	b := browser.New(t)
	for path := range readyPages() {
		for name, viewport := range map[string]browser.Viewport{"desktop": browser.Desktop, "phone": browser.Phone} {
			v := d.tab(b)
			v.SetViewport(viewport)
			v.Block("*://*:*/__clerk/npm/*")
			v.Navigate(d.url + path)
			v.WaitVisible(".clerk-page-skeleton")
			skeleton := box(v, ".clerk-page-fallback")
			v.Unblock()
			v.Navigate(d.url + path)
			v.WaitVisible(".cl-cardBox input")
			form := box(v, ".cl-cardBox")
			t.Log(path, name, skeleton, form)
			v.Screenshot("form-" + path[1:] + "-" + name)
			assert.InDeltaSlice(t, skeleton[:3], form[:3], 1, "%s on a %s: left, top and width", path, name)
		}
	}
}

// box is an element's left, top, width and height.
func box(v *visit, selector string) []float64 {
	return browser.Eval[[]float64](v.Tab, `(({left, top, width, height}) => [left, top, width, height])(document.querySelector("`+selector+`").getBoundingClientRect())`)
}

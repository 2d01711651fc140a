package browsertest_test

import (
	"net/http"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/internal/testutil/browser"
)

// The page of docs/static-html.md: a file, the same for everybody.
func TestAStaticHTMLFileFollowsTheSession(t *testing.T) {
	forEachHTMX(t, func(t *testing.T, htmx string) {
		s := newSite(t, htmx, settings{})
		s.GET("/static.html", func(c echo.Context) error {
			return c.HTML(http.StatusOK, `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A file</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="/clerk/static/clerkhtmx.css"><script defer src="/clerk/static/clerkhtmx.js"></script>
<script defer src="/packages/`+htmx+`/dist/htmx.js"></script></head><body>
<div id="who" hx-get="/clerk/fragments/who" hx-trigger="load, clerk:session from:body">…</div>
<clerk-signed-out hidden><clerk-sign-in-button mode="modal"><button id="in">Sign in</button></clerk-sign-in-button></clerk-signed-out>
<clerk-signed-in hidden><clerk-user-button></clerk-user-button></clerk-signed-in></body></html>`)
		})
		tab := s.open(browser.New(t), "/static.html")
		tab.WaitText("#who", "seen by .")
		tab.Click("#in")
		fillSignIn(tab)
		tab.WaitText("#who", "seen by "+s.ada.ID+".")
		tab.WaitVisible("clerk-user-button button")
		assert.Equal(t, "/static.html", browser.Eval[string](tab, `location.pathname`))

		tab.Reload()
		waitReady(tab)
		tab.WaitText("#who", "seen by "+s.ada.ID+".")
		tab.Run(`Clerk.signOut()`)
		tab.WaitText("#who", "seen by .")
		tab.RequireClean()
	})
}

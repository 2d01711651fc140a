package browsertest_test

import (
	"net/http"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/internal/testutil/browser"
	"github.com/clerk-htmx/kit/partials"
)

// Two fragments of one name in a page, and one that is written by hand, each with parameters of its own.
func TestFragmentsKeepTheirParametersWhenTheyFollowTheSession(t *testing.T) {
	forEachHTMX(t, func(t *testing.T, htmx string) {
		s := newSite(t, htmx, settings{})
		s.kit.Fragment("invoice", clerkhtmx.Fragment{Content: func(c echo.Context) (partials.Component, error) {
			return partials.Text(clerkhtmx.FragmentParam(c.Request().Context(), "id") + " for " + clerkhtmx.From(c).UserID + "."), nil
		}})
		s.GET("/invoices/:id", func(c echo.Context) error {
			page := s.kit.Page(c)
			first, err := page.Fragment("invoice", "id", c.Param("id"))
			if err != nil {
				return err
			}
			second, err := page.Fragment("invoice", "id", `a b&c=d+%"'<é>`)
			if err != nil {
				return err
			}
			return s.serve(c, http.StatusOK, "invoices", `<section id="first">`+string(first)+`</section><section id="second">`+string(second)+`</section>
<div id="by-hand" hx-get="/clerk/fragments/invoice?id=43" hx-trigger="load, clerk:session from:body"></div>
<clerk-sign-in-button mode="modal"><button id="in">Sign in</button></clerk-sign-in-button>`)
		})
		tab := s.open(browser.New(t), "/invoices/42?id=7")
		showsAll := func(userID string) {
			tab.WaitText("#first .clerk-fragment", "42 for "+userID+".")
			tab.WaitText("#second .clerk-fragment", `a b&c=d+%"'<é> for `+userID+".")
			tab.WaitText("#by-hand", "43 for "+userID+".")
		}
		showsAll("")
		assert.True(t, browser.Eval[bool](tab, `new Set([...document.querySelectorAll("[id]")].map((e) => e.id)).size === document.querySelectorAll("[id]").length`),
			"every id is there once")

		tab.Click("#in")
		fillSignIn(tab)
		showsAll(s.ada.ID)
		tab.Run(`Clerk.signOut()`)
		showsAll("")
		assert.Equal(t, "/invoices/42?id=7", browser.Eval[string](tab, `location.pathname + location.search`))
		tab.RequireClean()
	})
}

package browsertest_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/internal/testutil/browser"
)

func TestMountingShiftsNothing(t *testing.T) {
	t.Parallel()
	const below = `<main><h2>Below</h2><p>A paragraph below what Clerk shows, which people have begun to read.</p></main>`
	const header = `<header><nav><a href="/a">Products</a> <a href="/b">Prices</a></nav>
		<clerk-organization-switcher></clerk-organization-switcher><clerk-user-button></clerk-user-button></header>`
	block := func(name string) string { return "<clerk-" + name + "></clerk-" + name + ">" + below }
	tests := []struct {
		name, body, mounted string
		signedIn, longNamed bool
	}{
		{"a header", header + below, "header .cl-organizationSwitcherTrigger", true, false},
		{"a header with a long name", header + below, "header .cl-organizationSwitcherTrigger", true, true},
		{"sign-in", block("sign-in"), "input", false, false},
		{"sign-up", block("sign-up"), "input", false, false},
		{"waitlist", block("waitlist"), "input", false, false},
		{"user-avatar", block("user-avatar"), ".cl-avatarBox", true, false},
		{"user-profile", block("user-profile"), ".cl-userProfile-root", true, false},
		{"organization-profile", block("organization-profile"), ".cl-organizationProfile-root", true, false},
		{"organization-list", block("organization-list"), ".cl-organizationListPreviewButton", true, false},
		{"create-organization", block("create-organization"), "input", true, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, "")
			s.headHTML += `<meta name="viewport" content="width=device-width, initial-scale=1"><style nonce="` + nonce + `">
				body { margin: 0 } header { display: flex; flex-wrap: wrap; gap: 100px 8px; justify-content: space-between; align-items: center }
				nav { width: calc(100vw - 130px); min-height: 60px } main { min-height: 800px }</style>`
			s.page("/", test.body)
			b := browser.New(t)
			if test.signedIn {
				name := "Acme"
				if test.longNamed {
					name = "The Globex Corporation International"
				}
				s.signInTo(b, s.organization(name, "org:admin").ID)
			}
			tab := b.Tab()
			for _, width := range []int64{320, 390, 640, 1280} {
				tab.SetViewport(browser.Viewport{Width: width, Height: 800})
				tab.Navigate(s.URL)
				tab.WaitVisible(test.mounted)
				shift := tab.LayoutShift()
				t.Log("at", width, "px:", shift)
				assert.LessOrEqual(t, shift, 0.05, fmt.Sprint("at ", width, " px"))
				if test.signedIn {
					assert.LessOrEqual(t, browser.Eval[int64](tab, "document.querySelector('header')?.scrollWidth ?? 0"), width, "what is in the header fits")
				}
			}
		})
	}
}

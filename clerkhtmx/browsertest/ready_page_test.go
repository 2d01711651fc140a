package browsertest_test

import (
	"strings"
	"testing"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/internal/testutil/browser"
	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
)

// The form of a ready page goes when somebody is signed in, whoever filled it in. The page then leads on.
func TestAReadyPageLeadsOnWhenAnotherTabSignsIn(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/sign-in", "/sign-up"} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, "htmx-2", settings{})
			s.page("/", "")
			s.page("/private", "", clerkhtmx.SignedIn())
			b := browser.New(t)
			waiting, bare := s.open(b, path+"?redirect_url=%2Fprivate%3Fa%3Db"), s.open(b, path)
			acting := s.open(b, "/sign-in")
			fillSignIn(acting)
			s.waitPage(acting, "/", "page /")
			s.waitPage(waiting, "/private", "page /private")
			waiting.WaitFor(`location.search === "?a=b"`)
			s.waitPage(bare, "/", "page /")
		})
	}
}

// The application's cookies are gone, such as after its data was cleared, and Clerk's are there.
func TestAReadyPageLeadsOnWhenClerkKnowsTheBrowser(t *testing.T) {
	t.Parallel()
	for name, cfg := range map[string]fakeclerk.Config{
		"one session":                 {SingleSession: true},
		"several sessions":            {},
		"one session, in development": {SingleSession: true, Mode: fakeclerk.DevelopmentMode},
		"on a host of its own":        {SingleSession: true, Mode: fakeclerk.DevelopmentCustomHostMode},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, "htmx-2", settings{clerk: cfg})
			s.page("/", "")
			s.page("/private", "", clerkhtmx.SignedIn())
			b := browser.New(t)
			tab := s.open(b, "/sign-in")
			fillSignIn(tab)
			s.waitPage(tab, "/", "page /")
			tab.Close()
			for _, cookie := range b.Cookies() {
				if strings.HasPrefix(cookie.Name, "__session") || strings.HasPrefix(cookie.Name, "__client_uat") || strings.HasPrefix(cookie.Name, "__clerk_htmx") {
					cookie.MaxAge = -1
					b.SetCookie(s.url, cookie)
				}
			}
			tab = b.Tab()
			tab.Navigate(s.url + "/private")
			s.waitPage(tab, "/private", "page /private")
		})
	}
}

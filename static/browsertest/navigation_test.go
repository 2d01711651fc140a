package browsertest_test

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/testutil/browser"
	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
)

// fillSignIn goes through Clerk's form as a person does.
func fillSignIn(tab *browser.Tab) {
	tab.Type("input[name=identifier]", userEmail)
	tab.Press(browser.Enter)
	tab.Type("input[name=password]", userPassword)
	tab.Press(browser.Enter)
}

func TestEmbeddedSignInKeepsThePage(t *testing.T) {
	t.Parallel()
	s := newSite(t, "htmx-2")
	s.page("/news", `<clerk-sign-in id="form"><a href="/sign-in">Sign in</a></clerk-sign-in>{{fragment}}`)
	tab := browser.New(t).Tab()
	tab.Navigate(s.URL + "/news?page=2")
	fillSignIn(tab)
	tab.WaitText(".who", s.user.ID)
	tab.WaitGone("#form")
	assert.Equal(t, 0, tab.Count("[data-clerk-mount]"), "the form is taken down")
	assert.Len(t, s.visits("GET", "/news"), 1)

	tab.Run("Clerk.signOut()")
	tab.WaitVisible("input[name=identifier]")
	assert.Len(t, s.visits("GET", "/news"), 1)
	fillSignIn(tab)
	tab.WaitText(".who", s.user.ID)
	tab.WaitGone("#form")
	assert.Len(t, s.visits("GET", "/news"), 1)
	tab.RequireClean()
}

func TestModalSignInKeepsThePage(t *testing.T) {
	t.Parallel()
	s := newSite(t, "htmx-2")
	s.page("/news", `<clerk-sign-in-button mode="modal"><a href="/sign-in">Sign in</a></clerk-sign-in-button>{{fragment}}`)
	tab := browser.New(t).Tab()
	tab.Navigate(s.URL + "/news")
	waitReady(tab)
	tab.Click("a")
	fillSignIn(tab)
	tab.WaitText(".who", s.user.ID)
	tab.WaitGone("input")
	assert.Len(t, s.visits("GET", "/news"), 1)
	tab.RequireClean()
}

func TestSignInPageIsLeft(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		query, props, options, want string
	}{
		"for the start page by default":      {want: "/"},
		"for redirect_url":                   {query: "?redirect_url=" + url.QueryEscape("/inbox?a=b"), want: "/inbox?a=b"},
		"for the fallback of the options":    {options: `,"signInFallbackRedirectUrl":"/inbox"`, want: "/inbox"},
		"for the forced target":              {query: "?redirect_url=/", props: `,"forceRedirectUrl":"/inbox"`, want: "/inbox"},
		"not for another origin":             {query: "?redirect_url=https%3A%2F%2Fevil.kit.test%2F", want: "/"},
		"not for a script":                   {query: "?redirect_url=javascript%3Aalert(1)", want: "/"},
		"not for another origin in disguise": {query: "?redirect_url=%2F%5Cevil.kit.test", want: "/"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, "htmx-2")
			s.attributes["data-clerk-options"] = `{"signInUrl":"/sign-in","signUpUrl":"/sign-up","telemetry":false` + test.options + `}`
			form := `<clerk-sign-in props='{"routing":"path","path":"/sign-in"` + test.props + `}'></clerk-sign-in>`
			s.page("/sign-in", form)
			s.page("/sign-in/factor-one", form)
			s.page("/", "{{fragment}}")
			s.page("/inbox", "{{fragment}}")
			tab := browser.New(t).Tab()
			tab.Navigate(s.URL + "/sign-in" + test.query)
			fillSignIn(tab)
			tab.WaitText(".who", s.user.ID)
			assert.Equal(t, s.URL+test.want, tab.URL())
			assert.Len(t, s.visits("GET", "/sign-in"), 1, "steps of the form are no page loads")
			assert.Empty(t, s.visits("GET", "/sign-in/factor-one"))
			tab.RequireClean()
		})
	}
}

func TestUserButtonKeepsThePage(t *testing.T) {
	t.Parallel()
	s := newSite(t, "htmx-2")
	s.page("/news", `<clerk-user-button><a href="/sign-in">Sign in</a></clerk-user-button>{{fragment}}`)
	b := browser.New(t)
	first := s.signIn(b)
	other, err := s.fake.CreateUser(fakeclerk.User{Email: "grace@example.com", FirstName: "Grace", LastName: "H"})
	require.NoError(t, err)
	second, err := s.fake.SignIn(fakeclerk.SignInParams{UserID: other.ID, ClientID: first.ClientID})
	require.NoError(t, err)
	s.setCookies(b, second)
	tab := b.Tab()
	tab.Navigate(s.URL + "/news")
	waitReady(tab)
	assert.Empty(t, s.reports())
	tab.WaitText(".who", other.ID)

	tab.Click(".cl-userButtonTrigger")
	tab.ClickText("button", "Ada L ada@example.com")
	tab.WaitText(".who", s.user.ID)
	assert.Equal(t, []string{"clerk:ready", "clerk:session"}, eventTypes(tab), "a switch is neither sign-in nor sign-out")

	tab.Run("Clerk.signOut()")
	tab.WaitText(".who", "nobody")
	tab.WaitVisible("a[href='/sign-in']")
	assert.Len(t, s.visits("GET", "/news"), 1)
	tab.RequireClean()
}

// A page can have such an address, "https://app.example//evil.example/". Clerk cuts off
// the origin before it has our router navigate.
func TestAPathThatLooksLikeAnOriginIsOurs(t *testing.T) {
	t.Parallel()
	s := newSite(t, "htmx-2")
	s.page("/news", `{{fragment}}`)
	tab := browser.New(t).Tab()
	tab.Navigate(s.URL + "/news")
	waitReady(tab)
	tab.Run(`Clerk.navigate(location.origin + '//evil.kit.test/')`)
	tab.WaitFor(`location.pathname === '/evil.kit.test/'`) // the server tidies it up
	assert.Equal(t, s.URL+"/evil.kit.test/", tab.URL())
}

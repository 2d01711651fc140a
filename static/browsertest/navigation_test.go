package browsertest_test

import (
	"io"
	"net/http"
	"net/http/httptest"
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
		"for the start page by default":   {want: "/"},
		"for redirect_url":                {query: "?redirect_url=" + url.QueryEscape("/inbox?a=b"), want: "/inbox?a=b"},
		"for the fallback of the options": {options: `,"signInFallbackRedirectUrl":"/inbox"`, want: "/inbox"},
		"for the forced target":           {query: "?redirect_url=/", props: `,"forceRedirectUrl":"/inbox"`, want: "/inbox"},
		"not for another origin":          {query: "?redirect_url=https%3A%2F%2Fevil.example%2F", want: "/"},
		"not for one that looks configured": {query: "?redirect_url=https%3A%2F%2Fsatellite.example.evil.example%2F",
			options: `,"allowedRedirectOrigins":["https://satellite.example"]`, want: "/"},
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

// By default, clerk-js allows this origin, the instance's domain and what is below it.
func TestOriginsToComeBackToAreClerksDefault(t *testing.T) {
	t.Parallel()
	s := newSite(t, "htmx-2")
	s.page("/", "{{fragment}}")
	tab := browser.New(t).Tab()
	tab.Navigate(s.URL)
	tab.WaitFor("window.Clerk?.loaded")
	origins := browser.Eval[[]string](tab, "Clerk.__internal_getOption('allowedRedirectOrigins')")
	assert.Equal(t, []string{s.URL, "https://kit.test", "https://*.kit.test", "https://clerk.kit.test"}, origins)
}

func TestSignInLeadsBackToAnotherOriginThatIsConfigured(t *testing.T) {
	t.Parallel()
	satellite := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, `<!doctype html><link rel="icon" href="data:,"><p id="satellite">satellite</p>`)
	}))
	t.Cleanup(satellite.Close)
	s := newSiteWith(t, "htmx-2", fakeclerk.Config{Mode: fakeclerk.ProductionMode})
	s.attributes["data-clerk-options"] = `{"signInUrl":"/sign-in","telemetry":false,"allowedRedirectOrigins":["` + satellite.URL + `"]}`
	s.page("/sign-in", `<clerk-sign-in props='{"routing":"path","path":"/sign-in"}'></clerk-sign-in>`)
	s.page("/sign-in/factor-one", `<clerk-sign-in props='{"routing":"path","path":"/sign-in"}'></clerk-sign-in>`)
	tab := browser.New(t).Tab()
	tab.Navigate(s.URL + "/sign-in?redirect_url=" + url.QueryEscape(satellite.URL+"/page"))
	fillSignIn(tab)
	tab.WaitVisible("#satellite")
	assert.Equal(t, satellite.URL+"/page", tab.URL())
}

// A link that is written by hand gets what the server would write into it.
func TestButtonsPassTheirRedirectsOn(t *testing.T) {
	forEachHTMX(t, func(t *testing.T, htmx string) {
		for name, test := range map[string]struct{ button, want string }{
			"attributes": {`<clerk-sign-in-button fallback-redirect-url="/about?a=b"><a id="go" href="/sign-in">Sign in</a></clerk-sign-in-button>`,
				"/sign-in?sign_in_fallback_redirect_url=%2Fabout%3Fa%3Db"},
			"props": {`<clerk-sign-up-button props='{"forceRedirectUrl":"/about","signInFallbackRedirectUrl":"/b"}'><a id="go" href="/sign-in">Sign up</a></clerk-sign-up-button>`,
				"/sign-in?sign_in_fallback_redirect_url=%2Fb&sign_up_force_redirect_url=%2Fabout"},
			"a link that has them": {`<clerk-sign-in-button fallback-redirect-url="/about"><a id="go" href="/sign-in?sign_in_fallback_redirect_url=%2Fown">Sign in</a></clerk-sign-in-button>`,
				"/sign-in?sign_in_fallback_redirect_url=%2Fown"},
			"no redirects": {`<clerk-sign-in-button><a id="go" href="/sign-in?x=~1">Sign in</a></clerk-sign-in-button>`, "/sign-in?x=~1"},
			"a boosted link": {`<div hx-boost="true"><clerk-sign-in-button fallback-redirect-url="/about"><a id="go" href="/sign-in">Sign in</a></clerk-sign-in-button></div>`,
				"/sign-in?sign_in_fallback_redirect_url=%2Fabout"},
		} {
			t.Run(name, func(t *testing.T) {
				s := newSite(t, htmx)
				s.page("/", test.button)
				s.page("/sign-in", `<p id="there">there</p>`)
				tab := browser.New(t).Tab()
				tab.Navigate(s.URL)
				tab.WaitFor("window.Clerk?.loaded")
				tab.Click("#go")
				tab.WaitVisible("#there")
				got, err := url.Parse(tab.URL())
				require.NoError(t, err)
				want, err := url.Parse(s.URL + test.want)
				require.NoError(t, err)
				assert.Equal(t, want.Query(), got.Query())
			})
		}
	})
}

// In production an address may hold the outcome of a handshake. Who signs in on the page
// comes back to it without.
func TestAnEmbeddedFormLeadsBackWithoutTheOutcomeOfAHandshake(t *testing.T) {
	t.Parallel()
	s := newSite(t, "htmx-2")
	s.page("/news", `<clerk-sign-in id="form"><a href="/sign-in">Sign in</a></clerk-sign-in>`)
	tab := browser.New(t).Tab()
	tab.Navigate(s.URL + "/news?a=~1")
	tab.WaitVisible("input[name=identifier]")
	tab.Run(`history.replaceState(null, '', '/news?a=~1&__clerk_handshake=x&__clerk_handshake_nonce=y&suffixed_cookies=true&b=2');
		document.querySelector('#form').replaceWith(document.createElement('clerk-sign-in'))`)
	tab.Run(`const mount = Clerk.mountSignIn; Clerk.mountSignIn = (node, props) => { window.mounted = props; mount.call(Clerk, node, props); };
		document.querySelector('clerk-sign-in').replaceWith(document.createElement('clerk-sign-in'))`)
	tab.WaitFor("window.mounted")
	assert.Equal(t, s.URL+"/news?a=%7E1&b=2", browser.Eval[string](tab, "mounted.fallbackRedirectUrl"))
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

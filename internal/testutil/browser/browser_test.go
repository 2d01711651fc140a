package browser_test

import (
	"bytes"
	"fmt"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/testutil/browser"
)

func TestMain(m *testing.M) { os.Exit(browser.Run(m)) }

// serve returns the address of a server with one page, its body given, and some paths to ask for.
func serve(t *testing.T, body string) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, "<!doctype html><title>page</title><meta name=viewport content='width=device-width'><link rel=icon href=data:,>", body)
	})
	mux.HandleFunc("GET /strict", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "script-src 'self'")
		fmt.Fprint(w, "<!doctype html><link rel=icon href=data:,><script>document.title = 'ran'</script>")
	})
	mux.HandleFunc("GET /echo-cookie", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.Header.Get("Cookie")) })
	mux.HandleFunc("POST /refused", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusUnauthorized) })
	mux.HandleFunc("GET /moved", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/echo-cookie", http.StatusFound) })
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

func open(t *testing.T, body string) *browser.Tab {
	t.Helper()
	tab := browser.New(t).Tab()
	tab.Navigate(serve(t, body))
	return tab
}

func TestPagesTakeThisForAPersonsBrowser(t *testing.T) {
	tab := open(t, "<p>hello")
	assert.False(t, browser.Eval[bool](tab, "navigator.webdriver === true"))
	assert.True(t, browser.Eval[bool](tab, "document.hasFocus()"))
	assert.Equal(t, "visible", browser.Eval[string](tab, "document.visibilityState"))
}

func TestEvalDecodesValuesAndAwaitsPromises(t *testing.T) {
	tab := open(t, "<p>hello")
	assert.Equal(t, 3, browser.Eval[int](tab, "1 + 2"))
	assert.Equal(t, []string{"a", "b"}, browser.Eval[[]string](tab, "Promise.resolve(['a', 'b'])"))
	tab.Run("void (window.x = 7)")
	assert.Equal(t, 7, browser.Eval[int](tab, "x"))
}

func TestTypingSendsRealKeyEventsAndReplacesWhatIsThere(t *testing.T) {
	tab := open(t, `<input id=in value=old><output></output><script>
		const seen = [];
		document.querySelector('#in').addEventListener('keydown', (event) => { if (event.isTrusted) seen.push(event.key) });
		</script>`)
	tab.Type("#in", "ab@c")
	tab.Press(browser.Enter)
	assert.Equal(t, "ab@c", browser.Eval[string](tab, "document.querySelector('#in').value"))
	assert.Equal(t, []string{"a", "b", "@", "c", "Enter"}, browser.Eval[[]string](tab, "seen"))
}

func TestClickWaitsUntilTheElementIsThereEnabledAtRestAndUncovered(t *testing.T) {
	tab := open(t, `<div id=cover style="position:fixed;inset:0;background:#fff"></div>
		<script>
		// One condition after another comes true, each a while after the one before.
		const steps = [
			() => document.body.insertAdjacentHTML('beforeend', '<button disabled onclick="clicks++">Go <b>on</b></button><button>Stop</button>'),
			() => document.querySelector('button').disabled = false,
			() => document.querySelector('#cover').remove(),
		];
		let clicks = 0;
		const timer = setInterval(() => steps.length ? steps.shift()() : clearInterval(timer), 60);
		</script>`)
	tab.ClickText("button", "Go on")
	tab.WaitFor("clicks === 1")
	assert.Equal(t, 0, browser.Eval[int](tab, "steps.length"))
}

func TestClickReachesElementsBelowTheFold(t *testing.T) {
	tab := open(t, `<div style="height:5000px"></div><button onclick="document.title='clicked'">Go</button>`)
	tab.Click("button")
	tab.WaitFor("document.title === 'clicked'")
}

func TestWaitsSeeWhatAPersonSees(t *testing.T) {
	tab := open(t, `<h1 hidden>Hello <em>Ada</em></h1><p>soon</p><script>
		setTimeout(() => { document.querySelector('h1').hidden = false; document.querySelector('p').remove() }, 50)</script>`)
	tab.WaitVisible("h1")
	tab.WaitText("h1", "Hello Ada")
	tab.WaitGone("p")
	assert.Equal(t, "Hello Ada", tab.Text("h1"))
	assert.Empty(t, tab.Attribute("h1", "hidden"))
	assert.Equal(t, 1, tab.Count("em"))
}

func TestWaitForSpansNavigations(t *testing.T) {
	tab := open(t, `<script>if (!sessionStorage.moved) setTimeout(() => { sessionStorage.moved = true; location.assign('/echo-cookie') }, 50)</script>`)
	tab.WaitFor("location.pathname === '/echo-cookie'")
	tab.Back()
	tab.WaitFor("location.pathname === '/'")
	tab.Reload()
	assert.True(t, strings.HasSuffix(tab.URL(), "/"), tab.URL())
}

func TestRequestsAreRecordedWithTheirAnswers(t *testing.T) {
	tab := open(t, "<p>hello")
	tab.ClearLog()
	tab.Run(`fetch('/refused', {method: 'POST', headers: {'HX-Request': 'true'}})`)
	tab.Run(`fetch('/moved')`)
	tab.WaitNetworkIdle()

	got := tab.Requests()
	require.Len(t, got, 3)
	assert.Equal(t, "POST", got[0].Method)
	assert.Equal(t, "Fetch", got[0].Type)
	assert.Equal(t, "true", got[0].Header.Get("HX-Request"))
	assert.Equal(t, http.StatusUnauthorized, got[0].Status)
	assert.Equal(t, http.StatusFound, got[1].Status)
	assert.True(t, strings.HasSuffix(got[2].URL, "/echo-cookie"))
	assert.Equal(t, http.StatusOK, got[2].Status)
	tab.RequireClean() // a refusal is no mishap of the page
}

func TestBlockedAddressesFail(t *testing.T) {
	tab := open(t, "<p>hello")
	tab.Block("*://*:*/echo-*")
	assert.Equal(t, "refused", browser.Eval[string](tab, "fetch('/echo-cookie').then(() => 'answered', () => 'refused')"))
	blocked := tab.WaitRequest("the blocked request", func(r browser.Request) bool { return r.Blocked })
	assert.Equal(t, "inspector", blocked.Failure)

	tab.Block("https://outside.example/*")
	assert.Equal(t, "refused", browser.Eval[string](tab, "fetch('https://outside.example/').then(() => 'answered', () => 'refused')"))
	tab.Unblock()
	assert.Equal(t, "answered", browser.Eval[string](tab, "fetch('/echo-cookie').then(() => 'answered', () => 'refused')"))
}

func TestMessagesTellErrorsExceptionsAndViolationsApart(t *testing.T) {
	tab := open(t, `<script>console.log('hello', 1); console.error('oops', {a: 1}); setTimeout(() => { throw new TypeError('thrown') }); Promise.reject(new Error('rejected'))</script>`)
	tab.WaitFor("document.readyState === 'complete'")
	tab.Navigate(strings.TrimSuffix(tab.URL(), "/") + "/strict")

	text := func(kind browser.Kind) string { return fmt.Sprint(tab.Messages(kind)) }
	assert.Contains(t, text(browser.ConsoleOther), "hello 1")
	assert.Contains(t, text(browser.ConsoleError), "oops Object")
	assert.Contains(t, text(browser.Exception), "TypeError: thrown")
	assert.Contains(t, text(browser.Exception), "Error: rejected")
	require.Len(t, tab.Messages(browser.CSPViolation), 1)
	assert.Contains(t, text(browser.CSPViolation), "script-src-elem refuses inline")
	tab.ClearLog()
	assert.Empty(t, tab.Messages())
}

func TestBrowsersShareNothingAndTabsShareCookies(t *testing.T) {
	address := serve(t, "<p>hello")
	one, two := browser.New(t), browser.New(t)
	one.SetCookie(address, &http.Cookie{Name: "who", Value: "ada", HttpOnly: true, SameSite: http.SameSiteLaxMode})

	for _, tab := range []*browser.Tab{one.Tab(), one.Tab()} {
		tab.Navigate(address + "/echo-cookie")
		assert.Equal(t, "who=ada", tab.Text("body"))
	}
	assert.Nil(t, two.Cookie("who"))
	require.NotNil(t, one.Cookie("who"))
	assert.True(t, one.Cookie("who").HttpOnly)
	assert.Equal(t, http.SameSiteLaxMode, one.Cookie("who").SameSite)

	one.SetCookie(address, &http.Cookie{Name: "who", MaxAge: -1})
	assert.Nil(t, one.Cookie("who"), "an expired cookie deletes its namesake")
	one.SetCookie(address, &http.Cookie{Name: "who", Value: "eve"})
	one.ClearCookies()
	assert.Empty(t, one.Cookies())
}

func TestOneTabOfABrowserHasTheFocus(t *testing.T) {
	address := serve(t, `<input><script>
		const seen = [];
		for (const type of ['focus', 'blur', 'visibilitychange']) addEventListener(type, () => seen.push(type));
		</script>`)
	b := browser.New(t)
	one := b.Tab()
	one.Navigate(address)
	two := b.Tab()
	two.Navigate(address)

	inFront := func(front, behind *browser.Tab) {
		t.Helper()
		front.WaitFor("document.hasFocus() && document.visibilityState === 'visible'")
		behind.WaitFor("!document.hasFocus() && document.visibilityState === 'hidden'")
	}
	inFront(two, one)
	one.BringToFront()
	inFront(one, two)
	one.WaitFor("['blur', 'focus', 'visibilitychange'].every((type) => seen.includes(type))")
	two.Type("input", "typing selects the tab")
	inFront(two, one)
	one.Reload()
	inFront(two, one)
}

func TestTestHostsAreThisMachine(t *testing.T) {
	address := strings.Replace(serve(t, "<p>hello"), "127.0.0.1", "app.kit.test", 1)
	tab := browser.New(t).Tab()
	tab.Navigate(address)
	tab.WaitText("p", "hello")
}

func TestScreenshotsHaveTheViewportAndTheColorScheme(t *testing.T) {
	tab := open(t, `<style>html { background: rgb(255,255,255) } @media (prefers-color-scheme: dark) { html { background: rgb(0,0,0) } }</style>`)
	tab.SetViewport(browser.Phone)
	tab.SetColorScheme(browser.Dark)
	picture, err := png.Decode(bytes.NewReader(tab.PNG()))
	require.NoError(t, err)
	assert.Equal(t, int(browser.Phone.Width), picture.Bounds().Dx())
	assert.Equal(t, int(browser.Phone.Height), picture.Bounds().Dy())
	r, g, b, _ := picture.At(10, 10).RGBA()
	assert.Zero(t, r+g+b, "the page is dark")
	assert.FileExists(t, tab.Screenshot("dark"))
}

package main

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/testutil/browser"
	"github.com/clerk-htmx/kit/internal/testutil/browser/engines"
)

// tab is what a story needs of a tab, in every engine.
type tab interface {
	Navigate(url string)
	Back()
	Click(selector string)
	Type(selector, text string)
	Run(expression string)
	WaitFor(expression string)
	WaitVisible(selector string)
	WaitGone(selector string)
	WaitText(selector, text string)
	Text(selector string) string
	// Eval returns the value of a JavaScript expression as JSON.
	Eval(expression string) string
}

type chromiumTab struct{ *browser.Tab }

func (tab chromiumTab) Eval(expression string) string {
	return string(browser.Eval[json.RawMessage](tab.Tab, expression))
}

// engine is what browsers that people use are built on.
type engine struct {
	name string
	// restores says whether Back restores a page as it was after a sign-out. The others drop the page:
	// clerk-js tells all pages of the sign-out, and a page in the back-forward cache cannot hear it.
	restores bool
	// start returns a function that opens a tab in front of the others.
	start func(t *testing.T) (open func() tab)
}

func allEngines() []engine {
	return []engine{
		{"Chromium", false, func(t *testing.T) func() tab {
			b := browser.New(t)
			return func() tab { return chromiumTab{b.Tab()} }
		}},
		{"Firefox", false, func(t *testing.T) func() tab {
			b := engines.Firefox(t)
			return func() tab { return b.Tab() }
		}},
		{"WebKit", true, func(t *testing.T) func() tab {
			b := engines.WebKit(t)
			return func() tab { return b.Tab() }
		}},
	}
}

// forEachEngine runs a test on a demo behind wrap in every engine. No page may report an error.
func forEachEngine(t *testing.T, wrap func(http.Handler) http.Handler, test func(t *testing.T, e engine, d *demo, open func() tab)) {
	t.Helper()
	t.Parallel()
	for _, e := range allEngines() {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			var errors engines.PageErrors
			d := wrapDemo(t, clerktest.Config{}, func(site http.Handler) http.Handler { return errors.Handler(wrap(site)) })
			test(t, e, d, e.start(t))
			assert.Empty(t, errors.All())
		})
	}
}

// load opens a page of the demo and waits until Clerk is there.
func load(v tab, url string) {
	v.Navigate(url)
	v.WaitFor(`window.Clerk?.loaded && !document.querySelector("clerk-loaded").hidden`)
}

func signedOut(v tab) {
	v.WaitVisible(testID("you_are_signed_out"))
	v.WaitVisible(testID("sign_in"))
	v.WaitText(testID("is_signed_in"), "false")
	v.WaitText(testID("info_from_load"), "signed out")
	v.WaitGone(testID("you_are_signed_in"))
	v.WaitGone(testID("email_address"))
	v.WaitGone(`.cl-userButtonTrigger`)
}

func signedIn(v tab) {
	v.WaitVisible(testID("you_are_signed_in"))
	v.WaitVisible(testID("sign_out"))
	v.WaitText(testID("is_signed_in"), "true")
	v.WaitText(testID("info_from_load"), "signed in as user_")
	v.WaitText(testID("email_address"), "@")
	v.WaitVisible(`.cl-userButtonTrigger`)
	v.WaitGone(testID("you_are_signed_out"))
}

func signIn(v tab) {
	v.Click(testID("sign_in"))
	v.Type(`input[name=identifier]`, testEmail)
	v.Click(`.cl-formButtonPrimary`)
	v.Type(`input[name=password]`, testPassword)
	v.Click(`.cl-formButtonPrimary`)
	signedIn(v)
}

// hookTypes is what the page says that hooks received, newest first.
const hookTypes = `[...document.querySelectorAll('[data-testid="hook_log"] b')].map((node) => node.textContent)`

func TestStoryInEveryEngine(t *testing.T) {
	asItIs := func(site http.Handler) http.Handler { return site }
	forEachEngine(t, asItIs, func(t *testing.T, _ engine, d *demo, open func() tab) {
		first := open()
		load(first, d.url)
		signedOut(first)
		assert.Equal(t, "nothing yet", first.Text(testID("last_auth_change")))

		first.Run(`window.marked = true`) // a load would wipe it out
		signIn(first)
		assert.Equal(t, "true", first.Eval(`window.marked`))
		assert.JSONEq(t, `["sign-in"]`, first.Eval(hookTypes))
		first.Click(testID("whoami_button"))
		first.WaitText(testID("whoami"), "you are user_")

		second := open()
		second.Navigate(d.url + "/whoami")
		second.WaitText("body", "you are user_")
		load(second, d.url+"/?htmx=4")
		signedIn(second)

		second.Click(testID("sign_out"))
		signedOut(second)
		signedOut(first)
		assert.Equal(t, "true", first.Eval(`window.marked`))
		assert.JSONEq(t, `["sign-out", "sign-in"]`, first.Eval(hookTypes), "two tabs, one person")

		second.Navigate(d.url + "/whoami")
		second.WaitFor(`location.pathname === "/sign-in"`)
		second.WaitVisible(`input[name=identifier]`)
	})
}

// watchRestored notes what the page shows if the Back button restores it from the back-forward cache:
// in how many frames something private can be seen, and for how long.
const watchRestored = `addEventListener('pageshow', (event) => {
	if (!event.persisted) return;
	const start = performance.now();
	const seen = { frames: 0, milliseconds: 0 };
	const visible = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
	const look = () => {
		const found = [...document.querySelectorAll(
			'[data-testid=you_are_signed_in], [data-testid=email_address], [data-testid=sign_out], .cl-userButtonTrigger')];
		if (found.some(visible)) {
			seen.frames++;
			seen.milliseconds = performance.now() - start;
			requestAnimationFrame(look);
		}
		sessionStorage.restored = JSON.stringify(seen); // outlives a reload
	};
	requestAnimationFrame(look);
})`

// storable makes the demo one of the sites that set Cache-Control themselves. Browsers may keep its
// pages for Back, which the kit's own no-store forbids some of them.
func storable(site http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" {
			w.Header().Set("Cache-Control", "private, no-cache")
		}
		site.ServeHTTP(w, r)
	})
}

func TestBackShowsNothingPrivateInAnyEngine(t *testing.T) {
	forEachEngine(t, storable, func(t *testing.T, e engine, d *demo, open func() tab) {
		v := open()
		load(v, d.url)
		signIn(v)
		v.Run(watchRestored)
		load(v, d.url+"/?htmx=4")
		signedIn(v)
		v.Click(testID("sign_out"))
		signedOut(v)

		v.Back()
		v.WaitFor(`location.search === ""`)
		signedOut(v)
		seen := v.Eval(`JSON.parse(sessionStorage.restored ?? null)`)
		t.Logf("private after pageshow: %s", seen)
		if e.restores {
			assert.JSONEq(t, `{"frames": 0, "milliseconds": 0}`, seen)
		} else {
			assert.Equal(t, "null", seen, "the page is loaded anew")
		}
	})
}

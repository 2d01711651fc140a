package browser_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/testutil/browser"
)

// A trial stands in for the test of a harness that is expected to fail it.
type trial struct {
	testing.TB // of the real test: for all that a trial does not see

	failed   bool
	log      strings.Builder
	cleanups []func()
}

// stopped is what Fatal throws in a trial.
type stopped struct{}

func (tr *trial) Failed() bool { return tr.failed }

func (tr *trial) Logf(format string, args ...any) { fmt.Fprintf(&tr.log, format+"\n", args...) }

func (tr *trial) Errorf(format string, args ...any) {
	tr.failed = true
	tr.Logf(format, args...)
}

func (tr *trial) Fatalf(format string, args ...any) {
	tr.Errorf(format, args...)
	panic(stopped{})
}

func (tr *trial) Cleanup(f func()) { tr.cleanups = append(tr.cleanups, f) }

// fail runs test, which must fail, and returns its log.
func fail(t *testing.T, test func(testing.TB)) string {
	t.Helper()
	tr := &trial{TB: t}
	func() {
		defer func() {
			if r := recover(); r != nil && r != (stopped{}) {
				panic(r)
			}
		}()
		test(tr)
	}()
	for _, cleanup := range slices.Backward(tr.cleanups) {
		cleanup()
	}
	require.True(t, tr.failed, "the test should have failed")
	return tr.log.String()
}

func TestARequestToAnotherMachineFailsTheTest(t *testing.T) {
	address := serve(t, "<p>hello")
	log := fail(t, func(t testing.TB) {
		tab := browser.New(t).Tab()
		tab.Navigate(address)
		tab.Run("fetch('https://outside.example/path').catch(() => {})")
		tab.ClearLog() // does not hide it
	})
	assert.Contains(t, log, "outside this machine: GET https://outside.example/path")
}

func TestAnUncleanPageFailsTheTestThatRequiresACleanOne(t *testing.T) {
	address := serve(t, "<script>console.error('oops')</script>")
	log := fail(t, func(t testing.TB) {
		tab := browser.New(t).Tab()
		tab.Navigate(address)
		tab.RequireClean()
	})
	assert.Contains(t, log, "console error: oops")
}

func TestMistakesInAScriptFailAtOnce(t *testing.T) {
	address := serve(t, "<p>hello")
	for name, test := range map[string]struct {
		run  func(*browser.Tab)
		want string
	}{
		"an exception":   {func(tab *browser.Tab) { tab.Run("missing.field") }, "missing is not defined"},
		"a rejection":    {func(tab *browser.Tab) { tab.Run("Promise.reject(new Error('no'))") }, "Error: no"},
		"a syntax error": {func(tab *browser.Tab) { tab.WaitFor("1 +") }, "SyntaxError"},
		"a bad selector": {func(tab *browser.Tab) { tab.WaitVisible("p[") }, "SyntaxError"},
		"undefined":      {func(tab *browser.Tab) { browser.Eval[string](tab, "undefined") }, "undefined"},
		"nobody at home": {func(tab *browser.Tab) { tab.Navigate("http://localhost:1/") }, "net::ERR_"},
		"an unknown host": {func(tab *browser.Tab) {
			tab.Block("https://outside.example/*")
			tab.Navigate("https://outside.example/")
		}, "net::ERR_"},
	} {
		t.Run(name, func(t *testing.T) {
			log := fail(t, func(t testing.TB) {
				tab := browser.New(t).Tab()
				tab.Navigate(address)
				test.run(tab)
			})
			assert.Contains(t, log, test.want)
		})
	}
}

func TestAFailedTestLeavesWhatItSaw(t *testing.T) {
	address := serve(t, "<p>hello<script>console.log('seen')</script>")
	log := fail(t, func(t testing.TB) {
		tab := browser.New(t).Tab()
		tab.Navigate(address)
		t.Errorf("something is wrong")
	})
	assert.Contains(t, log, "console: seen")
	assert.Contains(t, log, "GET "+address+"/ (Document) 200")

	read := func(name string) string {
		content, err := os.ReadFile(filepath.Join(t.ArtifactDir(), name))
		require.NoError(t, err)
		return string(content)
	}
	assert.True(t, strings.HasPrefix(read("tab1.png"), "\x89PNG"))
	assert.Contains(t, read("tab1.html"), "<p>hello")
	assert.Contains(t, read("tab1.log"), "console: seen")
}

// Package programs finds the programs that tests need besides Go.
//
// Only this package knows what a program is called and where it comes from: "make test"
// installs it (through internal/tools/programs) and the tests find it by the same entry.
package programs

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// ErrNotFound is returned by [Program.Find].
var ErrNotFound = errors.New("program not found")

// A Program is something that tests run, and that a machine may lack.
type Program struct {
	Name     string   // what messages call it
	Env      string   // environment variable that names the executable; it goes before Commands
	Commands []string // names that it goes by on PATH, the preferred one first
	Debian   []string // the Debian packages that bring it
	Hint     string   // how to get it elsewhere
	Optional bool     // not on every system: without it, tests fail only in CI
}

// Chromium is the browser of the browser tests; any Chrome does as well.
func Chromium() Program {
	return Program{
		Name:     "chromium",
		Env:      "CHROME",
		Commands: []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"},
		Debian:   []string{"chromium", "fonts-liberation"}, // without a font, pages have boxes for letters
		Hint:     "install Chromium or Google Chrome, or set CHROME to the path of its executable",
	}
}

// Firefox is the second browser of the demo's tests.
func Firefox() Program {
	return Program{
		Name:     "firefox",
		Env:      "FIREFOX",
		Commands: []string{"firefox", "firefox-esr"},
		Debian:   []string{"firefox-esr"},
		Hint:     "install Firefox, or set FIREFOX to the path of its executable",
		Optional: true,
	}
}

// WebKitDriver starts and drives WebKitGTK's MiniBrowser, the third browser of the demo's tests.
func WebKitDriver() Program {
	return Program{
		Name:     "webkit-driver",
		Env:      "WEBKIT_DRIVER",
		Commands: []string{"WebKitWebDriver"},
		Debian:   []string{"webkit2gtk-driver"},
		Hint:     "install WebKitGTK with its driver, or set WEBKIT_DRIVER to the path of WebKitWebDriver",
		Optional: true,
	}
}

// Xvfb is the display of WebKitGTK, which has no headless mode.
func Xvfb() Program {
	return Program{
		Name:     "xvfb",
		Env:      "XVFB",
		Commands: []string{"Xvfb"},
		Debian:   []string{"xvfb"},
		Hint:     "install Xvfb, or set XVFB to the path of its executable",
		Optional: true,
	}
}

// Node runs Clerk's JavaScript backend, which authentication is compared with.
func Node() Program {
	return Program{
		Name:     "node",
		Env:      "NODE",
		Commands: []string{"node", "nodejs"},
		Debian:   []string{"nodejs"},
		Hint:     "install Node.js 20 or newer, or set NODE to the path of its executable",
	}
}

// All returns every program that tests need.
func All() []Program {
	return []Program{Chromium(), Firefox(), WebKitDriver(), Xvfb(), Node()}
}

// Find returns the path of the executable. The error wraps [ErrNotFound] and says how to get the program.
func (p Program) Find() (string, error) {
	commands := p.Commands
	if named := os.Getenv(p.Env); p.Env != "" && named != "" {
		commands = []string{named} // a wrong setting is an error, not a reason to take another
	}
	for _, command := range commands {
		if path, err := exec.LookPath(command); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("%w: %s (looked for %s): %s", ErrNotFound, p.Name, strings.Join(commands, ", "), p.Hint)
}

// Require returns the path of the executable, or ends the test as [Missing] does. Without an optional
// program only CI fails.
func (p Program) Require(t testing.TB) string {
	t.Helper()
	path, err := p.Find()
	switch {
	case err == nil:
	case p.Optional && !InCI():
		skip(t, err)
	default:
		Missing(t, err)
	}
	return path
}

// InCI reports whether CI is set, as services that run tests do.
func InCI() bool { return os.Getenv("CI") != "" }

// Missing skips a test because a program or file that "make test" installs is missing. If CI or
// CLERKHTMX_REQUIRE_PROGRAMS is set, it fails the test instead, so that a run that counts
// cannot pass by skipping.
func Missing(t testing.TB, err error) {
	t.Helper()
	if InCI() || os.Getenv("CLERKHTMX_REQUIRE_PROGRAMS") != "" {
		t.Fatal(err)
	}
	skip(t, err)
}

func skip(t testing.TB, err error) {
	t.Helper()
	t.Skipf("SKIPPED, NOT TESTED: %v; \"make test\" installs it where it can", err)
}

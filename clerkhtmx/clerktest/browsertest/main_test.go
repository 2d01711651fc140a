// Package browsertest_test tests package clerktest in Chromium, with the real clerk-js.
//
// It is a package of its own, because adopters download what the tests of the packages that they import need
// (docs/adr/0011).
package browsertest_test

import (
	"os"
	"testing"

	"github.com/clerk-htmx/kit/internal/testutil/browser"
)

func TestMain(m *testing.M) { os.Exit(browser.Run(m)) }

// Package packages finds the npm packages that "make browser-packages" fetches: clerk-js, Clerk UI and htmx for browsers,
// and Clerk's backend to compare with.
package packages

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/clerk-htmx/kit/internal/testutil/programs"
)

// folder has the layout of node_modules; git ignores it.
const folder = ".browser"

// ErrMissing is returned by [Dir].
var ErrMissing = errors.New("the browser packages are missing; run: make browser-packages")

// Dir returns the folder with the packages, in the working directory or above. The error wraps [ErrMissing].
func Dir() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		found := filepath.Join(dir, folder)
		if _, err := os.Stat(filepath.Join(found, "@clerk", "clerk-js", "dist")); err == nil {
			return found, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", fmt.Errorf("%w (looked for %s here and above)", ErrMissing, folder)
		}
		dir = parent
	}
}

// Require returns the folder, or ends the test as [programs.Missing] does.
func Require(t testing.TB) string {
	t.Helper()
	dir, err := Dir()
	if err != nil {
		programs.Missing(t, err)
	}
	return dir
}

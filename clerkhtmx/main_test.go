package clerkhtmx_test

import (
	"os"
	"testing"

	"github.com/clerk-htmx/kit/internal/testutil/browser"
)

func TestMain(m *testing.M) { os.Exit(browser.Run(m)) }

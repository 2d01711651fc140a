package browsertest_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
)

var modes = map[string]fakeclerk.Mode{
	"production":                fakeclerk.ProductionMode,
	"development":               fakeclerk.DevelopmentMode,
	"development on own domain": fakeclerk.DevelopmentCustomHostMode,
}

func TestClerkUISignsInByPasswordAndOut(t *testing.T) {
	for name, mode := range modes {
		t.Run(name, func(t *testing.T) {
			app := openApplication(t, fakeclerk.Config{Mode: mode})
			require.NoError(t, app.fake.Seed())

			app.mount("SignIn")
			app.Type(`input[name=identifier]`, fakeclerk.SeedEmail)
			app.Click(`.cl-formButtonPrimary`)
			app.Type(`input[name=password]`, "wrong-password")
			app.Click(`.cl-formButtonPrimary`)
			app.WaitText(`#mount`, "Password is incorrect")
			app.Type(`input[name=password]`, fakeclerk.SeedPassword)
			app.Click(`.cl-formButtonPrimary`)
			app.WaitFor(`Clerk.user?.firstName === "Test" && document.cookie.includes("__session=")`)

			app.open()
			app.WaitFor(`Clerk.user?.firstName === "Test"`)
			app.Run(`Clerk.signOut()`)
			app.WaitFor(`Clerk.user === null && !document.cookie.includes("__session=")`)
			app.open()
			app.WaitFor(`Clerk.user === null`)
		})
	}
}

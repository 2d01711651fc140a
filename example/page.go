package main

import (
	"runtime/debug"

	"github.com/labstack/echo/v4"

	"github.com/clerk-htmx/kit/clerkhtmx"
)

// page is what templates/page.html shows.
type page struct {
	Clerk   clerkhtmx.Page
	HTMX    htmxVersion
	Choices []htmxVersion
	Version string
	Fake    bool
	// TestEmail and TestPassword are for the user of the fake Clerk.
	TestEmail, TestPassword string
}

// htmxVersion is one of the htmx releases that the demo can run on.
type htmxVersion struct {
	// Name is what ?htmx= takes.
	Name string
	// Path of the script below /htmx/.
	Path string
}

// htmxVersions are the oldest htmx that the kit supports and the newest of each
// major version.
func htmxVersions() []htmxVersion {
	return []htmxVersion{
		{"2", "htmx-2/dist/htmx.min.js"},
		{"4", "htmx-4/dist/htmx.min.js"},
		{"2.0.8", "htmx-2.0.8/dist/htmx.min.js"},
	}
}

func newPage(c echo.Context, kit *clerkhtmx.Kit, clerk clerkInstance) page {
	choices := htmxVersions()
	chosen := choices[0]
	for _, v := range choices {
		if v.Name == c.QueryParam("htmx") {
			chosen = v
		}
	}
	shown := page{
		Clerk:   kit.Page(c),
		HTMX:    chosen,
		Choices: choices,
		Version: version(),
		Fake:    clerk.fake != nil,
	}
	if shown.Fake {
		shown.TestEmail, shown.TestPassword = testEmail, testPassword
	}
	return shown
}

// version is the kit's version, if the demo was built from a tagged module.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "development version"
	}
	return info.Main.Version
}

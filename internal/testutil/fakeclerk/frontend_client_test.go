package fakeclerk_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
)

func TestDevelopmentFindsBrowsersByDevBrowser(t *testing.T) {
	t.Parallel()
	d := newDevice(t, fakeclerk.Config{Mode: fakeclerk.DevelopmentMode})
	createUser(t, d.fake, "ada@example.com")
	d.get("/v1/client").refused(401, "dev_browser_unauthenticated")
	d.get("/v1/environment").ok()
	d.devBrowser = d.post("/v1/dev_browser").ok().hasShape("dev_browser").text("id")
	d.signIn("ada@example.com", password)

	cookieless := d.another()
	cookieless.devBrowser = d.devBrowser
	assert.Len(t, cookieless.get("/v1/client").ok().at("response.sessions"), 1, "the cookie is not needed")
	cookieless.devBrowser = "dvb_forgotten"
	cookieless.get("/v1/client").refused(401, "dev_browser_unauthenticated")
}

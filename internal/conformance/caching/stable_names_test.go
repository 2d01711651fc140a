package caching_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
	"github.com/clerk-htmx/kit/static"
)

// A page that no server renders cannot know the hash.
func TestScriptAndStyleHaveAStableNameThatIsRevalidated(t *testing.T) {
	t.Parallel()
	a := harness.NewApp(t)
	other := harness.NewApp(t, func(cfg *clerkhtmx.Config) { cfg.SignInURL = "/login" })
	for path, content := range map[string]string{
		"/clerk/static/clerkhtmx.js": static.Script().Content, "/clerk/static/clerkhtmx.css": static.Style().Content,
	} {
		res := a.Serve(harness.Get(path))
		require.Equal(t, http.StatusOK, res.Code, path)
		assert.Contains(t, res.Body.String(), content, path)
		assert.Equal(t, "no-cache", res.Header().Get("Cache-Control"), path)
		assert.Equal(t, "nosniff", res.Header().Get("X-Content-Type-Options"), path)
		etag := res.Header().Get("Etag")
		require.NotEmpty(t, etag, path)
		assert.Equal(t, http.StatusNotModified, a.Serve(harness.Get(path, "If-None-Match", etag)).Code, path)
	}
	script := func(a *harness.App) string {
		return a.Serve(harness.Get("/clerk/static/clerkhtmx.js")).Header().Get("Etag")
	}
	assert.NotEqual(t, script(a), script(other), "the settings are part of the content")
	assert.Contains(t, a.Serve(harness.Get("/clerk/static/clerkhtmx.js")).Body.String(), a.Clerk.PublishableKey())
	assert.NotContains(t, a.Serve(harness.Get("/clerk/static/clerkhtmx.js")).Body.String(), a.Clerk.SecretKey())
	assert.Equal(t, http.StatusNotFound, a.Serve(harness.Get("/clerk/static/clerkhtmx.map")).Code)
}

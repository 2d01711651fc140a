package authn_test

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/authn"
)

// syncTo is a request that a satellite in development sent to its primary.
func syncTo(t *testing.T, target string, cookies ...string) authn.Request {
	t.Helper()
	return at(t, publicURL+"?__clerk_redirect_url="+url.QueryEscape(target), cookies...)
}

func TestThePrimaryAnswersASatelliteInDevelopment(t *testing.T) {
	t.Parallel()
	a := authenticator(t, func(cfg *authn.Config) {
		development(t)(cfg)
		cfg.AllowedRedirectOrigins = []string{"https://Satellite.com:443/", "http://10.0.0.7:3000"}
		cfg.SignInURL = "https://accounts.example.com/sign-in"
	})
	for target, want := range map[string]string{
		"https://satellite.com/x?__clerk_synced=false&a=b&__clerk_synced=1": "https://satellite.com/x?__clerk_synced=true&a=b&__clerk_db_jwt=dvb",
		"http://localhost/?__clerk_db_jwt=old":                              "http://localhost/?__clerk_db_jwt=old&__clerk_db_jwt=dvb&__clerk_synced=true",
		"http://10.0.0.7:3000":                                              "http://10.0.0.7:3000/?__clerk_db_jwt=dvb&__clerk_synced=true",
		"https://accounts.example.com":                                      "https://accounts.example.com/?__clerk_db_jwt=dvb&__clerk_synced=true",
		"http://localhost:3000/":                                            "http://localhost:3000/?__clerk_db_jwt=dvb&__clerk_synced=true",
		"http://app.LOCALHOST/":                                             "http://app.localhost/?__clerk_db_jwt=dvb&__clerk_synced=true",
		"http://127.0.0.9:1/":                                               "http://127.0.0.9:1/?__clerk_db_jwt=dvb&__clerk_synced=true",
		"http://[::1]:8080/":                                                "http://[::1]:8080/?__clerk_db_jwt=dvb&__clerk_synced=true",
	} {
		state := authenticate(t, a, syncTo(t, target, "__clerk_db_jwt=dvb"))
		assert.Equal(t, authn.ReasonPrimaryRespondsToSyncing, state.Reason)
		assert.Equal(t, want, state.Location)
		require.NoError(t, state.Cause)
	}
	stranger := authenticate(t, a, syncTo(t, "https://evil.com"))
	require.NoError(t, stranger.Cause, "nothing was withheld")
	assert.Equal(t, "https://evil.com/?__clerk_synced=true", stranger.Location)
	inURL := syncTo(t, "http://localhost/", "__clerk_db_jwt=dvb")
	inURL.URL.RawQuery += "&__clerk_db_jwt=new"
	assert.Equal(t, "http://localhost/?__clerk_db_jwt=new&__clerk_synced=true", authenticate(t, a, inURL).Location, "the answer comes before the sync")
	assert.Equal(t, "https://satellite.com/?__clerk_synced=true", authenticate(t, a, syncTo(t, "https://satellite.com")).Location,
		"there is no dev browser to tell of")
}

func TestStrangersDoNotLearnTheDevBrowserToken(t *testing.T) {
	t.Parallel()
	a := authenticator(t, func(cfg *authn.Config) {
		development(t)(cfg)
		cfg.AllowedRedirectOrigins = []string{"https://satellite.com"}
	})
	for _, target := range []string{
		"https://evil.com/", "http://satellite.com/", "https://satellite.com:8443/", "https://satellite.com.evil.com/", "https://satellite.com@evil.com/",
		"https://localhost.evil.com/", "https://notlocalhost/", "http://127.0.0.1.evil.com/", "http://10.0.0.1/", "https://example.com/",
	} {
		state := authenticate(t, a, syncTo(t, target, "__clerk_db_jwt=dvb"))
		assert.Equal(t, authn.ReasonPrimaryRespondsToSyncing, state.Reason, target)
		assert.NotContains(t, state.Location, "dvb", target)
		require.ErrorContains(t, state.Cause, "AllowedRedirectOrigins", target)
	}
	for _, target := range []string{"", "/x", "javascript:alert(1)", "data:text/html,x", "nonsense", "https:", "//evil.com"} {
		state := authenticate(t, a, syncTo(t, target))
		assert.Equal(t, authn.ReasonDevBrowserMissing, state.Reason, target)
		assert.Contains(t, state.Location, "https://"+testHost+"/", target)
	}
	live := authenticator(t, nil)
	assert.Equal(t, authn.ReasonSessionTokenAndUATMissing, authenticate(t, live, syncTo(t, "https://evil.com")).Reason, "never in production")
}

package authn_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/authn"
)

func satellite(key authn.PublishableKey, change func(*authn.Config)) func(*authn.Config) {
	return func(cfg *authn.Config) {
		cfg.PublishableKey = key
		cfg.IsSatellite, cfg.Domain, cfg.SignInURL = true, "satellite.com", "https://primary.com/sign-in?a=b"
		if change != nil {
			change(cfg)
		}
	}
}

func TestASatelliteSyncs(t *testing.T) {
	t.Parallel()
	autoSync := func(cfg *authn.Config) { cfg.SatelliteAutoSync = true }
	good := []string{"__session=" + session(t, map[string]any{"iss": "https://clerk.satellite.com"}), "__client_uat=1"}
	const (
		syncs   = authn.ReasonSatelliteNeedsSyncing
		missing = authn.ReasonSessionTokenAndUATMissing
	)
	for name, tt := range map[string]struct {
		change  func(*authn.Config)
		query   string
		cookies []string
		want    authn.Reason
	}{
		"first visit":                     {nil, "", nil, missing},
		"first visit, with auto sync":     {autoSync, "", nil, syncs},
		"after a sign-in on the primary":  {nil, "?__clerk_synced=false", nil, syncs},
		"with cookies":                    {nil, "", good, ""},
		"with cookies and auto sync":      {autoSync, "", good, ""},
		"with cookies, after a sign-in":   {nil, "?__clerk_synced=false", good, syncs},
		"synced, found nothing":           {autoSync, "?__clerk_synced=true", nil, missing},
		"synced, value is something else": {autoSync, "?__clerk_synced=yes", nil, syncs},
		"an empty query stays":            {autoSync, "?", nil, syncs},
		"synced, for a satellite of ours": {nil, "?__clerk_synced=true&__clerk_redirect_url=http://localhost/", good, ""},
		"a session alone":                 {nil, "", []string{good[0]}, authn.ReasonSessionTokenWithoutClientUAT},
		"a client alone":                  {nil, "", []string{"__client_uat=1"}, authn.ReasonClientUATWithoutSessionToken},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			live := authenticator(t, satellite(liveKey(t), tt.change))
			state := authenticate(t, live, at(t, "https://satellite.com/x"+tt.query, tt.cookies...))
			assert.Equal(t, tt.want, state.Reason)
			assert.Equal(t, tt.want == missing, state.Location == "" && state.Status == authn.SignedOut)
			if tt.want == syncs {
				assert.Equal(t, authn.Handshake, state.Status)
				assert.Contains(t, state.Location, "https://clerk.satellite.com/v1/client/handshake?redirect_url=https%3A%2F%2Fsatellite.com%2Fx")
			}

			dev := authenticator(t, satellite(testKey(t), tt.change))
			state = authenticate(t, dev, at(t, "https://satellite.com/x"+tt.query, append(tt.cookies, "__clerk_db_jwt=x")...))
			if len(tt.cookies) == 0 || tt.want == syncs { // of good, the dev instance knows nothing
				assert.Equal(t, tt.want, state.Reason)
			}
			assert.NotEqual(t, authn.ReasonPrimaryRespondsToSyncing, state.Reason)
			if tt.want == syncs {
				assert.Equal(t, []string{"__clerk_redirect_count=1; SameSite=Lax; HttpOnly; Max-Age=2"}, state.SetCookies)
				assert.Equal(t, "https://primary.com/sign-in?a=b&__clerk_redirect_url="+
					url.QueryEscape("https://satellite.com/x"+tt.query), state.Location)
			}
		})
	}
}

func TestOnlyADocumentOfASatelliteSyncs(t *testing.T) {
	t.Parallel()
	a := authenticator(t, satellite(liveKey(t), nil))
	for name, change := range map[string]func(*authn.Request){
		"POST":   func(r *authn.Request) { r.Method = http.MethodPost },
		"iframe": func(r *authn.Request) { r.SecFetchDest = "iframe" },
		"htmx":   func(r *authn.Request) { r.HTMX = true },
	} {
		req := at(t, "https://satellite.com/?__clerk_synced=false")
		change(&req)
		assert.Equal(t, authn.ReasonSessionTokenAndUATMissing, authenticate(t, a, req).Reason, name)
	}
}

func TestASatelliteBehindAProxyHasTheInstancesOwnTokens(t *testing.T) {
	t.Parallel()
	a := authenticator(t, func(cfg *authn.Config) { cfg.IsSatellite, cfg.ProxyURL = true, "https://satellite.com/clerk" })
	state := authenticate(t, a, at(t, "https://satellite.com/", "__session="+session(t, nil), "__client_uat=1"))
	assert.Equal(t, authn.SignedIn, state.Status)
}

func TestTheSignInURLOfASatelliteKeepsWhatItHas(t *testing.T) {
	t.Parallel()
	a := authenticator(t, satellite(testKey(t), func(cfg *authn.Config) {
		cfg.SignInURL = "https://primary.com/?__clerk_redirect_url=old#/sign-in"
	}))
	state := authenticate(t, a, at(t, "https://satellite.com/?__clerk_synced=false"))
	assert.Equal(t, "https://primary.com/?__clerk_redirect_url=old&__clerk_redirect_url="+
		url.QueryEscape("https://satellite.com/?__clerk_synced=false")+"#/sign-in", state.Location)
}

func TestASatelliteOnItsPrimarysOriginIsAMistake(t *testing.T) {
	t.Parallel()
	a := authenticator(t, satellite(liveKey(t), nil))
	req := at(t, "https://satellite.com/")
	req.Header.Set("Origin", "https://primary.com")
	_, err := a.Authenticate(t.Context(), req)
	require.ErrorIs(t, err, authn.ErrSignInURLOrigin)
	req.Header.Set("Origin", "https://satellite.com")
	authenticate(t, a, req)
}

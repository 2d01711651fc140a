package authn_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/internal/authn"
)

func TestASiteWithoutSatellitesCanSkipThatHandshake(t *testing.T) {
	t.Parallel()
	a := authenticator(t, func(cfg *authn.Config) { cfg.SkipPrimaryDomainCrossOriginSync = true })
	req := document(t, "__session="+session(t, nil), "__client_uat=1")
	req.Header.Set("Referer", "https://google.com/")
	assert.Equal(t, authn.SignedIn, authenticate(t, a, req).Status)
}

func TestALinkOnAForeignSiteCausesOneHandshake(t *testing.T) {
	t.Parallel()
	good := []string{"__session=" + session(t, nil), "__client_uat=1"}
	devGood := []string{"__session=" + session(t, map[string]any{"iss": "https://" + testHost}), "__client_uat=1", "__clerk_db_jwt=x"}
	live, dev := authenticator(t, nil), authenticator(t, development(t))
	proxied := authenticator(t, func(cfg *authn.Config) { cfg.ProxyURL = "https://Proxy.example.com/clerk" })
	onSite := authenticator(t, func(cfg *authn.Config) { cfg.ProxyURL = "/clerk" })
	ofSatellite := authenticator(t, satellite(liveKey(t), func(cfg *authn.Config) { cfg.Domain = "example.com" }))
	for name, tt := range map[string]struct {
		a         *authn.Authenticator
		referer   string
		handshake bool
	}{
		"none":                                    {live, "", false},
		"the site itself":                         {live, "https://example.com/other", false},
		"the site itself, with its port":          {live, "https://example.com:443/other", false},
		"the site in capitals":                    {live, "HTTPS://EXAMPLE.com/", false},
		"another site":                            {live, "https://google.com/", true},
		"another scheme":                          {live, "http://example.com/", true},
		"another port":                            {live, "https://example.com:8443/", true},
		"an app":                                  {live, "android-app://com.google", true},
		"no URL":                                  {live, "nonsense", false},
		"the account portal":                      {live, "https://accounts.example.com/sign-in", false},
		"the account portal without TLS":          {live, "http://accounts.example.com/sign-in", true},
		"the Frontend API":                        {live, "https://clerk.example.com/v1/x", false},
		"the Frontend API in capitals":            {live, "https://CLERK.example.com/v1/x", false},
		"a development portal, to a live site":    {live, "https://x.accounts.dev/", true},
		"a development portal":                    {dev, "https://x.accounts.dev/", false},
		"a development Frontend API of others":    {dev, "https://x.clerk.accounts.dev/", true},
		"the development Frontend API":            {dev, "https://" + testHost + "/", false},
		"an old development portal":               {dev, "https://accounts.x.lcl.dev/", false},
		"a staging portal":                        {dev, "https://x.accountsstage.dev/", false},
		"a staging Frontend API of others":        {dev, "https://x.clerk.accountsstage.dev/", true},
		"a local portal":                          {dev, "https://x.accounts.lclclerk.com/", false},
		"a local Frontend API of others":          {dev, "https://x.clerk.accounts.lclclerk.com/", true},
		"an old staging portal":                   {dev, "https://accounts.x.lclstage.dev/", false},
		"an old local portal":                     {dev, "https://accounts.x.lclclerk.com/", false},
		"another site, to a satellite":            {ofSatellite, "https://google.com/", false},
		"another site, to a proxy of its own":     {onSite, "https://google.com/", true},
		"an old development site, not the portal": {dev, "https://www.x.lcl.dev/", true},
		"the proxy":                               {proxied, "https://proxy.example.com/clerk/x", false},
		"the portal behind a proxy":               {proxied, "https://accounts.example.com/", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cookies := good
			if tt.a == dev {
				cookies = devGood
			}
			req := document(t, cookies...)
			req.Header.Set("Referer", tt.referer)
			state := authenticate(t, tt.a, req)
			if !tt.handshake {
				assert.Equal(t, authn.SignedIn, state.Status)
				return
			}
			assert.Equal(t, authn.Handshake, state.Status)
			assert.Equal(t, authn.ReasonPrimaryDomainCrossOriginSync, state.Reason)
			assert.Equal(t, "Cross-origin request from satellite domain requires handshake", state.Message)

			back := req
			back.Cookie += "; __clerk_redirect_count=1"
			assert.Equal(t, authn.SignedIn, authenticate(t, tt.a, back).Status, "once")
			for _, change := range []func(*authn.Request){
				func(r *authn.Request) { r.HTMX = true },
				func(r *authn.Request) { r.Method = http.MethodPost },
				func(r *authn.Request) { r.SecFetchDest = "iframe" },
				func(r *authn.Request) { r.SecFetchDest = "" },
			} {
				other := req
				change(&other)
				assert.Equal(t, authn.SignedIn, authenticate(t, tt.a, other).Status)
			}
		})
	}
}

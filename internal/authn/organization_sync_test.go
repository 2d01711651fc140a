package authn_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/authn"
)

func withOrganizations(cfg *authn.Config) {
	cfg.OrganizationSync = authn.OrganizationSync{
		OrganizationPatterns:    []string{"/orgs/:slug", "/orgs/:slug/(.*)", "/by-id/:id", "/lists/(.*)"},
		PersonalAccountPatterns: []string{"/me", "/me/(.*)", "/lists/mine"},
	}
}

func TestTheOrganizationOfThePathIsActivated(t *testing.T) {
	t.Parallel()
	a := authenticator(t, withOrganizations)
	inOrg := map[string]any{"v": 2, "o": map[string]any{"id": "org_1", "slg": "acme", "rol": "admin"}}
	personal := map[string]any{"v": 2}
	for name, tt := range map[string]struct {
		path     string
		claims   map[string]any
		activate string // the value of organization_id, "-" for no handshake
	}{
		"slug, active":                          {"/orgs/acme", inOrg, "-"},
		"slug, another is active":               {"/orgs/other", inOrg, "other"},
		"slug, in another case":                 {"/ORGS/Acme", inOrg, "Acme"},
		"slug of a page below":                  {"/orgs/other/settings", inOrg, "other"},
		"slug, personal account is active":      {"/orgs/acme", personal, "acme"},
		"slug as it stands in the URL":          {"/orgs/a%20b", inOrg, "a%2520b"},
		"id, active":                            {"/by-id/org_1", inOrg, "-"},
		"id, another is active":                 {"/by-id/org_2", inOrg, "org_2"},
		"personal account, active":              {"/me/settings", personal, "-"},
		"personal account, an org is active":    {"/me/settings", inOrg, ""},
		"a match without a parameter is none":   {"/lists/x", inOrg, "-"},
		"... and leaves it to the other list":   {"/lists/mine", inOrg, ""},
		"no pattern matches":                    {"/elsewhere", inOrg, "-"},
		"a pending session has no organization": {"/orgs/other", merge(inOrg, map[string]any{"sts": "pending"}), "-"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cookies := []string{"__session=" + session(t, tt.claims), "__client_uat=1"}
			state := authenticate(t, a, at(t, "https://example.com"+tt.path, cookies...))
			if tt.activate == "-" {
				assert.Equal(t, authn.SignedIn, state.Status)
				return
			}
			assert.Equal(t, authn.Handshake, state.Status)
			assert.Equal(t, authn.ReasonActiveOrganizationMismatch, state.Reason)
			assert.Regexp(t, "&organization_id="+tt.activate+"$", state.Location)

			script := at(t, "https://example.com"+tt.path, cookies...)
			script.HTMX = true
			assert.Equal(t, authn.SignedIn, authenticate(t, a, script).Status, "a script goes on with the old one")
			again := at(t, "https://example.com"+tt.path, append(cookies, "__clerk_redirect_count=3")...)
			assert.Equal(t, authn.SignedIn, authenticate(t, a, again).Status, "in vain")
			byHeader := bearer(t, session(t, tt.claims))
			byHeader.URL = script.URL
			byHeader.SecFetchDest = "document"
			assert.Equal(t, authn.SignedIn, authenticate(t, a, byHeader).Status, "headers never do")
		})
	}
}

func TestEveryHandshakeNamesTheOrganizationOfThePath(t *testing.T) {
	t.Parallel()
	state := authenticate(t, authenticator(t, withOrganizations), at(t, "https://example.com/orgs/acme", "__client_uat=1"))
	assert.Equal(t, authn.ReasonClientUATWithoutSessionToken, state.Reason)
	assert.Regexp(t, "&organization_id=acme$", state.Location)
}

func TestThePersonalAccountNeedsNoOrganizationPatterns(t *testing.T) {
	t.Parallel()
	a := authenticator(t, func(cfg *authn.Config) { cfg.OrganizationSync.PersonalAccountPatterns = []string{"/me"} })
	state := authenticate(t, a, at(t, "https://example.com/me", "__session="+session(t, map[string]any{"org_id": "org_1"}), "__client_uat=1"))
	assert.Equal(t, authn.ReasonActiveOrganizationMismatch, state.Reason)
	assert.Regexp(t, "&organization_id=$", state.Location)
}

func TestAFirstMatchThatNamesNoOrganizationEndsTheSearch(t *testing.T) {
	t.Parallel()
	a := authenticator(t, func(cfg *authn.Config) {
		cfg.OrganizationSync.OrganizationPatterns = []string{"/orgs/(.*)", "/orgs/:slug"}
	})
	state := authenticate(t, a, at(t, "https://example.com/orgs/other", "__session="+session(t, map[string]any{"org_id": "org_1"}), "__client_uat=1"))
	assert.Equal(t, authn.SignedIn, state.Status)
}

func TestThePatternThatComesFirstCounts(t *testing.T) {
	t.Parallel()
	a := authenticator(t, func(cfg *authn.Config) {
		cfg.OrganizationSync.OrganizationPatterns = []string{"/orgs/:id", "/orgs/:slug"}
	})
	state := authenticate(t, a, at(t, "https://example.com/orgs/x",
		"__session="+session(t, map[string]any{"v": 2, "o": map[string]any{"id": "org_1", "slg": "x"}}), "__client_uat=1"))
	assert.Equal(t, authn.ReasonActiveOrganizationMismatch, state.Reason)
}

func TestABadPatternIsAnErrorOfNew(t *testing.T) {
	t.Parallel()
	_, err := authn.New(authn.Config{PublishableKey: liveKey(t), OrganizationSync: authn.OrganizationSync{
		OrganizationPatterns:    []string{"/orgs/:slug", "/orgs/:"},
		PersonalAccountPatterns: []string{"/me/*"},
	}}, nil, nil, nil)
	require.ErrorContains(t, err, `"/orgs/:"`)
	require.ErrorContains(t, err, `"/me/*"`)

	for _, swallows := range []string{"([0)0:0", "/([)/:slug/(])", `/(a\Q)/:id/(\E)`, `/(\Q)/:slug`} {
		_, err := authn.New(authn.Config{PublishableKey: liveKey(t), OrganizationSync: authn.OrganizationSync{
			OrganizationPatterns: []string{swallows},
		}}, nil, nil, nil)
		require.Error(t, err, swallows)
	}
}

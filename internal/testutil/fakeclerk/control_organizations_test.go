package fakeclerk_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
)

func TestHooksOnMembers(t *testing.T) {
	t.Parallel()
	d := seeded(t, fakeclerk.Config{})
	acme := d.organizationID("0")
	user := d.get("/v1/me").ok().text("response.id")
	touch := "/v1/client/sessions/" + d.session + "/touch"
	d.post(touch, "active_organization_id", acme).ok()

	require.NoError(t, d.fake.SetRole(acme, user, "org:auditor", "org:reports:read"))
	_, claims := decode(t, d.post("/v1/client/sessions/"+d.session+"/tokens").ok().text("jwt"))
	assert.Equal(t, "auditor", claims["o"].(map[string]any)["rol"])
	require.NoError(t, d.fake.RemoveMember(acme, user))
	_, claims = decode(t, d.post("/v1/client/sessions/"+d.session+"/tokens", "organization_id", acme).ok().text("jwt"))
	assert.NotContains(t, claims, "o")
	assert.Nil(t, d.post(touch).ok().at("response.last_active_organization_id"))

	require.ErrorContains(t, d.fake.RemoveMember(acme, user), "no member")
	require.ErrorContains(t, d.fake.AddMember(acme, user, "admin"), "org:admin")
	require.ErrorContains(t, d.fake.AddMember(acme, user, "org:admin", "invoices:read"), "org:feature:permission")
	require.ErrorContains(t, d.fake.AddMember("org_x", user, "org:admin"), "org_x")
}

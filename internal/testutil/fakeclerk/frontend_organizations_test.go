package fakeclerk_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
)

// seeded is a browser in which Test User, admin of Acme Inc and member of Globex, has signed in.
func seeded(t *testing.T, cfg fakeclerk.Config) *device {
	t.Helper()
	d := newDevice(t, cfg)
	require.NoError(t, d.fake.Seed())
	d.signIn(fakeclerk.SeedEmail, fakeclerk.SeedPassword)
	return d
}

// organizationID finds an organization of the user by position.
func (d *device) organizationID(index string) string {
	return d.get("/v1/me/organization_memberships").ok().text("response.data." + index + ".organization.id")
}

func TestSwitchingOrganizations(t *testing.T) {
	t.Parallel()
	d := seeded(t, fakeclerk.Config{})
	acme := d.organizationID("0")
	touch := "/v1/client/sessions/" + d.session + "/touch"

	switched := d.post(touch, "active_organization_id", acme, "intent", "select_org").ok().hasShape("session_touch_with_org")
	assert.Equal(t, acme, switched.text("response.last_active_organization_id"))
	_, claims := decode(t, switched.text("client.sessions.0.last_active_token.jwt"))
	assert.Equal(t, map[string]any{"id": acme, "rol": "admin", "slg": "acme-inc"}, claims["o"])

	d.post(touch, "active_organization_id", "org_unknown").refused(404, "resource_not_found")
	assert.Equal(t, acme, d.post(touch).ok().text("response.last_active_organization_id"), "a touch without the field changes nothing")
	assert.Nil(t, d.post(touch, "active_organization_id", "").ok().at("response.last_active_organization_id"))

	_, claims = decode(t, d.post("/v1/client/sessions/"+d.session+"/tokens", "organization_id", acme).ok().text("jwt"))
	assert.Contains(t, claims, "o", "a tab may ask for a token of its own organization")
}

func TestOrganizationProfile(t *testing.T) {
	t.Parallel()
	d := seeded(t, fakeclerk.Config{})
	created := d.post("/v1/organizations", "name", "New Co").ok()
	id := created.text("response.id")
	path := "/v1/organizations/" + id
	assert.Equal(t, "new-co", created.text("response.slug"))
	assert.Equal(t, id, created.text("client.sessions.0.user.organization_memberships.2.organization.id"),
		"clerk-js looks the organization up in the client")
	d.get("/v1/me/organization_memberships?paginated=true&limit=1&offset=2").ok().
		at("response.data.0.organization.name")
	d.get(path + "/roles").ok()
	d.post("/v1/organizations", "name", "Other", "slug", "new-co").refused(422, "form_identifier_exists")
	d.post("/v1/organizations").refused(422, "form_param_missing")
	renamed := d.patch(path, "name", "Newer Co", "slug", "newer").ok()
	assert.Equal(t, "newer", renamed.text("client.sessions.0.user.organization_memberships.2.organization.slug"))

	grace := createUser(t, d.fake, "grace@example.com")
	d.post(path+"/memberships", "user_id", grace.ID, "role", "org:member").ok()
	assert.EqualValues(t, 2, d.get(path+"/memberships").ok().at("response.total_count"))
	assert.EqualValues(t, 1, d.get(path+"/memberships?role=org:admin").ok().at("response.total_count"))
	assert.EqualValues(t, 1, d.get(path+"/memberships?query=GRACE").ok().at("response.total_count"))
	promoted := d.patch(path+"/memberships/"+grace.ID, "role", "org:admin").ok()
	assert.Equal(t, "Admin", promoted.text("response.role_name"))
	d.delete(path + "/memberships/" + grace.ID).ok()
	d.delete(path+"/memberships/"+grace.ID).refused(404, "resource_not_found")
	d.get(path + "/domains").ok()
	d.get(path + "/membership_requests").ok()
	d.delete(path).ok()
	d.get(path).refused(404, "resource_not_found")
}

func TestMembersMayNotManage(t *testing.T) {
	t.Parallel()
	d := seeded(t, fakeclerk.Config{})
	acme, globex := "/v1/organizations/"+d.organizationID("0"), "/v1/organizations/"+d.organizationID("1")

	d.get(globex + "/memberships").ok()
	d.patch(globex, "name", "Mine").refused(403, "missing_organization_permission")
	d.delete(globex).refused(403, "missing_organization_permission")
	d.get(globex+"/invitations").refused(403, "missing_organization_permission")
	d.post(globex+"/memberships", "user_id", "x").refused(403, "missing_organization_permission")

	stranger := d.another()
	createUser(t, d.fake, "eve@example.com")
	stranger.signIn("eve@example.com", password)
	stranger.get(acme).refused(404, "resource_not_found")
}

func TestLeavingAnOrganization(t *testing.T) {
	t.Parallel()
	d := seeded(t, fakeclerk.Config{})
	d.delete("/v1/me/organization_memberships/"+d.organizationID("0")).refused(403, "organization_minimum_permissions_needed")
	d.delete("/v1/me/organization_memberships/" + d.organizationID("1")).ok()
	assert.EqualValues(t, 1, d.get("/v1/me/organization_memberships").ok().at("response.total_count"))
}

func TestInvitations(t *testing.T) {
	t.Parallel()
	d := seeded(t, fakeclerk.Config{})
	acme := "/v1/organizations/" + d.organizationID("0")
	invited := d.post(acme+"/invitations/bulk", "email_address", "a@example.com", "email_address", "grace@example.com",
		"role", "org:member").ok()
	assert.Len(t, invited.at("response"), 2)
	d.post(acme+"/invitations", "email_address", "A@example.com").refused(422, "duplicate_record")
	d.post(acme+"/invitations", "email_address", fakeclerk.SeedEmail).refused(422, "already_a_member_in_organization")
	d.post(acme + "/invitations/" + invited.text("response.0.id") + "/revoke").ok()
	assert.EqualValues(t, 1, d.get(acme+"/invitations?status=pending").ok().at("response.total_count"))

	d.post("/v1/me/organization_invitations/"+invited.text("response.1.id")+"/accept").refused(404, "resource_not_found")
	grace := d.another()
	createUser(t, d.fake, "grace@example.com")
	grace.signIn("grace@example.com", password)
	mine := grace.get("/v1/me/organization_invitations?status=pending").ok()
	assert.Equal(t, "Acme Inc", mine.text("response.data.0.public_organization_data.name"))
	accepted := grace.post("/v1/me/organization_invitations/" + mine.text("response.data.0.id") + "/accept").ok()
	assert.Equal(t, "org:member", accepted.text("client.sessions.0.user.organization_memberships.0.role"))
	assert.EqualValues(t, 0, grace.get("/v1/me/organization_invitations?status=pending").ok().at("response.total_count"))
}

func TestPendingSessionUntilAnOrganizationIsChosen(t *testing.T) {
	t.Parallel()
	d := seeded(t, fakeclerk.Config{ForceOrganizationSelection: true})
	client := d.get("/v1/client").ok()
	assert.Equal(t, "pending", client.text("response.sessions.0.status"))
	assert.Equal(t, "choose-organization", client.text("response.sessions.0.tasks.0.key"))
	_, claims := decode(t, client.text("response.sessions.0.last_active_token.jwt"))
	assert.Equal(t, "pending", claims["sts"])

	touch := "/v1/client/sessions/" + d.session + "/touch"
	assert.Equal(t, "pending", d.post(touch, "active_organization_id", "").ok().text("response.status"))
	chosen := d.post(touch, "active_organization_id", d.organizationID("0")).ok()
	assert.Equal(t, "active", chosen.text("response.status"))
	assert.Nil(t, chosen.at("response.tasks"))
	assert.NotNil(t, d.post(touch, "active_organization_id", "").ok().at("response.last_active_organization_id"),
		"there is no personal account to go back to")
}

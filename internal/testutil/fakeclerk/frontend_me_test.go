package fakeclerk_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
)

func TestEditingTheProfile(t *testing.T) {
	t.Parallel()
	d := seeded(t, fakeclerk.Config{})
	before := d.get("/v1/me").ok()
	edited := d.patch("/v1/me", "first_name", "Tess", "last_name", "", "username", "tess").ok()
	assert.Equal(t, "Tess", edited.text("response.first_name"))
	assert.Nil(t, edited.at("response.last_name"))
	assert.Equal(t, "tess", edited.text("client.sessions.0.user.username"))
	d.patch("/v1/me", "unsafe_metadata", `{"theme":"dark","size":1}`).ok()
	assert.Equal(t, map[string]any{"theme": "dark"}, d.patch("/v1/me/metadata", "unsafe_metadata", `{"size":null}`).ok().at("response.unsafe_metadata"))
	assert.GreaterOrEqual(t, edited.at("response.updated_at"), before.at("response.updated_at"), "clerk-js drops objects that did not change")

	createUser(t, d.fake, "grace@example.com")
	other := d.another()
	other.signIn("grace@example.com", password)
	other.patch("/v1/me", "username", "TESS").refused(422, "form_identifier_exists")
	d.another().signIn("tess", fakeclerk.SeedPassword)
}

func TestEmailAddressesAndPhoneNumbers(t *testing.T) {
	t.Parallel()
	for collection, test := range map[string]struct{ field, value, primary string }{
		"email_addresses": {"email_address", "second@example.com", "primary_email_address_id"},
		"phone_numbers":   {"phone_number", "+15555550100", "primary_phone_number_id"},
	} {
		t.Run(collection, func(t *testing.T) {
			t.Parallel()
			d := seeded(t, fakeclerk.Config{})
			added := d.post("/v1/me/"+collection, test.field, test.value).ok()
			id := added.text("response.id")
			path := "/v1/me/" + collection + "/" + id
			assert.Equal(t, "unverified", added.text("response.verification.status"))
			d.patch("/v1/me", test.primary, id).refused(404, "resource_not_found")
			d.post(path+"/attempt_verification", "code", "424242").refused(422, "form_code_incorrect")
			d.post(path + "/prepare_verification").ok()
			d.post(path+"/attempt_verification", "code", "000000").refused(422, "form_code_incorrect")
			verified := d.post(path+"/attempt_verification", "code", "424242").ok()
			assert.Equal(t, "verified", verified.text("response.verification.status"))
			primary := d.patch("/v1/me", test.primary, id).ok()
			assert.Equal(t, id, primary.text("response."+test.primary))
			d.get(path).ok()
			d.delete(path).ok()
			d.get(path).refused(404, "resource_not_found")
			d.post("/v1/me/"+collection).refused(422, "form_param_missing")
		})
	}
}

func TestChangingThePassword(t *testing.T) {
	t.Parallel()
	d := seeded(t, fakeclerk.Config{})
	elsewhere := d.another()
	elsewhere.signIn(fakeclerk.SeedEmail, fakeclerk.SeedPassword)

	d.post("/v1/me/change_password", "current_password", "wrong", "new_password", password).refused(422, "form_password_incorrect")
	d.post("/v1/me/change_password", "current_password", fakeclerk.SeedPassword, "new_password", password,
		"sign_out_of_other_sessions", "true").ok()

	elsewhere.post("/v1/client/sessions/"+elsewhere.session+"/touch").refused(401, "authentication_invalid")
	d.post("/v1/client/sessions/" + d.session + "/touch").ok()
	d.another().signIn(fakeclerk.SeedEmail, password)
	d.post("/v1/me/remove_password", "current_password", password).ok()
	assert.Equal(t, false, d.get("/v1/me").ok().at("response.password_enabled"))
}

func TestDeletingOneself(t *testing.T) {
	t.Parallel()
	d := seeded(t, fakeclerk.Config{})
	gone := d.delete("/v1/me").ok()
	assert.Equal(t, true, gone.at("response.deleted"))
	assert.Empty(t, gone.at("client.sessions"))
	d.post("/v1/client/sign_ins", "identifier", fakeclerk.SeedEmail).refused(422, "form_identifier_not_found")
}

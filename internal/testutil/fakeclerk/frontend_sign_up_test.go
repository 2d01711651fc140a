package fakeclerk_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
)

func TestSignUpWithEmailCode(t *testing.T) {
	t.Parallel()
	d := newDevice(t, fakeclerk.Config{})
	started := d.post("/v1/client/sign_ups", "email_address", "new@example.com", "password", password).ok().
		hasShape("sign_up_missing_requirements")
	assert.Nil(t, started.at("response.verifications.email_address.strategy"), "with a strategy Clerk UI would send no code")
	path := "/v1/client/sign_ups/" + started.text("response.id")

	d.patch(path, "first_name", "New").ok()
	prepared := d.post(path+"/prepare_verification", "strategy", "email_code").ok()
	assert.Equal(t, "needs_attempt", prepared.text("response.verifications.email_address.next_action"))
	d.post(path+"/attempt_verification", "strategy", "email_code", "code", "000000").refused(422, "form_code_incorrect")
	done := d.post(path+"/attempt_verification", "strategy", "email_code", "code", "424242").ok().hasShape("sign_up_complete")

	assert.Equal(t, "complete", done.text("response.status"))
	assert.Equal(t, "New", done.text("client.sessions.0.user.first_name"))
	assert.Equal(t, done.text("response.created_user_id"), done.text("client.sessions.0.user.id"))
	d.another().signIn("new@example.com", password)
}

func TestSignUpRefusals(t *testing.T) {
	t.Parallel()
	d := newDevice(t, fakeclerk.Config{})
	createUser(t, d.fake, "ada@example.com")
	for name, test := range map[string]struct {
		fields []string
		code   string
	}{
		"an address somebody has":      {[]string{"email_address", "Ada@example.com"}, "form_identifier_exists"},
		"something that is no address": {[]string{"email_address", "nonsense"}, "form_param_format_invalid"},
		"a short password":             {[]string{"email_address", "x@example.com", "password", "short"}, "form_password_length_too_short"},
	} {
		t.Run(name, func(t *testing.T) {
			d.post("/v1/client/sign_ups", test.fields...).refused(422, test.code)
		})
	}
}

func TestSignUpIsNotForEverybody(t *testing.T) {
	t.Parallel()
	for _, mode := range []fakeclerk.SignUpMode{fakeclerk.SignUpRestricted, fakeclerk.SignUpWaitlist} {
		d := newDevice(t, fakeclerk.Config{SignUpMode: mode})
		d.post("/v1/client/sign_ups", "email_address", "x@example.com").refused(403, "sign_up_mode_restricted")
		assert.Equal(t, string(mode), d.get("/v1/environment").ok().text("user_settings.sign_up.mode"))
	}
}

func TestWaitlist(t *testing.T) {
	t.Parallel()
	d := newDevice(t, fakeclerk.Config{SignUpMode: fakeclerk.SignUpWaitlist})
	d.post("/v1/waitlist", "email_address", "b@example.com").ok().hasShape("waitlist")
	d.post("/v1/waitlist", "email_address", "a@example.com").ok()
	d.post("/v1/waitlist", "email_address", "b@example.com").ok()
	d.post("/v1/waitlist").refused(422, "form_param_missing")
	assert.Equal(t, []string{"b@example.com", "a@example.com"}, d.fake.Waitlist())
}

package fakeclerk_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
)

func TestSignInByPassword(t *testing.T) {
	t.Parallel()
	d := newDevice(t, fakeclerk.Config{})
	ada := createUser(t, d.fake, "ada@example.com")

	d.get("/v1/client").ok().hasShape("client_get_signed_out")
	d.post("/v1/client/sign_ins", "identifier", "nobody@example.com").refused(422, "form_identifier_not_found")
	started := d.post("/v1/client/sign_ins", "identifier", "ADA@example.com").ok().hasShape("sign_in_needs_first_factor")
	path := "/v1/client/sign_ins/" + started.text("response.id")
	d.post(path+"/attempt_first_factor", "strategy", "password", "password", "wrong").
		refused(422, "form_password_incorrect").hasShape("error_password_incorrect_422")
	d.get(path).ok()
	done := d.post(path+"/attempt_first_factor", "strategy", "password", "password", password).ok().hasShape("sign_in_complete")

	assert.Equal(t, "complete", done.text("response.status"))
	assert.Equal(t, ada.ID, done.text("client.sessions.0.user.id"))
	assert.Equal(t, done.text("response.created_session_id"), done.text("client.last_active_session_id"))
	client := d.get("/v1/client").ok()
	assert.Equal(t, ada.ID, client.text("response.sessions.0.user.id"))
	assert.Nil(t, client.at("client"), "a GET carries no client beside the response")
	d.get(path).refused(404, "resource_not_found")
}

func TestSignInByEmailCode(t *testing.T) {
	t.Parallel()
	d := newDevice(t, fakeclerk.Config{EmailCode: "111111"})
	createUser(t, d.fake, "ada@example.com")
	started := d.post("/v1/client/sign_ins", "identifier", "ada@example.com").ok()
	path := "/v1/client/sign_ins/" + started.text("response.id")

	prepared := d.post(path+"/prepare_first_factor", "strategy", "email_code").ok()
	assert.Equal(t, "email_code", prepared.text("response.first_factor_verification.strategy"))
	d.post(path+"/attempt_first_factor", "strategy", "email_code", "code", "424242").refused(422, "form_code_incorrect")
	done := d.post(path+"/attempt_first_factor", "strategy", "email_code", "code", "111111").ok()

	assert.Equal(t, "complete", done.text("response.status"))
}

func TestSignInByTicketWorksOnce(t *testing.T) {
	t.Parallel()
	d := newDevice(t, fakeclerk.Config{})
	ada := createUser(t, d.fake, "ada@example.com")
	ticket, err := d.fake.IssueTicket(ada.ID)
	require.NoError(t, err)

	done := d.post("/v1/client/sign_ins", "strategy", "ticket", "ticket", ticket).ok()
	assert.Equal(t, ada.ID, done.text("client.sessions.0.user.id"))
	d.another().post("/v1/client/sign_ins", "strategy", "ticket", "ticket", ticket).refused(400, "ticket_invalid_code")
}

func TestForgottenPasswordIsReplaced(t *testing.T) {
	t.Parallel()
	d := newDevice(t, fakeclerk.Config{})
	createUser(t, d.fake, "ada@example.com")
	path := "/v1/client/sign_ins/" + d.post("/v1/client/sign_ins", "identifier", "ada@example.com").ok().text("response.id")

	d.post(path+"/reset_password", "password", "another password").refused(404, "resource_not_found")
	d.post(path+"/prepare_first_factor", "strategy", "reset_password_email_code").ok()
	proven := d.post(path+"/attempt_first_factor", "strategy", "reset_password_email_code", "code", "424242").ok()
	assert.Equal(t, "needs_new_password", proven.text("response.status"))
	d.post(path+"/reset_password", "password", "short").refused(422, "form_password_length_too_short")
	d.post(path+"/reset_password", "password", "another password").ok()

	d.another().post("/v1/client/sign_ins", "identifier", "ada@example.com", "password", password).
		refused(422, "form_password_incorrect")
	d.another().signIn("ada@example.com", "another password")
}

func TestSeveralAccountsInOneBrowser(t *testing.T) {
	t.Parallel()
	d := newDevice(t, fakeclerk.Config{})
	createUser(t, d.fake, "ada@example.com")
	createUser(t, d.fake, "grace@example.com")
	first := d.signIn("ada@example.com", password).text("response.created_session_id")
	second := d.signIn("grace@example.com", password)
	assert.Len(t, second.at("client.sessions"), 2)

	again := d.post("/v1/client/sign_ins", "identifier", "ada@example.com", "password", password).
		refused(400, "identifier_already_signed_in")
	assert.Equal(t, first, again.text("errors.0.meta.session_id"))

	back := d.post("/v1/client/sessions/"+first+"/touch", "intent", "select_session").ok()
	assert.Equal(t, first, back.text("client.last_active_session_id"))
	left := d.post("/v1/client/sessions/" + first + "/remove").ok()
	assert.Equal(t, "removed", left.text("response.status"))
	assert.Equal(t, second.text("response.created_session_id"), left.text("client.last_active_session_id"))
	d.post("/v1/client/sessions/"+first+"/touch").refused(401, "authentication_invalid")
	d.delete("/v1/client/sessions").ok().hasShape("client_after_sign_out")
	assert.Empty(t, d.get("/v1/client").ok().at("response.sessions"))
}

func TestSingleSessionModeRefusesASecondAccount(t *testing.T) {
	t.Parallel()
	d := newDevice(t, fakeclerk.Config{SingleSession: true})
	createUser(t, d.fake, "ada@example.com")
	createUser(t, d.fake, "grace@example.com")
	d.signIn("ada@example.com", password)

	d.post("/v1/client/sign_ins", "identifier", "grace@example.com").refused(400, "session_exists")
	assert.Equal(t, true, d.get("/v1/environment").ok().at("auth_config.single_session_mode"))
}

func TestBrowsersShareNothing(t *testing.T) {
	t.Parallel()
	d := newDevice(t, fakeclerk.Config{})
	createUser(t, d.fake, "ada@example.com")
	signedIn := d.signIn("ada@example.com", password)
	for _, line := range signedIn.header.Values("Set-Cookie") {
		cookie, err := http.ParseSetCookie(line)
		require.NoError(t, err)
		assert.Equal(t, cookie.Name == "__client", cookie.HttpOnly, "%s", cookie.Name)
	}
	session := signedIn.text("response.created_session_id")
	stranger := d.another()

	assert.Nil(t, stranger.get("/v1/client").ok().at("response"))
	stranger.post("/v1/client/sessions/"+session+"/touch").refused(http.StatusUnauthorized, "authentication_invalid")
	createUser(t, d.fake, "eve@example.com")
	stranger.signIn("eve@example.com", password)
	for _, action := range []string{"touch", "tokens", "remove", "end"} {
		stranger.post("/v1/client/sessions/"+session+"/"+action).refused(http.StatusUnauthorized, "authentication_invalid")
	}
	stranger.session = session
	stranger.patch("/v1/me", "first_name", "Eve").refused(http.StatusUnauthorized, "authentication_invalid")
}

func TestBannedUserCannotSignIn(t *testing.T) {
	t.Parallel()
	d := newDevice(t, fakeclerk.Config{})
	ada := createUser(t, d.fake, "ada@example.com")
	d.backend(http.MethodPost, "/users/"+ada.ID+"/ban", "").ok()
	d.post("/v1/client/sign_ins", "identifier", "ada@example.com", "password", password).refused(403, "user_locked")
}

package fakeclerk_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
)

func TestDevices(t *testing.T) {
	t.Parallel()
	d := seeded(t, fakeclerk.Config{})
	elsewhere := d.another()
	elsewhere.signIn(fakeclerk.SeedEmail, fakeclerk.SeedPassword)

	devices := d.get("/v1/me/sessions/active").ok()
	assert.Len(t, devices.json(), 2)
	assert.Nil(t, devices.at("0.user"))
	assert.Equal(t, "127.0.0.1", devices.text("0.latest_activity.ip_address"))
	d.post("/v1/me/sessions/" + elsewhere.session + "/revoke").ok()
	elsewhere.post("/v1/client/sessions/"+elsewhere.session+"/tokens").refused(401, "authentication_invalid")
	assert.Len(t, d.get("/v1/me/sessions/active").ok().json(), 1)
}

func TestReverificationResetsFactorAge(t *testing.T) {
	t.Parallel()
	clock := newClock()
	d := seeded(t, fakeclerk.Config{Now: clock.now})
	path := "/v1/client/sessions/" + d.session
	age := func() any {
		_, claims := decode(t, d.post(path+"/tokens").ok().text("jwt"))
		return claims["fva"]
	}
	clock.advanceMinutes(11)
	assert.Equal(t, []any{float64(11), float64(-1)}, age())
	started := d.post(path+"/verify", "level", "first_factor").ok()
	assert.Equal(t, "needs_first_factor", started.text("response.status"))
	assert.Equal(t, "password", started.text("response.supported_first_factors.0.strategy"))
	d.post(path+"/verify/attempt_first_factor", "strategy", "password", "password", "wrong").refused(422, "form_password_incorrect")
	done := d.post(path+"/verify/attempt_first_factor", "strategy", "password", "password", fakeclerk.SeedPassword).ok()
	assert.Equal(t, "complete", done.text("response.status"))
	assert.Equal(t, []any{float64(0), float64(-1)}, age())
}

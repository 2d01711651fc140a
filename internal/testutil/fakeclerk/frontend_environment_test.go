package fakeclerk_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
)

func TestEnvironmentHasTheShapeClerkUIWants(t *testing.T) {
	t.Parallel()
	d := newDevice(t, fakeclerk.Config{Mode: fakeclerk.DevelopmentMode, Origin: "http://localhost:4400", UsernameEnabled: true})
	environment := d.get("/v1/environment").ok().hasShape("environment")
	assert.Equal(t, "development", environment.text("display_config.instance_environment_type"))
	assert.Equal(t, "http://localhost:4400/sign-in", environment.text("display_config.sign_in_url"))
	assert.Equal(t, true, environment.at("user_settings.attributes.username.enabled"))
	assert.Equal(t, environment.body, d.do(http.MethodPost, "/v1/environment?_method=PATCH", nil).ok().body)
	assert.Equal(t, "production", newDevice(t, fakeclerk.Config{}).get("/v1/environment").ok().
		text("display_config.instance_environment_type"))
}

package clerkhtmx_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

func TestConfigFromEnv(t *testing.T) {
	t.Setenv("CLERK_PUBLISHABLE_KEY", harness.TestPublishableKey)
	t.Setenv("CLERK_SECRET_KEY", harness.TestSecretKey)
	t.Setenv("CLERK_SIGN_IN_URL", "/sign-in")
	t.Setenv("CLERK_TELEMETRY_DISABLED", "1")
	t.Setenv("CLERK_IS_SATELLITE", "no idea")
	cfg := clerkhtmx.ConfigFromEnv()
	assert.Equal(t, harness.TestPublishableKey, cfg.PublishableKey)
	assert.Equal(t, harness.TestSecretKey, cfg.SecretKey)
	assert.Equal(t, "/sign-in", cfg.SignInURL)
	assert.True(t, cfg.TelemetryDisabled)
	assert.False(t, cfg.IsSatellite)
}

func TestABooleanVariableThatCannotBeReadIsAMistake(t *testing.T) {
	for name, field := range map[string]string{"CLERK_IS_SATELLITE": "IsSatellite", "CLERK_TELEMETRY_DISABLED": "TelemetryDisabled"} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("CLERK_PUBLISHABLE_KEY", harness.TestPublishableKey)
			t.Setenv("CLERK_SECRET_KEY", harness.TestSecretKey)
			for _, value := range []string{"yes", "on", "true\n", "do-not-print-me"} {
				t.Setenv(name, value)
				_, err := clerkhtmx.New(clerkhtmx.ConfigFromEnv())
				require.EqualError(t, err, "clerkhtmx: Config."+field+": "+name+" must be true or false")
			}
			for _, value := range []string{"", "0", "false", "F"} {
				t.Setenv(name, value)
				_, err := clerkhtmx.New(clerkhtmx.ConfigFromEnv())
				assert.NoError(t, err, value)
			}
		})
	}
}

func TestABooleanVariableIsRead(t *testing.T) {
	for _, value := range []string{"1", "true", "TRUE", "t"} {
		t.Setenv("CLERK_IS_SATELLITE", value)
		assert.True(t, clerkhtmx.ConfigFromEnv().IsSatellite, value)
	}
}

func TestAuthorizedPartiesAreReadFromAList(t *testing.T) {
	for value, want := range map[string][]string{
		"":                    nil,
		"https://a.example":   {"https://a.example"},
		"https://a.example,":  {"https://a.example"},
		"https://a.example\n": {"https://a.example"},
		" https://a.example , ,http://localhost:3000 ": {"https://a.example", "http://localhost:3000"},
	} {
		t.Setenv("CLERK_AUTHORIZED_PARTIES", value)
		cfg := clerkhtmx.ConfigFromEnv()
		assert.Equal(t, want, cfg.AuthorizedParties, "%q", value)
		assert.NotContains(t, mistakesIn(t, cfg), "AuthorizedParties", "%q", value)
	}
	for _, value := range []string{",", " ", " , "} { // of unset variables, such as "$A,$B"
		t.Setenv("CLERK_AUTHORIZED_PARTIES", value)
		_, err := clerkhtmx.New(clerkhtmx.ConfigFromEnv())
		require.ErrorContains(t, err, "clerkhtmx: Config.AuthorizedParties: CLERK_AUTHORIZED_PARTIES has only empty entries", "%q", value)
		assert.Contains(t, mistakesIn(t, clerkhtmx.ConfigFromEnv()), "AuthorizedParties", "%q", value)
	}
	t.Setenv("CLERK_AUTHORIZED_PARTIES", "https://a.example,b.example")
	assert.Contains(t, mistakesIn(t, clerkhtmx.ConfigFromEnv()), "AuthorizedParties[1]")
}

// What could not be read travels with the Config, and is seen by New alone.
func TestAConfigFromTheEnvironmentIsAConfigLikeAnother(t *testing.T) {
	t.Setenv("CLERK_PUBLISHABLE_KEY", harness.TestPublishableKey)
	t.Setenv("CLERK_SECRET_KEY", harness.TestSecretKey)
	good := clerkhtmx.ConfigFromEnv()
	assert.Equal(t, harness.ValidConfig(), good)

	t.Setenv("CLERK_IS_SATELLITE", "yes")
	bad := clerkhtmx.ConfigFromEnv()
	assert.Equal(t, bad, clerkhtmx.ConfigFromEnv())
	assert.NotEqual(t, good, bad)
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		assert.Equal(t, fmt.Sprintf(format, good), fmt.Sprintf(format, bad), format)
		assert.NotContains(t, fmt.Sprintf(format, bad), "CLERK_IS_SATELLITE")
	}

	wrong := bad
	wrong.HookTimeout = -1
	require.Equal(t, []string{"IsSatellite", "HookTimeout"}, mistakesIn(t, wrong), "a copy is as good")
	require.Equal(t, []string{"IsSatellite"}, mistakesIn(t, bad), "and does not change the original")
}

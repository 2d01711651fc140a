package fakeclerk_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
)

func TestConfigNamesAllMistakes(t *testing.T) {
	t.Parallel()
	_, err := fakeclerk.New(fakeclerk.Config{
		Mode: 7, FrontendAPIHost: "nodot", Prefix: "x", BaseURL: "/relative", Origin: "ftp://x", TokenTTL: -1, SignUpMode: "closed",
	})
	require.Error(t, err)
	for _, field := range []string{"Mode", "FrontendAPIHost", "Prefix", "BaseURL", "Origin", "TokenTTL", "SignUpMode"} {
		assert.ErrorContains(t, err, field+": ")
	}
}

func TestKeysFollowTheMode(t *testing.T) {
	t.Parallel()
	for mode, want := range map[fakeclerk.Mode]string{
		fakeclerk.ProductionMode:            productionKey,
		fakeclerk.DevelopmentMode:           "pk_test_aGFwcHktYW50LTEyLmNsZXJrLmFjY291bnRzLmRldiQ",
		fakeclerk.DevelopmentCustomHostMode: "pk_test_Y2xlcmsua2l0LnRlc3Qk",
	} {
		fake := newFake(t, fakeclerk.Config{Mode: mode})
		assert.Equal(t, want, fake.PublishableKey())
		assert.Equal(t, want[3:8], fake.SecretKey()[3:8])
		assert.NotEqual(t, fake.SecretKey(), newFake(t, fakeclerk.Config{Mode: mode}).SecretKey())
	}
}

package clerkhtmx_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

func TestNoSecretIsPrinted(t *testing.T) {
	t.Parallel()
	cfg := harness.ValidConfig()
	cfg.MachineSecretKey, cfg.SignInURL = "ak_do-not-print-me", "/sign-in"
	kit, err := clerkhtmx.New(cfg)
	require.NoError(t, err)
	var log bytes.Buffer
	for _, handler := range []slog.Handler{slog.NewTextHandler(&log, nil), slog.NewJSONHandler(&log, nil)} {
		slog.New(handler).Info("started", "config", cfg, "pointer", &cfg, "kit", kit)
	}
	printed := map[string]string{"slog": log.String()}
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		printed[format] = fmt.Sprintf(format+format+format, cfg, &cfg, kit)
	}
	for how, text := range printed {
		assert.NotContains(t, text, "do-not-print-me", how)
		assert.NotContains(t, text, fmt.Sprintf("%x", "do-not-print-me"), how)
	}
	assert.Contains(t, printed["%+v"], "SignInURL:/sign-in", "the rest is")
	assert.Contains(t, printed["%+v"], "SecretKey:[redacted]")
	assert.Contains(t, printed["%v"], "clerkhtmx.Kit("+harness.TestPublishableKey+")")
}

package machines_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

func TestMachinesWhileClerkCannotBeAsked(t *testing.T) {
	t.Parallel()
	const (
		down    = http.StatusServiceUnavailable
		refused = http.StatusUnauthorized
	)
	tests := []struct {
		answer int
		status int
		reason string
	}{
		{http.StatusInternalServerError, down, "unexpected-error"},
		{http.StatusTooManyRequests, down, "unexpected-error"},
		{http.StatusUnauthorized, down, "secret-key-invalid"},
		{http.StatusFound, down, "unexpected-error"},
		{http.StatusBadRequest, refused, "unexpected-error"},
		{http.StatusForbidden, refused, "unexpected-error"},
		{http.StatusNotFound, refused, "token-invalid"},
	}
	for _, tt := range tests {
		t.Run(http.StatusText(tt.answer), func(t *testing.T) {
			t.Parallel()
			a := harness.NewMachineApp(t)
			key := a.Clerk.CreateAPIKey(clerktest.MachineToken{Subject: a.Ada.ID, Scopes: []string{"invoices:read"}})
			a.Clerk.Fail("/api/v1/api_keys/verify", tt.answer)
			res := a.Serve(harness.Get("/key", harness.Bearer(key.Token)...))
			assert.Equal(t, tt.status, res.Code)
			assert.Equal(t, tt.reason, res.Header().Get("X-Clerk-Auth-Reason"))
			assert.Equal(t, tt.status == down, res.Header().Get("Retry-After") != "")
			assert.Contains(t, res.Header().Get("Content-Type"), "application/json")
			assert.Contains(t, res.Header().Get("Cache-Control"), "no-store")
		})
	}
	t.Run("keys that cannot be fetched", func(t *testing.T) {
		t.Parallel()
		a := harness.NewMachineApp(t)
		a.Clerk.Fail("/api/v1/jwks", http.StatusServiceUnavailable)
		m2m := a.Clerk.CreateM2MToken(clerktest.MachineToken{Subject: "mch_them", JWT: true})
		res := a.Serve(harness.Get("/m2m", harness.Bearer(m2m.Token)...))
		assert.Equal(t, down, res.Code)
		assert.Equal(t, "jwk-remote-failed-to-load", res.Header().Get("X-Clerk-Auth-Reason"))
	})
	t.Run("a server that does not answer", func(t *testing.T) {
		t.Parallel()
		a := harness.NewMachineApp(t, func(cfg *clerkhtmx.Config) { cfg.APIURL = "http://127.0.0.1:1" })
		assert.Equal(t, down, a.Serve(harness.Get("/oauth", harness.Bearer("oat_1")...)).Code)
	})
	t.Run("no secret key to ask with", func(t *testing.T) {
		t.Parallel()
		a := harness.NewMachineApp(t, func(cfg *clerkhtmx.Config) {
			cfg.JWTKey, cfg.SecretKey = clerktest.New(t).JWTKey(), ""
		})
		res := a.Serve(harness.Get("/key", harness.Bearer("ak_1")...))
		assert.Equal(t, down, res.Code)
		assert.Equal(t, "secret-key-invalid", res.Header().Get("X-Clerk-Auth-Reason"))
		assert.Empty(t, a.Clerk.Requests())
	})
}

func TestOddAnswersOfClerkLetNobodyIn(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		status int
		body   string
		want   int
	}{
		{"a token that is good", http.StatusOK, `{"id":"ak_1","subject":"user_1","scopes":["invoices:read"]}`, http.StatusOK},
		{"a revoked token", http.StatusOK, `{"id":"ak_1","subject":"user_1","scopes":["invoices:read"],"revoked":true}`, http.StatusUnauthorized},
		{"an expired token", http.StatusOK, `{"id":"ak_1","subject":"user_1","scopes":["invoices:read"],"expired":true}`, http.StatusUnauthorized},
		{"nobody's token", http.StatusOK, `{"id":"ak_1","scopes":["invoices:read"]}`, http.StatusServiceUnavailable},
		{"nothing", http.StatusOK, ``, http.StatusServiceUnavailable},
		{"a redirect with a body", http.StatusFound, `{"id":"ak_1","subject":"user_1","scopes":["invoices:read"]}`, http.StatusServiceUnavailable},
		{"no JSON", http.StatusOK, `<html>`, http.StatusServiceUnavailable},
		{"an error that is not JSON", http.StatusNotFound, `<html>`, http.StatusServiceUnavailable},
		{"more than anybody wants to read", http.StatusOK, strings.Repeat(" ", 11<<20), http.StatusServiceUnavailable},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := harness.NewMachineApp(t, harness.Answering(t, tt.status, tt.body, nil))
			assert.Equal(t, tt.want, a.Serve(harness.Get("/key", harness.Bearer("ak_1")...)).Code)
		})
	}
}

func TestMachineSecretKeyVerifiesOnlyM2MTokens(t *testing.T) {
	t.Parallel()
	var asked http.Request
	reply := harness.Answering(t, http.StatusOK, `{"id":"x","subject":"mch_them","scopes":["invoices:read"]}`, &asked)
	a := harness.NewMachineApp(t, reply, func(cfg *clerkhtmx.Config) { cfg.MachineSecretKey = "ak_machine" })

	require.Equal(t, http.StatusOK, a.Serve(harness.Get("/m2m", harness.Bearer("mt_1")...)).Code)
	assert.Equal(t, "Bearer ak_machine", asked.Header.Get("Authorization"))
	require.Equal(t, http.StatusOK, a.Serve(harness.Get("/key", harness.Bearer("ak_1")...)).Code)
	assert.Equal(t, "Bearer "+a.Clerk.SecretKey(), asked.Header.Get("Authorization"))
}

func TestNoMachineTokenInTheLog(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	const secret = "ak_do-not-print-me"
	echoing := harness.Answering(t, http.StatusBadGateway, `upstream could not verify `+secret, nil)
	a := harness.NewMachineApp(t, echoing, func(cfg *clerkhtmx.Config) {
		cfg.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	res := a.Serve(harness.Get("/key", harness.Bearer(secret)...))
	assert.Equal(t, http.StatusServiceUnavailable, res.Code)
	assert.Contains(t, log.String(), "unexpected-error")
	assert.NotContains(t, log.String(), "do-not-print-me")
	assert.NotContains(t, res.Body.String(), "do-not-print-me")
	for _, values := range res.Header() {
		assert.NotContains(t, strings.Join(values, " "), "do-not-print-me")
	}
}

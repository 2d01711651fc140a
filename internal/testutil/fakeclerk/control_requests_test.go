package fakeclerk_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
)

func TestRequestLogHoldsNoSecret(t *testing.T) {
	t.Parallel()
	var output bytes.Buffer
	d := newDevice(t, fakeclerk.Config{
		Mode: fakeclerk.DevelopmentMode, Logger: slog.New(slog.NewJSONHandler(&output, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	require.NoError(t, d.fake.Seed())
	d.devBrowser = d.post("/v1/dev_browser").ok().text("id")
	d.signIn(fakeclerk.SeedEmail, fakeclerk.SeedPassword)
	token := d.post("/v1/client/sessions/" + d.session + "/tokens").ok().text("jwt")
	d.get("/v1/client/handshake?redirect_url=" + url.QueryEscape(appURL) + "&__session=" + token)
	d.post("/v1/client/sessions/"+d.session+"/touch", "intent", "select_org").ok()
	d.backend(http.MethodGet, "/users", "").ok()

	requests := d.fake.Requests()
	last := requests[len(requests)-2]
	assert.Equal(t, "/v1/client/sessions/"+d.session+"/touch", last.Path)
	assert.Equal(t, "select_org", last.Values.Get("intent"))
	assert.Equal(t, http.StatusOK, last.Status)
	for _, r := range requests {
		output.WriteString(r.Values.Encode())
	}
	require.Contains(t, output.String(), `"path":"/v1/client/sign_ins","status":200`)
	for _, secret := range []string{fakeclerk.SeedPassword, d.fake.SecretKey(), d.devBrowser, token, d.cookie("__client")} {
		require.NotEmpty(t, secret)
		assert.NotContains(t, output.String(), secret)
	}
	d.fake.ForgetRequests()
	assert.Empty(t, d.fake.Requests())
}

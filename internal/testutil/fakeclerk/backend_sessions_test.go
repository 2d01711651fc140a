package fakeclerk_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/clerk/clerk-sdk-go/v2"
	"github.com/clerk/clerk-sdk-go/v2/session"
	"github.com/clerk/clerk-sdk-go/v2/signintoken"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
)

func TestSDKSessions(t *testing.T) {
	t.Parallel()
	d := newDevice(t, fakeclerk.Config{})
	ada := createUser(t, d.fake, "ada@example.com")
	d.signIn("ada@example.com", password)
	sessions := session.NewClient(d.sdk())
	ctx := t.Context()

	got, err := sessions.Get(ctx, d.session)
	require.NoError(t, err)
	assert.Equal(t, ada.ID, got.UserID)
	assert.NotEmpty(t, got.ClientID)
	created, err := sessions.Create(ctx, &session.CreateParams{UserID: ada.ID})
	require.NoError(t, err)
	list, err := sessions.List(ctx, &session.ListParams{UserID: &ada.ID, Status: new("active")})
	require.NoError(t, err)
	assert.EqualValues(t, 2, list.TotalCount)
	token, err := sessions.CreateToken(ctx, &session.CreateTokenParams{ID: created.ID, TemplateName: "supabase"})
	require.NoError(t, err)
	header, _ := decode(t, token.JWT)
	assert.Equal(t, "cl_B7d4PD222AAA", header["cat"])
	token, err = sessions.CreateToken(ctx, &session.CreateTokenParams{ID: created.ID})
	require.NoError(t, err)
	_, err = d.verify(token.JWT)
	require.NoError(t, err)

	revoked, err := sessions.Revoke(ctx, &session.RevokeParams{ID: d.session})
	require.NoError(t, err)
	assert.Equal(t, "revoked", revoked.Status)
	d.post("/v1/client/sessions/"+d.session+"/tokens").refused(401, "authentication_invalid")
	assert.Empty(t, d.get("/v1/client").ok().at("response.sessions"))
	assert.Equal(t, "0", d.cookie("__client_uat"))
}

func TestBackendRefreshesAnExpiredToken(t *testing.T) {
	t.Parallel()
	d := newDevice(t, fakeclerk.Config{RefreshTokens: true})
	ada := createUser(t, d.fake, "ada@example.com")
	session := newSession(t, d.fake, fakeclerk.SignInParams{UserID: ada.ID})
	cookies, err := d.fake.Cookies(session.ID, "")
	require.NoError(t, err)
	refresh := ""
	for _, cookie := range cookies {
		if strings.HasPrefix(cookie.Name, "__refresh_") {
			refresh = cookie.Value
		}
	}
	expired, err := d.fake.MintToken(fakeclerk.TokenParams{SessionID: session.ID, ExpiresAt: time.Now().Add(-time.Hour)})
	require.NoError(t, err)
	call := func(token, refresh, format string) *answer {
		return d.backend(http.MethodPost, "/sessions/"+session.ID+"/refresh", `{"format":"`+format+`","expired_token":"`+token+
			`","refresh_token":"`+refresh+`","request_origin":"http://localhost:4400","request_headers":{"a":["b"]}}`)
	}

	lines, ok := call(expired, refresh, "cookie").ok().at("cookies").([]any)
	require.True(t, ok)
	_, claims := decode(t, cookiesOf(t, lines)["__session"].Value)
	assert.Equal(t, "http://localhost:4400", claims["azp"])
	_, claims = decode(t, call(expired, refresh, "token").ok().text("jwt"))
	assert.Equal(t, session.ID, claims["sid"])
	call(expired, "refresh_stolen", "cookie").refused(401, "invalid_refresh_token")
	call(expired+"x", refresh, "cookie").refused(401, "invalid_refresh_token")
	other := newSession(t, d.fake, fakeclerk.SignInParams{UserID: ada.ID, ClientID: session.ClientID})
	token, err := d.fake.MintToken(fakeclerk.TokenParams{SessionID: other.ID})
	require.NoError(t, err)
	call(token, refresh, "cookie").refused(401, "invalid_refresh_token")
	require.NoError(t, d.fake.Revoke(session.ID))
	call(expired, refresh, "cookie").refused(404, "resource_not_found")
}

func TestSDKSignInTokens(t *testing.T) {
	t.Parallel()
	clock := newClock()
	d := newDevice(t, fakeclerk.Config{Now: clock.now})
	ada := createUser(t, d.fake, "ada@example.com")
	tokens := signintoken.NewClient(d.sdk())
	create := func() *clerk.SignInToken {
		token, err := tokens.Create(t.Context(), &signintoken.CreateParams{UserID: &ada.ID, ExpiresInSeconds: new(int64(120))})
		require.NoError(t, err)
		return token
	}

	d.post("/v1/client/sign_ins", "strategy", "ticket", "ticket", create().Token).ok()
	revoked := create()
	_, err := tokens.Revoke(t.Context(), revoked.ID)
	require.NoError(t, err)
	d.another().post("/v1/client/sign_ins", "strategy", "ticket", "ticket", revoked.Token).refused(400, "ticket_invalid_code")
	late := create()
	clock.advanceMinutes(2)
	d.another().post("/v1/client/sign_ins", "strategy", "ticket", "ticket", late.Token).refused(400, "ticket_invalid_code")
}

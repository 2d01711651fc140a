package authn_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/authn"
)

// expiredWithRefresh are the cookies of a browser that was away for a while.
func expiredWithRefresh(t *testing.T) []string {
	t.Helper()
	suffix := "_" + liveKey(t).CookieSuffix()
	return []string{
		"__session" + suffix + "=" + session(t, map[string]any{"exp": now.Unix() - 60}),
		"__client_uat" + suffix + "=1",
		"__refresh" + suffix + "=refresh_1",
	}
}

func TestARefreshTokenRenewsTheSession(t *testing.T) {
	t.Parallel()
	fresh := session(t, map[string]any{"sub": "user_2"})
	cookies := []string{"__session=" + session(t, nil) + "; Path=/", "__session_x=" + fresh + "; Path=/"}
	var asked authn.RefreshRequest
	a := authenticatorWith(t, instanceKeys(), backend{refresh: func(params authn.RefreshRequest) ([]string, error) {
		asked = params
		return cookies, nil
	}}, nil)
	req := document(t, expiredWithRefresh(t)...)
	req.SecFetchDest, req.HTMX = "empty", true // no document needed
	req.Header = http.Header{"User-Agent": {"test"}, "X-Forwarded-For": {"192.0.2.1", "192.0.2.2"}, "Referer": {"https://other.com/"}}
	state := authenticate(t, a, req)
	assert.Equal(t, authn.SignedIn, state.Status)
	assert.Equal(t, "user_2", state.Claims.Subject)
	assert.Equal(t, fresh, state.Token)
	assert.Equal(t, cookies, state.SetCookies)
	assert.Empty(t, state.Location)
	header := http.Header{}
	state.WriteHeader(header)
	assert.Equal(t, http.Header{"Set-Cookie": cookies, "Cache-Control": {"no-store"}}, header)

	assert.Equal(t, "sess_1", asked.SessionID)
	assert.True(t, asked.SessionVerified)
	assert.True(t, asked.SuffixedCookies)
	body, err := json.Marshal(asked)
	require.NoError(t, err)
	expired, _, _ := strings.Cut(strings.SplitAfterN(req.Cookie, "=", 2)[1], ";")
	assert.JSONEq(t, `{
		"format": "cookie",
		"expired_token": "`+expired+`",
		"refresh_token": "refresh_1",
		"request_origin": "https://example.com",
		"request_headers": {"user-agent": ["test"], "x-forwarded-for": ["192.0.2.1, 192.0.2.2"], "referer": ["https://other.com/"], "host": ["example.com"]}
	}`, string(body))
}

func TestWithoutARefreshTheReasonSaysWhy(t *testing.T) {
	t.Parallel()
	suffix := "_" + liveKey(t).CookieSuffix()
	answer := func(cookies []string, err error) authn.Backend {
		return backend{refresh: func(authn.RefreshRequest) ([]string, error) { return cookies, err }}
	}
	refused := func(code string) authn.Backend { return answer(nil, &authn.RefreshError{Code: code}) }
	expired := func(changes map[string]any) string {
		return "__session=" + session(t, merge(map[string]any{"exp": now.Unix() - 60}, changes))
	}
	refresh := "__refresh" + suffix + "=x"
	for name, tt := range map[string]struct {
		backend authn.Backend
		cookies []string
		want    string
	}{
		"no cookie":                    {nil, []string{expired(nil)}, "non-eligible-no-refresh-cookie"},
		"a plain cookie is not read":   {nil, []string{expired(nil), "__refresh=x"}, "non-eligible-no-refresh-cookie"},
		"no backend":                   {nil, []string{expired(nil), refresh}, "missing-api-client"},
		"no sid":                       {answer(nil, nil), []string{expired(map[string]any{"sid": nil}), refresh}, "expired-session-token-missing-sid-claim"},
		"a sid that is too long":       {answer(nil, nil), []string{expired(map[string]any{"sid": strings.Repeat("s", 129)}), refresh}, "expired-session-token-missing-sid-claim"},
		"a sid that just fits":         {refused("x"), []string{expired(map[string]any{"sid": strings.Repeat("s", 128)}), refresh}, "x"},
		"a sid of all there may be":    {refused("x"), []string{expired(map[string]any{"sid": "azAZ09_-"}), refresh}, "x"},
		"a sid that leads elsewhere":   {answer(nil, nil), []string{expired(map[string]any{"sid": "../users"}), refresh}, "expired-session-token-missing-sid-claim"},
		"network":                      {answer(nil, errors.New("no network")), []string{expired(nil), refresh}, "unexpected-bapi-error"},
		"Clerk's code":                 {refused("session_not_found"), []string{expired(nil), refresh}, "session_not_found"},
		"Clerk's unexpected error":     {refused("unexpected_error"), []string{expired(nil), refresh}, "fetch-error"},
		"a code that is none":          {refused("x\r\ny"), []string{expired(nil), refresh}, "unexpected-bapi-error"},
		"no code":                      {refused(""), []string{expired(nil), refresh}, "unexpected-bapi-error"},
		"no cookies":                   {answer(nil, nil), []string{expired(nil), refresh}, "unexpected-sdk-error"},
		"cookies without a session":    {answer([]string{"a=b"}, nil), []string{expired(nil), refresh}, "invalid-session-token"},
		"a session that is bad":        {answer([]string{"__session=x"}, nil), []string{expired(nil), refresh}, "invalid-session-token"},
		"a session that has expired":   {answer([]string{expired(nil)}, nil), []string{expired(nil), refresh}, "invalid-session-token"},
		"a session for another party":  {answer([]string{"__session=" + session(t, map[string]any{"azp": "https://x"})}, nil), []string{expired(nil), refresh}, "invalid-session-token"},
		"its session in two lines":     {answer([]string{"a=b", "__session=" + session(t, nil) + "; Path=/\n"}, nil), []string{expired(nil), refresh}, "invalid-session-token"},
		"malformed Set-Cookie headers": {answer([]string{"a=b\r\nc: d"}, nil), []string{expired(nil), refresh}, "unexpected-sdk-error"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := authenticatorWith(t, instanceKeys(), tt.backend, func(cfg *authn.Config) {
				cfg.AuthorizedParties = []string{"https://example.com"}
			})
			state := authenticate(t, a, document(t, append(tt.cookies, "__client_uat=1")...))
			assert.Equal(t, authn.Reason("session-token-expired-refresh-"+tt.want), state.Reason)
			assert.True(t, state.Reason.Expired())
			assert.Equal(t, authn.Handshake, state.Status)
			assert.Contains(t, state.Location, "__clerk_hs_reason=session-token-expired-refresh-"+tt.want+"&")
			require.Len(t, state.SetCookies, 1, "only the loop counter's")
		})
	}
}

func TestARefreshIsForGETOnly(t *testing.T) {
	t.Parallel()
	a := authenticatorWith(t, instanceKeys(), backend{refresh: func(authn.RefreshRequest) ([]string, error) {
		t.Error("must not be asked")
		return nil, nil
	}}, nil)
	req := document(t, expiredWithRefresh(t)...)
	req.Method = http.MethodPost
	state := authenticate(t, a, req)
	assert.Equal(t, authn.Reason("session-token-expired-refresh-non-eligible-non-get"), state.Reason)
	assert.Equal(t, authn.SignedOut, state.Status)
	assert.True(t, state.Recoverable)
}

func TestOnlyAnExpiredTokenIsRefreshed(t *testing.T) {
	t.Parallel()
	a := authenticatorWith(t, instanceKeys(), backend{refresh: func(authn.RefreshRequest) ([]string, error) {
		t.Error("must not be asked")
		return nil, nil
	}}, nil)
	suffix := "_" + liveKey(t).CookieSuffix()
	for token, want := range map[string]authn.Reason{
		session(t, map[string]any{"nbf": now.Unix() + 60}): authn.ReasonSessionTokenNotBefore,
		session(t, map[string]any{"iat": now.Unix() + 60}): authn.ReasonSessionTokenIATInTheFuture,
		sign(t, foreignKey(), nil, sessionClaims(nil)):     authn.ReasonTokenInvalidSignature,
		session(t, map[string]any{"sub": nil, "exp": 1}):   authn.ReasonTokenVerificationFailed,
		"garbage": authn.ReasonTokenInvalid,
	} {
		state := authenticate(t, a, document(t, "__session="+token, "__client_uat=1", "__refresh"+suffix+"=x"))
		assert.Equal(t, want, state.Reason)
	}
}

func TestAnExpiredHeaderTokenIsRefreshedAsWell(t *testing.T) {
	t.Parallel()
	var asked authn.RefreshRequest
	a := authenticatorWith(t, instanceKeys(), backend{refresh: func(params authn.RefreshRequest) ([]string, error) {
		asked = params
		return []string{"__session=" + session(t, nil)}, nil
	}}, nil)
	req := bearer(t, session(t, map[string]any{"exp": now.Unix() - 60, "sid": "sess_h"}))
	req.Cookie = "__refresh_" + liveKey(t).CookieSuffix() + "=x"
	state := authenticate(t, a, req)
	assert.Equal(t, authn.SignedIn, state.Status)
	assert.Equal(t, authn.CarrierHeader, state.Carrier)
	assert.Equal(t, "sess_h", asked.SessionID)
	assert.False(t, asked.SuffixedCookies)
}

// Clerk's backend tells Clerk of the cookie's token, if there is one, whichever ran out.
func TestTheCookiesTokenIsTheOneToRenew(t *testing.T) {
	t.Parallel()
	var asked authn.RefreshRequest
	a := authenticatorWith(t, instanceKeys(), backend{refresh: func(params authn.RefreshRequest) ([]string, error) {
		asked = params
		return nil, errors.New("no network")
	}}, nil)
	inCookie, inHeader := session(t, map[string]any{"sid": "sess_c"}), session(t, map[string]any{"exp": now.Unix() - 60, "sid": "sess_h"})
	refresh := "; __refresh_" + liveKey(t).CookieSuffix() + "=x"

	req := document(t)
	req.Authorization, req.Cookie = "Bearer "+inHeader, "__session="+inCookie+refresh
	state := authenticate(t, a, req)
	assert.Equal(t, "sess_c", asked.SessionID)
	assert.False(t, asked.SessionVerified, "nobody has looked at its signature")
	assert.Equal(t, inCookie, asked.ExpiredToken)
	assert.Contains(t, state.Location, "&__session="+inCookie)
	require.ErrorContains(t, state.Cause, "no network")

	req.Cookie = "__session=garbage" + refresh
	assert.Equal(t, authn.Reason("session-token-expired-refresh-expired-session-token-decode-failed"), authenticate(t, a, req).Reason)
}

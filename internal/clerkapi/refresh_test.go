package clerkapi_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/authn"
	"github.com/clerk-htmx/kit/internal/clerkapi"
)

// verified is a refresh for a session of Clerk's.
func verified(sessionID, refreshToken string) authn.RefreshRequest {
	r := refreshOf(sessionID, refreshToken)
	r.SessionVerified = true
	return r
}

func TestASessionWhoseRefreshWasRefusedWaits(t *testing.T) {
	t.Parallel()
	refreshed := func(t *testing.T, api *clerkapi.API, params authn.RefreshRequest) error {
		t.Helper()
		_, err := api.Refresh(t.Context(), params)
		return err
	}
	t.Run("ten seconds, whatever the refresh token is", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			s := &server{bad: refusal(http.StatusUnauthorized)}
			api := newAPI(t, s)
			first := refreshed(t, api, verified("sess_1", "bad"))
			var refusal *authn.RefreshError
			require.ErrorAs(t, first, &refusal)
			assert.Equal(t, "refused", refusal.Code)
			for _, bad := range many("bad", flood) {
				assert.Equal(t, first, refreshed(t, api, verified("sess_1", bad)))
			}
			assert.Equal(t, first, refreshed(t, api, verified("sess_1", "good")))
			assert.Equal(t, 1, s.count())
			require.NoError(t, refreshed(t, api, verified("sess_2", "good")), "others do not")
			elapse(10 * time.Second)
			require.NoError(t, refreshed(t, api, verified("sess_1", "good")))
		})
	})
	t.Run("but not one that somebody else only names", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			s := &server{bad: refusal(http.StatusUnauthorized)}
			api := newAPI(t, s)
			require.Error(t, refreshed(t, api, refreshOf("sess_1", "bad")))
			require.NoError(t, refreshed(t, api, verified("sess_1", "good")))
		})
	})
	t.Run("but not with a refresh token that was good", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			s := &server{bad: refusal(http.StatusUnauthorized)}
			api := newAPI(t, s)
			require.NoError(t, refreshed(t, api, verified("sess_1", "good")))
			require.Error(t, refreshed(t, api, verified("sess_1", "bad")))
			require.NoError(t, refreshed(t, api, verified("sess_1", "good")))
		})
	})
	t.Run("but not because Clerk failed", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			s := &server{bad: refusal(http.StatusServiceUnavailable)}
			api := newAPI(t, s)
			require.Error(t, refreshed(t, api, verified("sess_1", "bad")))
			require.NoError(t, refreshed(t, api, verified("sess_1", "good")))
		})
	})
}

func TestWhatARefreshSends(t *testing.T) {
	t.Parallel()
	s := &server{}
	api := newAPI(t, s)
	params := verified("sess_1", "good")
	params.SuffixedCookies, params.RequestOrigin = true, "https://example.com"
	params.RequestHeaders = map[string][]string{"user-agent": {"test"}}
	cookies, err := api.Refresh(t.Context(), params)
	require.NoError(t, err)
	assert.Equal(t, []string{"__session=x; Path=/"}, cookies)
	require.Len(t, s.calls, 1)
	call, body, _ := strings.Cut(s.calls[0], " {")
	assert.Equal(t, "POST /v1/sessions/sess_1/refresh?suffixed_cookies=true", call)
	assert.JSONEq(t, `{"format":"cookie","expired_token":"expired","refresh_token":"good","request_origin":"https://example.com",
		"request_headers":{"user-agent":["test"]}}`, "{"+body)
}

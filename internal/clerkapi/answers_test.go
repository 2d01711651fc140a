package clerkapi_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/clerk/clerk-sdk-go/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/authn"
	"github.com/clerk-htmx/kit/internal/clerkapi"
)

// operations are the kit's own calls, each about what has this id.
func operations() map[string]func(ctx context.Context, api *clerkapi.API, id string) error {
	return map[string]func(ctx context.Context, api *clerkapi.API, id string) error{
		"user": func(ctx context.Context, api *clerkapi.API, id string) error {
			_, err := api.User(ctx, id)
			return err
		},
		"revoke session": func(ctx context.Context, api *clerkapi.API, id string) error { return api.RevokeSession(ctx, id) },
		"create phone number": func(ctx context.Context, api *clerkapi.API, id string) error {
			_, err := api.CreatePhoneNumber(ctx, clerkapi.PhoneNumber{UserID: id, Number: "+1 (555) 555-0100"})
			return err
		},
		"delete phone number": func(ctx context.Context, api *clerkapi.API, id string) error { return api.DeletePhoneNumber(ctx, id) },
		"nonce": func(ctx context.Context, api *clerkapi.API, id string) error {
			_, err := api.HandshakePayload(ctx, id)
			return err
		},
		"refresh": func(ctx context.Context, api *clerkapi.API, id string) error {
			cookies, err := api.Refresh(ctx, refreshOf(id, "x"))
			if err == nil && len(cookies) == 0 {
				return errors.New("no cookies")
			}
			return err
		},
	}
}

func TestAnAnswerMustBeWhatWasAskedFor(t *testing.T) {
	t.Parallel()
	good := map[string][]string{
		"user":                {`{"id":"id_1"}`},
		"revoke session":      {`{"id":"id_1","status":"revoked"}`, `{"id":"id_1","status":"ended"}`, `{"id":"id_1","status":"expired"}`},
		"create phone number": {`{"id":"idn_1","phone_number":"+15555550100"}`, `{"id":"idn_1","phone_number":"+1 555 555 0100"}`},
		"delete phone number": {`{"id":"id_1","deleted":true}`},
		"nonce":               {`{"directives":["a=b"]}`},
		"refresh":             {`{"cookies":["a=b"]}`},
	}
	bad := map[string][]string{
		"user": {`{"id":"id_2"}`, `{"id":""}`, `{"ID":null}`},
		"revoke session": {
			`{"id":"id_1"}`, `{"id":"id_1","status":""}`, `{"id":"id_1","status":"active"}`, `{"id":"id_1","status":"pending"}`,
			`{"id":"id_2","status":"revoked"}`, `{"status":"revoked"}`,
		},
		"create phone number": {
			`{"id":"idn_1"}`, `{"phone_number":"+15555550100"}`, `{"id":"idn_1","phone_number":"+15555550101"}`, `{"id":"../x","phone_number":"+15555550100"}`,
		},
		"delete phone number": {`{"id":"id_1"}`, `{"id":"id_1","deleted":false}`, `{"id":"id_2","deleted":true}`, `{"deleted":true}`},
		"nonce":               {`{"directives":[]}`, `{"directives":null}`, `{"directives":"a=b"}`},
		"refresh":             {`{"cookies":[]}`, `{"cookies":null}`, `{"cookies":"a=b"}`},
	}
	asking := func(t *testing.T, name, body string) error {
		t.Helper()
		api, asked := serve(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, body) })
		err := operations()[name](t.Context(), api, "id_1")
		assert.EqualValues(t, 1, asked.Load())
		return err
	}
	for name := range operations() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, body := range good[name] {
				require.NoError(t, asking(t, name, body), body)
			}
			require.NotEmpty(t, good[name])
			for _, body := range append(bad[name], ``, `{}`, `null`, `[]`, `<html>`, `"id_1"`, `{"object":"other","id":"other_1"}`) {
				require.Error(t, asking(t, name, body), body)
			}
		})
	}
}

func TestOnlyIDsBecomePartOfAPath(t *testing.T) {
	t.Parallel()
	api, asked := serve(t, func(_ http.ResponseWriter, r *http.Request) { t.Errorf("asked %s", r.RequestURI) })
	for name, operation := range operations() {
		if name == "nonce" { // is none
			continue
		}
		for _, id := range []string{
			"", "..", "../users/user_1/ban?x=", "user_1/ban", "user_1?x=", "user_1#", "user_1%2fban", "user 1", "user_1\n", "üser_1", "user_1/", "/user_1",
			strings.Repeat("a", 129),
		} {
			require.Error(t, operation(t.Context(), api, id), "%s of %q", name, id)
		}
	}
	assert.Zero(t, asked.Load())
}

func TestAnIDOf128CharactersIsOne(t *testing.T) {
	t.Parallel()
	id := strings.Repeat("aZ0_-9bc", 16)
	api, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, "/api/v1/users/"+id, r.RequestURI)
		io.WriteString(w, `{"id":"`+id+`"}`)
	})
	u, err := api.User(t.Context(), id)
	require.NoError(t, err)
	assert.Equal(t, id, u.ID)
}

func TestANonceThatIsTooLongIsNotSent(t *testing.T) {
	t.Parallel()
	s := &server{}
	api := newAPI(t, s)
	_, err := api.HandshakePayload(t.Context(), "good"+strings.Repeat("x", 509))
	require.Error(t, err)
	_, err = api.HandshakePayload(t.Context(), "good"+strings.Repeat("x", 508))
	require.NoError(t, err)
	assert.Equal(t, 1, s.count())
}

func TestWithoutASecretKeyClerkIsNotAsked(t *testing.T) {
	t.Parallel()
	s := &server{}
	keyless := newAPI(t, s, func(cfg *clerkapi.Config) { cfg.SecretKey = "" })
	for name, operation := range operations() {
		require.Error(t, operation(t.Context(), keyless, "good_1"), name)
	}
	for name, question := range kinds() {
		require.Error(t, question(t.Context(), keyless, "good_1"), name)
	}
	assert.Zero(t, s.count())
	machine := newAPI(t, s, func(cfg *clerkapi.Config) { cfg.SecretKey, cfg.MachineSecretKey = "", "ak_machine" })
	require.NoError(t, kinds()["M2M token"](t.Context(), machine, "good_1"))
	require.Error(t, kinds()["API key"](t.Context(), machine, "good_1"))
	assert.Equal(t, 1, s.count())
}

func TestACallTakesFiveSecondsAtMost(t *testing.T) {
	t.Parallel()
	for name, operation := range operations() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := newAPI(t, &server{}) // hangs, and the client has no time-out
				start := time.Now()
				require.ErrorIs(t, operation(t.Context(), api, "id_1"), context.DeadlineExceeded)
				assert.Equal(t, 5*time.Second, time.Since(start))
			})
		})
	}
}

func TestWhatTheApplicationLearnsOfAnError(t *testing.T) {
	t.Parallel()
	for name, operation := range operations() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := newAPI(t, &server{bad: refusal(http.StatusNotFound)})
			err := operation(t.Context(), api, "id_1")
			require.Error(t, err)
			var refused *clerk.APIErrorResponse
			if name == "nonce" || name == "refresh" {
				assert.NotErrorAs(t, err, &refused, "its words may hold a secret")
				return
			}
			require.ErrorAs(t, err, &refused)
			assert.Equal(t, "refused", refused.Errors[0].Code)
		})
	}
}

// Clerk's words and the URL could end up in the log.
func TestNoErrorHoldsTheCredential(t *testing.T) {
	t.Parallel()
	const secret = "do-not-print-me"
	for name, bad := range map[string]answer{
		"an echo":        {http.StatusNotFound, `{"errors":[{"code":"do-not-print-me","message":"do-not-print-me"}],"clerk_trace_id":"x"}`},
		"another echo":   {http.StatusBadGateway, `cannot verify do-not-print-me`},
		"an odd success": {http.StatusOK, `do-not-print-me`},
		"a redirect":     {http.StatusFound, `do-not-print-me`},
		"no answer":      {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := newAPI(t, &server{bad: bad})
				for kind, question := range kinds() {
					err := question(t.Context(), api, secret)
					require.Error(t, err, kind)
					if refusal, ok := errors.AsType[*authn.RefreshError](err); ok { // the code becomes a reason, if it has the form
						err = refusal.Err
					}
					assert.NotContains(t, err.Error(), secret, kind)
				}
			})
		})
	}
}

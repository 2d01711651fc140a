package clerkapi_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/clerk/clerk-sdk-go/v2"
	"github.com/clerk/clerk-sdk-go/v2/organization"
	"github.com/clerk/clerk-sdk-go/v2/session"
	"github.com/clerk/clerk-sdk-go/v2/user"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/authn"
	"github.com/clerk-htmx/kit/internal/clerkapi"
)

// serve starts a Backend API below /api and counts what it is asked.
func serve(t *testing.T, handler http.HandlerFunc) (*clerkapi.API, *atomic.Int64) {
	t.Helper()
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		handler(w, r)
	}))
	t.Cleanup(server.Close)
	return newAPI(t, server.Client().Transport, func(cfg *clerkapi.Config) { cfg.URL = server.URL + "/api" }), &asked
}

func TestNoIDOfTheApplicationLeadsElsewhere(t *testing.T) {
	t.Parallel()
	for _, id := range []string{
		"..", ".", "../users/user_1/ban?x=", "a/../../users/user_1", "./x", "x/.", "%2e%2e", "%2E%2e/users", ".%2e", "..%2fusers%2fuser_1",
		"%2e%2e%2fusers", "x%2f..%2fy", "x%2fy", `..\users`, `x\..\y`, "..%5cusers", "x%5C..", "../../../other", "%2e", "x/?y=",
	} {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			api, asked := serve(t, func(w http.ResponseWriter, r *http.Request) { t.Errorf("asked %s", r.RequestURI) })
			sessions, users := session.Client{Backend: api.Backend()}, user.Client{Backend: api.Backend()}
			_, err := sessions.Revoke(t.Context(), &session.RevokeParams{ID: id})
			require.Error(t, err)
			_, err = users.Get(t.Context(), id)
			require.Error(t, err)
			_, err = users.Update(t.Context(), id, &user.UpdateParams{})
			require.Error(t, err)
			assert.Zero(t, asked.Load())
		})
	}
}

func TestTheApplicationsOwnCalls(t *testing.T) {
	t.Parallel()
	var asked []string
	api, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Method+" "+r.RequestURI)
		assert.Equal(t, "Bearer sk_test_do-not-print-me", r.Header.Get("Authorization"))
		io.WriteString(w, `{"id":"org_1"}`)
	})
	organizations := organization.Client{Backend: api.Backend()}
	for _, idOrSlug := range []string{"org_1", "acme-2", "a.b", "a..b", "é"} {
		got, err := organizations.Get(t.Context(), idOrSlug)
		require.NoError(t, err)
		assert.Equal(t, "org_1", got.ID)
	}
	require.NoError(t, api.Backend().Call(t.Context(), clerk.NewAPIRequest(http.MethodGet, "//users//user_1?limit=1"), &clerk.User{}))
	assert.Equal(t, []string{
		"GET /api/v1/organizations/org_1", "GET /api/v1/organizations/acme-2", "GET /api/v1/organizations/a.b",
		"GET /api/v1/organizations/a..b", "GET /api/v1/organizations/%C3%A9", "GET /api/v1/users/user_1?limit=1",
	}, asked)
}

func TestARedirectIsAnError(t *testing.T) {
	t.Parallel()
	for _, status := range []int{300, 301, 302, 303, 304, 307, 308} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			t.Parallel()
			elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the secret key goes elsewhere") }))
			t.Cleanup(elsewhere.Close)
			api, asked := serve(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Location", elsewhere.URL)
				w.WriteHeader(status)
				if status != http.StatusNotModified {
					io.WriteString(w, `{"id":"user_1","status":"revoked"}`)
				}
			})
			users := user.Client{Backend: api.Backend()}
			_, err := users.Get(t.Context(), "user_1")
			require.ErrorContains(t, err, "redirect")
			assert.NotContains(t, err.Error(), elsewhere.URL)
			_, err = api.User(t.Context(), "user_1")
			require.Error(t, err)
			require.Error(t, api.RevokeSession(t.Context(), "user_1"))
			assert.EqualValues(t, 3, asked.Load())
		})
	}
}

func TestAnAnswerThatIsTooLongOrBreaksOffIsAnError(t *testing.T) {
	t.Parallel()
	for name, handler := range map[string]http.HandlerFunc{
		"too long": func(w http.ResponseWriter, _ *http.Request) {
			io.WriteString(w, `{"id":"user_1","username":"`+strings.Repeat("x", 11<<20)+`"}`)
		},
		"broken off": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			io.WriteString(w, `{"id":"user_1"}`)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api, _ := serve(t, handler)
			_, err := api.User(t.Context(), "user_1")
			require.Error(t, err)
			_, err = api.VerifyMachineToken(t.Context(), authn.APIKey, "ak_1")
			require.Error(t, err)
		})
	}
}

// A transport of the application's may leave out the body.
func TestATransportWithoutABody(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusOK, http.StatusFound, http.StatusNotFound} {
		api := newAPI(t, transport(func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: status, Request: r}, nil
		}))
		_, err := api.User(t.Context(), "user_1")
		require.Error(t, err)
	}
	api := newAPI(t, transport(func(*http.Request) (*http.Response, error) { return nil, nil })) //nolint:nilnil // it is wrong to
	_, err := api.User(t.Context(), "user_1")
	require.Error(t, err)
}

type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

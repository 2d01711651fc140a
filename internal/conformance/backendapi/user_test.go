package backendapi_test

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

func TestUser(t *testing.T) {
	t.Parallel()
	a := harness.NewApp(t)
	a.GET("/profile", func(c echo.Context) error {
		ctx := c.Request().Context()
		if _, err := a.Kit.User(ctx); err != nil {
			return c.String(http.StatusTeapot, err.Error())
		}
		profile, err := a.Kit.Profile(ctx)
		if err != nil {
			return err
		}
		return c.JSON(http.StatusOK, profile)
	})

	t.Run("the profile is the signed-in user's, fetched once", func(t *testing.T) {
		res := a.Serve(a.Clerk.SignedIn(harness.Get("/profile"), a.Ada))
		profile := harness.DecodeJSON[clerkhtmx.Profile](t, res)
		assert.Equal(t, a.Ada.ID, profile.UserID)
		assert.Equal(t, "Ada", profile.FirstName)
		assert.Equal(t, "ada@example.com", profile.EmailAddress)
		calls := 0
		for _, r := range a.Clerk.Requests() {
			if r.Path == "/api/v1/users/"+a.Ada.ID {
				calls++
			}
		}
		assert.Equal(t, 1, calls)
	})
	t.Run("nobody has no profile", func(t *testing.T) {
		res := a.Serve(harness.Get("/profile"))
		assert.Equal(t, http.StatusTeapot, res.Code)
		assert.Equal(t, clerkhtmx.ErrSignedOut.Error(), res.Body.String())
	})
}

func TestUpdatePhoneNumber(t *testing.T) {
	t.Parallel()
	a := harness.NewApp(t)
	var numbers []string
	a.POST("/phone", func(c echo.Context) error {
		ctx := c.Request().Context()
		phone, err := a.Kit.UpdatePhoneNumber(ctx, c.QueryParam("number"), true)
		if err != nil {
			return err
		}
		numbers = append(numbers, phone.PhoneNumber)
		return c.NoContent(http.StatusNoContent)
	})
	a.GET("/profile", func(c echo.Context) error {
		u, err := a.Kit.User(c.Request().Context())
		if err != nil {
			return err
		}
		return c.JSON(http.StatusOK, u.PhoneNumbers)
	})
	for _, number := range []string{"%2B15555550100", "%2B15555550101"} {
		res := a.Serve(a.Clerk.SignedIn(harness.Request(http.MethodPost, "/phone?number="+number), a.Ada))
		require.Equal(t, http.StatusNoContent, res.Code, res.Body.String())
	}
	assert.Equal(t, []string{"+15555550100", "+15555550101"}, numbers)
	left := harness.DecodeJSON[[]map[string]any](t, a.Serve(a.Clerk.SignedIn(harness.Get("/profile"), a.Ada)))
	require.Len(t, left, 1, "the old number is gone")
	assert.Equal(t, "+15555550101", left[0]["phone_number"])
}

// A transport that panics must not make a user of nobody for the next caller.
func TestUserIsFetchedAgainAfterAPanicOfTheTransport(t *testing.T) {
	t.Parallel()
	for name, failure := range harness.Failures() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var broken atomic.Bool
			a := harness.NewApp(t, func(cfg *clerkhtmx.Config) {
				cfg.HTTPClient = &http.Client{Transport: harness.RoundTripper(func(r *http.Request) (*http.Response, error) {
					if broken.Load() && strings.Contains(r.URL.Path, "/users/") {
						failure()
					}
					return http.DefaultTransport.RoundTrip(r)
				})}
			})
			a.GET("/twice", func(c echo.Context) error {
				ctx := c.Request().Context()
				var callers sync.WaitGroup
				for range 3 {
					callers.Go(func() {
						defer func() { _ = recover() }()
						u, err := a.Kit.User(ctx)
						t.Errorf("user %v and error %v of a call that did not return", u, err)
					})
				}
				callers.Wait()
				broken.Store(false)
				u, err := a.Kit.User(ctx)
				if err != nil {
					return err
				}
				return c.String(http.StatusOK, u.ID)
			})
			broken.Store(true)
			assert.Equal(t, a.Ada.ID, a.Serve(a.Clerk.SignedIn(harness.Get("/twice"), a.Ada)).Body.String())
		})
	}
}

// scripted is a Backend API that answers by method and path, and remembers what it
// was asked.
type scripted struct {
	answers map[string]string
	asked   []string
}

func (s *scripted) use(cfg *clerkhtmx.Config) {
	cfg.HTTPClient = &http.Client{Transport: harness.RoundTripper(func(r *http.Request) (*http.Response, error) {
		call := r.Method + " " + strings.TrimPrefix(r.URL.RequestURI(), "/api")
		s.asked = append(s.asked, call)
		return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(s.answers[call])), Request: r}, nil
	})}
}

func TestTheUserIsTheOneThatWasAskedFor(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		body string
		want bool
	}{
		"it is":            {`{"object":"user","id":"user_1","first_name":"Ada"}`, true},
		"somebody else":    {`{"object":"user","id":"user_2","first_name":"Eve"}`, false},
		"an empty object":  {`{}`, false},
		"nothing":          {``, false},
		"no user":          {`null`, false},
		"a list of users":  {`[{"object":"user","id":"user_1"}]`, false},
		"a page of errors": {`<html>`, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clerk := &scripted{answers: map[string]string{"GET /v1/users/user_1": tt.body}}
			a := harness.NewApp(t, clerk.use)
			ctx := clerkhtmx.NewContext(t.Context(), clerkhtmx.Auth{UserID: "user_1"})
			_, err := a.Kit.User(ctx)
			assert.Equal(t, tt.want, err == nil, err)
			profile, err := a.Kit.Profile(ctx)
			assert.Equal(t, tt.want, err == nil, err)
			assert.Equal(t, tt.want, profile.FirstName == "Ada")
			_, err = a.Kit.UpdatePhoneNumber(ctx, "+15555550100", true)
			require.Error(t, err, "Clerk says nothing of the number")
			assert.Equal(t, tt.want, len(clerk.asked) == 2, "no number is made for nobody")
		})
	}
}

func TestAUserIDThatIsNotOneLeadsNowhere(t *testing.T) {
	t.Parallel()
	clerk := &scripted{}
	a := harness.NewApp(t, clerk.use)
	for _, id := range []string{"..", "../sessions/sess_1", "user_1/ban", "user_1?x", "user 1", strings.Repeat("u", 129)} {
		ctx := clerkhtmx.NewContext(t.Context(), clerkhtmx.Auth{UserID: id})
		_, err := a.Kit.User(ctx)
		require.Error(t, err, id)
		_, err = a.Kit.UpdatePhoneNumber(ctx, "+15555550100", true)
		require.Error(t, err, id)
	}
	assert.Empty(t, clerk.asked)
}

func TestAPhoneNumberIsOnlyReplacedByTheOneThatWasAskedFor(t *testing.T) {
	t.Parallel()
	const created, deleted = `{"object":"phone_number","id":"idn_2","phone_number":"+15555550100"}`, `{"object":"phone_number","id":"idn_1","deleted":true}`
	for name, tt := range map[string]struct {
		previous, created, deleted string
		err, isDeleted             bool
	}{
		"it is replaced":                      {"idn_1", created, deleted, false, true},
		"the new number has no id":            {"idn_1", `{"object":"phone_number","phone_number":"+15555550100"}`, deleted, true, false},
		"the new number is another":           {"idn_1", `{"object":"phone_number","id":"idn_2","phone_number":"+15555550199"}`, deleted, true, false},
		"the answer has no new number":        {"idn_1", `{}`, deleted, true, false},
		"the old number stays":                {"idn_1", created, `{"object":"phone_number","id":"idn_1","deleted":false}`, true, true},
		"another number goes":                 {"idn_1", created, `{"object":"phone_number","id":"idn_3","deleted":true}`, true, true},
		"nothing is said of the old number":   {"idn_1", created, ``, true, true},
		"the old number's id leads elsewhere": {"../users/user_1", created, deleted, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clerk := &scripted{answers: map[string]string{
				"GET /v1/users/user_1":           `{"object":"user","id":"user_1","primary_phone_number_id":"` + tt.previous + `"}`,
				"POST /v1/phone_numbers":         tt.created,
				"DELETE /v1/phone_numbers/idn_1": tt.deleted,
			}}
			a := harness.NewApp(t, clerk.use)
			phone, err := a.Kit.UpdatePhoneNumber(clerkhtmx.NewContext(t.Context(), clerkhtmx.Auth{UserID: "user_1"}), "+15555550100", true)
			assert.Equal(t, tt.err, err != nil, err)
			if tt.created == created {
				assert.Equal(t, "idn_2", phone.ID, "the new number is there, whatever becomes of the old one")
			}
			want := []string{"GET /v1/users/user_1", "POST /v1/phone_numbers"}
			if tt.isDeleted {
				want = append(want, "DELETE /v1/phone_numbers/idn_1")
			}
			assert.Equal(t, want, clerk.asked)
		})
	}
}

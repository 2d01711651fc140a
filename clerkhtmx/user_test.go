package clerkhtmx_test

import (
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
)

func TestUser(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	a.GET("/profile", func(c echo.Context) error {
		ctx := c.Request().Context()
		if _, err := a.kit.User(ctx); err != nil {
			return c.String(http.StatusTeapot, err.Error())
		}
		profile, err := a.kit.Profile(ctx)
		if err != nil {
			return err
		}
		return c.JSON(http.StatusOK, profile)
	})

	t.Run("the profile is the signed-in user's, fetched once", func(t *testing.T) {
		res := a.serve(a.clerk.SignedIn(get("/profile"), a.ada))
		profile := decodeJSON[clerkhtmx.Profile](t, res)
		assert.Equal(t, a.ada.ID, profile.UserID)
		assert.Equal(t, "Ada", profile.FirstName)
		assert.Equal(t, "ada@example.com", profile.EmailAddress)
		calls := 0
		for _, r := range a.clerk.Requests() {
			if r.Path == "/api/v1/users/"+a.ada.ID {
				calls++
			}
		}
		assert.Equal(t, 1, calls)
	})
	t.Run("nobody has no profile", func(t *testing.T) {
		res := a.serve(get("/profile"))
		assert.Equal(t, http.StatusTeapot, res.Code)
		assert.Equal(t, clerkhtmx.ErrSignedOut.Error(), res.Body.String())
	})
}

func TestUpdatePhoneNumber(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	var numbers []string
	a.POST("/phone", func(c echo.Context) error {
		ctx := c.Request().Context()
		phone, err := a.kit.UpdatePhoneNumber(ctx, c.QueryParam("number"), true)
		if err != nil {
			return err
		}
		numbers = append(numbers, phone.PhoneNumber)
		return c.NoContent(http.StatusNoContent)
	})
	a.GET("/profile", func(c echo.Context) error {
		u, err := a.kit.User(c.Request().Context())
		if err != nil {
			return err
		}
		return c.JSON(http.StatusOK, u.PhoneNumbers)
	})
	for _, number := range []string{"%2B15555550100", "%2B15555550101"} {
		res := a.serve(a.clerk.SignedIn(request(http.MethodPost, "/phone?number="+number), a.ada))
		require.Equal(t, http.StatusNoContent, res.Code, res.Body.String())
	}
	assert.Equal(t, []string{"+15555550100", "+15555550101"}, numbers)
	left := decodeJSON[[]map[string]any](t, a.serve(a.clerk.SignedIn(get("/profile"), a.ada)))
	require.Len(t, left, 1, "the old number is gone")
	assert.Equal(t, "+15555550101", left[0]["phone_number"])
}

// A transport that panics must not make a user of nobody for the next caller.
func TestUserIsFetchedAgainAfterAPanicOfTheTransport(t *testing.T) {
	t.Parallel()
	for name, failure := range failures() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var broken atomic.Bool
			a := newApp(t, func(cfg *clerkhtmx.Config) {
				cfg.HTTPClient = &http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
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
						u, err := a.kit.User(ctx)
						t.Errorf("user %v and error %v of a call that did not return", u, err)
					})
				}
				callers.Wait()
				broken.Store(false)
				u, err := a.kit.User(ctx)
				if err != nil {
					return err
				}
				return c.String(http.StatusOK, u.ID)
			})
			broken.Store(true)
			assert.Equal(t, a.ada.ID, a.serve(a.clerk.SignedIn(get("/twice"), a.ada)).Body.String())
		})
	}
}

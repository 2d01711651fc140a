package clerkapi_test

import (
	"errors"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/authn"
	"github.com/clerk-htmx/kit/internal/clerkapi"
)

const flood = 500

// forKinds runs a test for each kind of credential, in a bubble of its own.
func forKinds(t *testing.T, test func(t *testing.T, s *server, api *clerkapi.API, ask func(credential string) error)) {
	t.Helper()
	for name, question := range kinds() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &server{bad: refusal(http.StatusNotFound)}
				api := newAPI(t, s)
				test(t, s, api, func(credential string) error { return question(t.Context(), api, credential) })
			})
		})
	}
}

func TestWhatClerkRefusedIsNotAskedAboutForTenSeconds(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusNotFound, http.StatusBadRequest, http.StatusForbidden, http.StatusUnprocessableEntity} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			t.Parallel()
			forKinds(t, func(t *testing.T, s *server, _ *clerkapi.API, ask func(string) error) {
				s.answerBad(refusal(status))
				first := ask("bad")
				require.Error(t, first)
				for range flood {
					assert.Equal(t, first, ask("bad"), "the same verdict")
					elapse(9 * time.Second / flood)
				}
				assert.Equal(t, 1, s.count())
				elapse(time.Second)
				require.Error(t, ask("bad"))
				assert.Equal(t, 2, s.count(), "Clerk may have changed its mind")
			})
		})
	}
}

func TestAFloodOfBadCredentialsIsBounded(t *testing.T) {
	t.Parallel()
	forKinds(t, func(t *testing.T, s *server, _ *clerkapi.API, ask func(string) error) {
		for _, bad := range many("bad", flood) {
			require.Error(t, ask(bad))
		}
		assert.Equal(t, burst, s.count(), "one after the other")
		require.ErrorIs(t, ask("good"), authn.ErrNotAsked, "nobody can tell it from the others")

		start, before := time.Now(), s.count()
		for _, bad := range many("later", 10*flood) {
			require.Error(t, ask(bad))
			elapse(5 * time.Millisecond)
		}
		assert.InDelta(t, 10*time.Since(start).Seconds(), s.count()-before, 1, "in the long run ten a second")
		elapse(100 * time.Millisecond)
		require.NoError(t, ask("good"))
	})
	forKinds(t, func(t *testing.T, s *server, _ *clerkapi.API, ask func(string) error) {
		atOnce(many("bad", flood), func(bad string) { assert.Error(t, ask(bad)) })
		assert.LessOrEqual(t, s.count(), burst, "all at once")
		assert.LessOrEqual(t, s.most, inFlight)
	})
}

func TestWhileClerkHangsFewAreHeldUp(t *testing.T) {
	t.Parallel()
	forKinds(t, func(t *testing.T, s *server, _ *clerkapi.API, ask func(string) error) {
		s.answerBad(answer{})
		require.NoError(t, ask("good"))
		var refusedAtOnce int
		start := time.Now()
		go atOnce(many("bad", flood), func(bad string) {
			if err := ask(bad); errors.Is(err, authn.ErrNotAsked) {
				assert.Zero(t, time.Since(start))
				s.mu.Lock()
				refusedAtOnce++
				s.mu.Unlock()
				return
			}
			assert.Equal(t, 5*time.Second, time.Since(start))
		})
		synctest.Wait()
		assert.Equal(t, inFlight, s.inFlight)
		assert.Equal(t, flood-inFlight, refusedAtOnce)
		require.NoError(t, ask("good"), "Clerk knew it lately")
		require.ErrorIs(t, ask("good, and new"), authn.ErrNotAsked)
		assert.Zero(t, time.Since(start))
		elapse(5 * time.Second)
		synctest.Wait()
		assert.Zero(t, s.inFlight)
		require.NoError(t, ask("good, and new"))
	})
}

func TestFailuresOfClerkAreBoundedAndNotRemembered(t *testing.T) {
	t.Parallel()
	for name, failure := range map[string]answer{
		"500": refusal(http.StatusInternalServerError), "429": refusal(http.StatusTooManyRequests), "408": refusal(http.StatusRequestTimeout),
		"a redirect": {http.StatusFound, "{}"}, "nothing": {http.StatusOK, ""}, "an empty object": {http.StatusOK, "{}"},
		"a page": {http.StatusOK, "<html>"}, "a page not found": {http.StatusNotFound, "<html>"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			forKinds(t, func(t *testing.T, s *server, _ *clerkapi.API, ask func(string) error) {
				s.answerBad(failure)
				for range 3 {
					_ = ask("bad")
				}
				assert.Equal(t, 3, s.count(), "it says nothing about the credential")
				for _, bad := range many("bad", flood) {
					_ = ask(bad)
				}
				assert.Equal(t, burst, s.count())
			})
		})
	}
}

func TestGoodCredentialsAreNotThrottled(t *testing.T) {
	t.Parallel()
	forKinds(t, func(t *testing.T, s *server, _ *clerkapi.API, ask func(string) error) {
		s.latency = 50 * time.Millisecond
		for _, good := range many("good", flood) {
			require.NoError(t, ask(good))
		}
		assert.Equal(t, flood, s.count(), "each new")

		for _, bad := range many("bad", flood) {
			require.Error(t, ask(bad))
		}
		require.ErrorIs(t, ask("good, and new"), authn.ErrNotAsked)
		before := s.count()
		start := time.Now()
		atOnce(many("good", flood), func(good string) { assert.NoError(t, ask(good)) })
		assert.Equal(t, flood, s.count()-before, "each is asked about each time")
		assert.Equal(t, s.latency, time.Since(start), "and none waits for another")
	})
}

func TestAGoodCredentialIsForgotten(t *testing.T) {
	t.Parallel()
	exhaust := func(t *testing.T, ask func(string) error) {
		t.Helper()
		for _, bad := range many(time.Now().String(), flood) {
			require.Error(t, ask(bad))
		}
	}
	t.Run("after five minutes without use", func(t *testing.T) {
		t.Parallel()
		forKinds(t, func(t *testing.T, _ *server, _ *clerkapi.API, ask func(string) error) {
			require.NoError(t, ask("good"))
			for range 3 {
				elapse(5*time.Minute - time.Second)
				exhaust(t, ask)
				require.NoError(t, ask("good"))
			}
			elapse(5 * time.Minute)
			exhaust(t, ask)
			require.ErrorIs(t, ask("good"), authn.ErrNotAsked)
		})
	})
	t.Run("when Clerk refuses it", func(t *testing.T) {
		t.Parallel()
		forKinds(t, func(t *testing.T, s *server, _ *clerkapi.API, ask func(string) error) {
			require.NoError(t, ask("good"))
			s.revokeAll()
			for range flood {
				require.Error(t, ask("good"), "at once")
			}
			assert.Equal(t, 2, s.count())
			exhaust(t, ask)
			assert.Equal(t, 1+burst, s.count(), "its refusal was charged as well")
			elapse(10 * time.Second)
			exhaust(t, ask)
			require.ErrorIs(t, ask("good"), authn.ErrNotAsked, "it is like any other")
		})
	})
}

func TestAFloodOfOneKindDoesNotStopTheOthers(t *testing.T) {
	t.Parallel()
	families := [][]string{{"nonce"}, {"refresh token"}, {"API key", "M2M token", "OAuth token"}}
	for _, family := range families {
		t.Run(family[0], func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &server{bad: refusal(http.StatusNotFound)}
				api := newAPI(t, s)
				for _, bad := range many("bad", flood) {
					require.Error(t, kinds()[family[0]](t.Context(), api, bad))
				}
				for name, question := range kinds() {
					err := question(t.Context(), api, "good "+name)
					assert.Equal(t, slices.Contains(family, name), errors.Is(err, authn.ErrNotAsked), name)
				}
			})
		})
	}
}

func TestWhatIsSaidOfAMachineTokenThatClerkIsNotAskedAbout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := newAPI(t, &server{bad: refusal(http.StatusNotFound)})
		var last error
		for _, bad := range many("ak_", flood) {
			_, last = api.VerifyMachineToken(t.Context(), authn.APIKey, bad)
		}
		refusal, ok := errors.AsType[*authn.MachineTokenError](last)
		require.True(t, ok)
		assert.Equal(t, authn.ReasonUnexpectedError, refusal.Reason)
		assert.True(t, refusal.Unavailable)
		require.ErrorIs(t, refusal, authn.ErrNotAsked)
	})
}

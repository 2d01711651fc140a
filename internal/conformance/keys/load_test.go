package keys_test

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

func TestAThousandColdRequestsShareOneFetch(t *testing.T) {
	t.Parallel()
	const requests = 1000
	key := harness.SigningKeys()[0]
	i := harness.NewInstance(key)
	a := harness.NewNetworkApp(t, i)

	// The keys come when all requests are there.
	var arriving sync.WaitGroup
	arriving.Add(requests)
	a.Pre(func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			arriving.Done()
			return next(c)
		}
	})
	i.AnswerWith(func(w http.ResponseWriter, r *http.Request) {
		arriving.Wait()
		i.ServeKeys(w, r)
	})

	tokens := make([]string, 20)
	for n := range tokens {
		tokens[n] = key.Token(time.Hour)
	}
	var serving sync.WaitGroup
	for n := range requests {
		serving.Go(func() {
			token := tokens[n/2%len(tokens)]
			if n%2 == 0 {
				assert.Equal(t, http.StatusNoContent, a.Serve(harness.BearerOf("/protected", token)).Code)
				return
			}
			res := a.Serve(harness.Get("/whoami", "Cookie", "__client_uat=1; __session="+token))
			assert.Equal(t, http.StatusOK, res.Code)
			assert.Contains(t, res.Body.String(), harness.UserID)
		})
	}
	serving.Wait()
	assert.EqualValues(t, 1, i.Fetches.Load())
}

func TestUnknownKidsDelayNoGoodRequest(t *testing.T) {
	t.Parallel()
	const senders, each, good = 500, 20, 100
	key := harness.SigningKeys()[0]
	i := harness.NewInstance(key)
	a := harness.NewNetworkApp(t, i)
	token := key.Token(time.Hour)
	require.Equal(t, http.StatusNoContent, a.Serve(harness.BearerOf("/protected", token)).Code)

	// The fetch that the first unknown kid causes does not end before it is let.
	fetching, release := make(chan struct{}), make(chan struct{})
	began := sync.OnceFunc(func() { close(fetching) })
	var timedOut atomic.Bool
	i.AnswerWith(func(w http.ResponseWriter, r *http.Request) {
		began()
		select {
		case <-release:
			i.ServeKeys(w, r)
		case <-r.Context().Done():
			timedOut.Store(true)
		}
	})
	var answered atomic.Int64
	var serving sync.WaitGroup
	for range senders {
		serving.Go(func() {
			for range each {
				res := a.Serve(harness.BearerOf("/protected", harness.BogusToken()))
				answered.Add(1)
				assert.Equal(t, http.StatusUnauthorized, res.Code)
				assert.Equal(t, "jwk-kid-mismatch", res.Header().Get("X-Clerk-Auth-Reason"))
			}
			assert.Equal(t, http.StatusNoContent, a.Serve(harness.BearerOf("/protected", token)).Code)
		})
	}
	go func() { serving.Wait(); began() }() // or there was no fetch
	<-fetching
	for range good {
		assert.Equal(t, http.StatusNoContent, a.Serve(harness.BearerOf("/protected", token)).Code)
	}
	assert.Equal(t, http.StatusNoContent, a.Serve(harness.BearerOf("/protected", key.Token(time.Hour))).Code, "a token not seen before")
	assert.Zero(t, answered.Load(), "the fetch was going on all the time")
	close(release)
	serving.Wait()
	assert.False(t, timedOut.Load())
	assert.EqualValues(t, senders*each, answered.Load())
	assert.LessOrEqual(t, i.Fetches.Load(), int64(2))
}

func TestWhoGivesUpWaitingForKeysDoesNotSpoilItForTheRest(t *testing.T) {
	t.Parallel()
	key := harness.SigningKeys()[0]
	i := harness.NewInstance(key)
	a := harness.NewNetworkApp(t, i)
	fetching, release := make(chan struct{}), make(chan struct{})
	began := sync.OnceFunc(func() { close(fetching) })
	i.AnswerWith(func(w http.ResponseWriter, r *http.Request) {
		began()
		<-release
		i.ServeKeys(w, r)
	})
	ctx, giveUp := context.WithCancel(t.Context())
	answers := make(chan int)
	serve := func(r *http.Request) { answers <- a.Serve(r).Code }
	go serve(harness.BearerOf("/protected", key.Token(time.Hour)).WithContext(ctx)) // its fetch, or it joins the other's
	<-fetching
	go serve(harness.BearerOf("/protected", key.Token(time.Hour)))
	giveUp()
	assert.Equal(t, http.StatusServiceUnavailable, <-answers, "at once, without the keys")
	close(release)
	assert.Equal(t, http.StatusNoContent, <-answers)
	assert.EqualValues(t, 1, i.Fetches.Load())
}

func TestTwoKitsShareNoKey(t *testing.T) {
	t.Parallel()
	ours, theirs := harness.SigningKeys()[0], harness.SigningKeys()[1]
	theirs.KID = ours.KID
	our, their := ours.Token(time.Hour), theirs.Token(time.Hour)
	for name, order := range map[string][]string{"own token first": {our, their}, "the other's first": {their, our}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			us, them := harness.NewNetworkApp(t, harness.NewInstance(ours)), harness.NewNetworkApp(t, harness.NewInstance(theirs))
			for range 2 { // the second time, from memory
				for _, token := range order {
					for app, own := range map[*harness.KeysApp]string{us: our, them: their} {
						res := app.Serve(harness.BearerOf("/protected", token))
						if token == own {
							assert.Equal(t, http.StatusNoContent, res.Code)
							continue
						}
						assert.Equal(t, http.StatusUnauthorized, res.Code)
						assert.Equal(t, "token-invalid-signature", res.Header().Get("X-Clerk-Auth-Reason"))
					}
				}
			}
		})
	}
}

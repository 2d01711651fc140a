package clerkhtmx_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
)

// newNetworkApp makes an application that gets its keys from the instance, over the network.
func newNetworkApp(t *testing.T, i *instance, change ...func(*clerkhtmx.Config)) *keysApp {
	t.Helper()
	server := httptest.NewServer(i)
	t.Cleanup(server.Close)
	return newKeysApp(t, server.URL, nil, change...)
}

func TestAThousandColdRequestsShareOneFetch(t *testing.T) {
	t.Parallel()
	const requests = 1000
	key := signingKeys()[0]
	i := newInstance(key)
	a := newNetworkApp(t, i)

	// The keys come when all requests are there.
	var arriving sync.WaitGroup
	arriving.Add(requests)
	a.Pre(func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			arriving.Done()
			return next(c)
		}
	})
	i.answerWith(func(w http.ResponseWriter, r *http.Request) {
		arriving.Wait()
		i.serveKeys(w, r)
	})

	tokens := make([]string, 20)
	for n := range tokens {
		tokens[n] = key.token(time.Hour)
	}
	var serving sync.WaitGroup
	for n := range requests {
		serving.Go(func() {
			token := tokens[n/2%len(tokens)]
			if n%2 == 0 {
				assert.Equal(t, http.StatusNoContent, a.serve(bearerOf("/protected", token)).Code)
				return
			}
			res := a.serve(get("/whoami", "Cookie", "__client_uat=1; __session="+token))
			assert.Equal(t, http.StatusOK, res.Code)
			assert.Contains(t, res.Body.String(), userID)
		})
	}
	serving.Wait()
	assert.EqualValues(t, 1, i.fetches.Load())
}

func TestUnknownKidsDelayNoGoodRequest(t *testing.T) {
	t.Parallel()
	const senders, each, good = 500, 20, 100
	key := signingKeys()[0]
	i := newInstance(key)
	a := newNetworkApp(t, i)
	token := key.token(time.Hour)
	require.Equal(t, http.StatusNoContent, a.serve(bearerOf("/protected", token)).Code)

	// The fetch that the first unknown kid causes does not end before it is let.
	fetching, release := make(chan struct{}), make(chan struct{})
	began := sync.OnceFunc(func() { close(fetching) })
	var timedOut atomic.Bool
	i.answerWith(func(w http.ResponseWriter, r *http.Request) {
		began()
		select {
		case <-release:
			i.serveKeys(w, r)
		case <-r.Context().Done():
			timedOut.Store(true)
		}
	})
	var answered atomic.Int64
	var serving sync.WaitGroup
	for range senders {
		serving.Go(func() {
			for range each {
				res := a.serve(bearerOf("/protected", bogusToken()))
				answered.Add(1)
				assert.Equal(t, http.StatusUnauthorized, res.Code)
				assert.Equal(t, "jwk-kid-mismatch", res.Header().Get("X-Clerk-Auth-Reason"))
			}
			assert.Equal(t, http.StatusNoContent, a.serve(bearerOf("/protected", token)).Code)
		})
	}
	go func() { serving.Wait(); began() }() // or there was no fetch
	<-fetching
	for range good {
		assert.Equal(t, http.StatusNoContent, a.serve(bearerOf("/protected", token)).Code)
	}
	assert.Equal(t, http.StatusNoContent, a.serve(bearerOf("/protected", key.token(time.Hour))).Code, "a token not seen before")
	assert.Zero(t, answered.Load(), "the fetch was going on all the time")
	close(release)
	serving.Wait()
	assert.False(t, timedOut.Load())
	assert.EqualValues(t, senders*each, answered.Load())
	assert.LessOrEqual(t, i.fetches.Load(), int64(2))
}

func TestWhoGivesUpWaitingForKeysDoesNotSpoilItForTheRest(t *testing.T) {
	t.Parallel()
	key := signingKeys()[0]
	i := newInstance(key)
	a := newNetworkApp(t, i)
	fetching, release := make(chan struct{}), make(chan struct{})
	began := sync.OnceFunc(func() { close(fetching) })
	i.answerWith(func(w http.ResponseWriter, r *http.Request) {
		began()
		<-release
		i.serveKeys(w, r)
	})
	ctx, giveUp := context.WithCancel(t.Context())
	answers := make(chan int)
	serve := func(r *http.Request) { answers <- a.serve(r).Code }
	go serve(bearerOf("/protected", key.token(time.Hour)).WithContext(ctx)) // its fetch, or it joins the other's
	<-fetching
	go serve(bearerOf("/protected", key.token(time.Hour)))
	giveUp()
	assert.Equal(t, http.StatusServiceUnavailable, <-answers, "at once, without the keys")
	close(release)
	assert.Equal(t, http.StatusNoContent, <-answers)
	assert.EqualValues(t, 1, i.fetches.Load())
}

func TestTwoKitsShareNoKey(t *testing.T) {
	t.Parallel()
	ours, theirs := signingKeys()[0], signingKeys()[1]
	theirs.kid = ours.kid
	our, their := ours.token(time.Hour), theirs.token(time.Hour)
	for name, order := range map[string][]string{"own token first": {our, their}, "the other's first": {their, our}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			us, them := newNetworkApp(t, newInstance(ours)), newNetworkApp(t, newInstance(theirs))
			for range 2 { // the second time, from memory
				for _, token := range order {
					for app, own := range map[*keysApp]string{us: our, them: their} {
						res := app.serve(bearerOf("/protected", token))
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

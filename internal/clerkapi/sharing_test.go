package clerkapi_test

import (
	"context"
	"net/http"
	"runtime"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/authn"
	"github.com/clerk-htmx/kit/internal/clerkapi"
)

// same is one credential many times over.
func same(credential string) []string {
	list := make([]string, flood)
	for i := range list {
		list[i] = credential
	}
	return list
}

func TestRequestsThatAskTheSameShareACall(t *testing.T) {
	t.Parallel()
	forKinds(t, func(t *testing.T, s *server, _ *clerkapi.API, ask func(string) error) {
		atOnce(same("bad"), func(bad string) { assert.Error(t, ask(bad)) })
		assert.Equal(t, 1, s.count(), "a bad one")

		s.latency = time.Second
		start := time.Now()
		atOnce(same("good"), func(good string) { assert.NoError(t, ask(good)) })
		assert.Equal(t, 2, s.count(), "a good one")
		assert.Equal(t, s.latency, time.Since(start))

		s.answerBad(answer{})
		start = time.Now()
		atOnce(same("bad and slow"), func(bad string) { assert.Error(t, ask(bad)) })
		assert.Equal(t, 3, s.count(), "one that Clerk does not answer")
		assert.Equal(t, 5*time.Second, time.Since(start), "whatever the HTTP client allows")
	})
}

func TestAClientThatHangsUpFailsNobodyElse(t *testing.T) {
	t.Parallel()
	for name, question := range kinds() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &server{latency: time.Second}
				api := newAPI(t, s)
				ctx, hangUp := context.WithCancel(t.Context())
				go func() { _ = question(ctx, api, "good") }()
				synctest.Wait()
				var served atomic.Bool
				go func() {
					assert.NoError(t, question(t.Context(), api, "good"))
					served.Store(true)
				}()
				synctest.Wait()
				hangUp()
				elapse(time.Second)
				synctest.Wait()
				assert.True(t, served.Load())
				assert.Equal(t, 1, s.count())
			})
		})
	}
}

func TestThoseWhoHangUpMakeNoRoomForMoreCalls(t *testing.T) {
	t.Parallel()
	for name, question := range kinds() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &server{} // hangs
				api := newAPI(t, s)
				ctx, hangUp := context.WithCancel(t.Context())
				defer hangUp()
				for _, credentials := range [][]string{many("bad", flood), many("worse", flood)} {
					go atOnce(credentials, func(bad string) { assert.Error(t, question(ctx, api, bad)) })
					synctest.Wait()
					hangUp()
				}
				assert.Equal(t, inFlight, s.count())
				elapse(5 * time.Second)
				synctest.Wait()
				assert.Zero(t, s.inFlight)
			})
		})
	}
}

// panicking is a transport of the application's that does not return when it is let go.
type panicking struct {
	server
	now  chan struct{}
	quit bool // by runtime.Goexit, as a test double that calls FailNow
}

func (p *panicking) RoundTrip(r *http.Request) (*http.Response, error) {
	if p.now != nil {
		<-p.now
		if p.quit {
			runtime.Goexit()
		}
		panic("the application's transport is broken")
	}
	return p.server.RoundTrip(r)
}

func TestAPanicOfTheTransportIsThatOfOneRequest(t *testing.T) {
	t.Parallel()
	for name, question := range kinds() {
		for says, quit := range map[string]bool{"the application's transport is broken": false, "runtime.Goexit was called": true} {
			t.Run(name+", "+says, func(t *testing.T) {
				t.Parallel()
				testTransportDoesNotReturn(t, question, says, quit)
			})
		}
	}
}

func testTransportDoesNotReturn(t *testing.T, question question, says string, quit bool) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p := &panicking{now: make(chan struct{}), quit: quit}
		api := newAPI(t, p)
		var panics, failures atomic.Int64
		go atOnce(same("good"), func(credential string) {
			defer func() {
				if value := recover(); value != nil {
					panics.Add(1)
					err, _ := value.(error)
					assert.ErrorContains(t, err, says)
					assert.ErrorContains(t, err, "(*panicking).RoundTrip", "with its stack")
				}
			}()
			if err := question(t.Context(), api, credential); assert.Error(t, err) {
				assert.NotContains(t, err.Error(), says)
				failures.Add(1)
			}
		})
		synctest.Wait()
		close(p.now)
		synctest.Wait()
		assert.EqualValues(t, 1, panics.Load())
		assert.EqualValues(t, flood-1, failures.Load())

		for range inFlight + 1 { // no place is lost
			assert.Panics(t, func() { _ = question(t.Context(), api, "good") })
		}
		elapse(time.Second)
		p.now = nil
		require.NoError(t, question(t.Context(), api, "good"))
	})
}

func TestThoseWhoShareAnAnswerDoNotShareItsMemory(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := newAPI(t, &server{latency: time.Second})
		answers := make(chan authn.Machine, flood)
		atOnce(same("good"), func(good string) {
			machine, err := api.VerifyMachineToken(t.Context(), authn.APIKey, good)
			assert.NoError(t, err)
			machine.Scopes[0] += "b"
			machine.Claims[0] = '['
			answers <- machine
		})
		close(answers)
		for machine := range answers {
			assert.Equal(t, []string{"ab"}, machine.Scopes)
		}
	})
}

func TestAnotherBrowserDoesNotShareARefresh(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*authn.RefreshRequest){
		"other headers":        func(r *authn.RefreshRequest) { r.RequestHeaders = map[string][]string{"user-agent": {"other"}} },
		"another origin":       func(r *authn.RefreshRequest) { r.RequestOrigin = "https://other.com" },
		"other cookies":        func(r *authn.RefreshRequest) { r.SuffixedCookies = true },
		"another session":      func(r *authn.RefreshRequest) { r.SessionID = "sess_2" },
		"another token":        func(r *authn.RefreshRequest) { r.ExpiredToken = "other" },
		"a shifted token":      func(r *authn.RefreshRequest) { r.ExpiredToken, r.RefreshToken = "expiredg", "ood" },
		"another refreshToken": func(r *authn.RefreshRequest) { r.RefreshToken = "good, too" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &server{latency: time.Second, bad: refusal(http.StatusUnauthorized)}
				api := newAPI(t, s)
				other := refreshOf("sess_1", "good")
				change(&other)
				for _, params := range []authn.RefreshRequest{refreshOf("sess_1", "good"), other} {
					go func() { _, _ = api.Refresh(t.Context(), params) }()
				}
				synctest.Wait()
				assert.Equal(t, 2, s.count())
				elapse(s.latency)
			})
		})
	}
}

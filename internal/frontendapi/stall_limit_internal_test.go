package frontendapi

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// server is a connection to somebody who answers in steps.
type server func(r *http.Request) (*http.Response, error)

func (s server) RoundTrip(r *http.Request) (*http.Response, error) { return s(r) }

// silent never answers.
func silent(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// dripping answers after the interval and sends a byte after each further one, n of them, and then nothing more.
func dripping(interval time.Duration, n int) server {
	return func(r *http.Request) (*http.Response, error) {
		<-time.After(interval)
		reader, writer := io.Pipe()
		go func() {
			for range n {
				select {
				case <-time.After(interval):
					_, _ = writer.Write([]byte{'x'})
				case <-r.Context().Done():
				}
			}
			<-r.Context().Done()
			_ = writer.CloseWithError(context.Cause(r.Context()))
		}()
		return &http.Response{StatusCode: http.StatusOK, Body: reader, Request: r}, nil
	}
}

func TestStallLimit(t *testing.T) {
	t.Parallel()
	const limit = 30 * time.Second
	browser := http.NewResponseController(httptest.NewRecorder()) // knows no deadlines
	request := func(t *testing.T, body io.Reader) *http.Request {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://frontend-api.example", body)
		require.NoError(t, err)
		return r
	}
	t.Run("gives up a server that says nothing", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			_, err := (&stallLimit{RoundTripper: server(silent), limit: limit, browser: browser}).RoundTrip(request(t, nil)) //nolint:bodyclose // there is none
			require.ErrorIs(t, err, errStalled)
			assert.Equal(t, limit, time.Since(start))
		})
	})
	t.Run("lets a slow stream go on and ends it when it falls silent", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			res, err := (&stallLimit{RoundTripper: dripping(20*time.Second, 10), limit: limit, browser: browser}).RoundTrip(request(t, nil))
			require.NoError(t, err)
			body, err := io.ReadAll(res.Body)
			require.ErrorIs(t, err, errStalled)
			assert.Len(t, body, 10)
			assert.Equal(t, 11*20*time.Second+limit, time.Since(start))
			require.NoError(t, res.Body.Close())
		})
	})
	t.Run("lets a slow upload go on", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			slow := server(func(r *http.Request) (*http.Response, error) {
				for range 10 {
					<-time.After(20 * time.Second)
					if _, err := r.Body.Read(make([]byte, 1)); err != nil {
						return nil, err
					}
					if err := r.Context().Err(); err != nil {
						return nil, err
					}
				}
				return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody, Request: r}, nil
			})
			res, err := (&stallLimit{RoundTripper: slow, limit: limit, browser: browser}).RoundTrip(request(t, bytes.NewReader(make([]byte, 10))))
			require.NoError(t, err)
			require.NoError(t, res.Body.Close())
		})
	})
	t.Run("frees what it holds when the body is closed", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			var ctx context.Context
			res, err := (&stallLimit{RoundTripper: server(func(r *http.Request) (*http.Response, error) {
				ctx = r.Context() //nolint:fatcontext // to look at it afterwards
				return dripping(time.Second, 1)(r)
			}), limit: limit, browser: browser}).RoundTrip(request(t, nil))
			require.NoError(t, err)
			require.NoError(t, ctx.Err())
			require.NoError(t, res.Body.Close())
			require.ErrorIs(t, context.Cause(ctx), context.Canceled)
		})
	})
	t.Run("leaves the connection alone once the exchange is over", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			var upload io.Reader
			conn := &deadlines{}
			res, err := (&stallLimit{RoundTripper: server(func(r *http.Request) (*http.Response, error) {
				upload = r.Body // which the transport may go on reading when Clerk has answered early
				return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody, Request: r}, nil
			}), limit: limit, browser: http.NewResponseController(conn)}).RoundTrip(request(t, bytes.NewReader(make([]byte, 10))))
			require.NoError(t, err)
			require.NoError(t, res.Body.Close())
			_, err = io.ReadAll(upload)
			require.NoError(t, err)
			<-time.After(2 * limit)
			assert.Zero(t, conn.set.Load())
		})
	})
}

// deadlines is a connection that counts the deadlines it is given.
type deadlines struct {
	http.ResponseWriter
	set atomic.Int32
}

func (d *deadlines) SetReadDeadline(time.Time) error {
	d.set.Add(1)
	return nil
}

func (d *deadlines) SetWriteDeadline(time.Time) error {
	d.set.Add(1)
	return nil
}

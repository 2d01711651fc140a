package keys_test

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

// memory serves an instance over HTTP and TLS, but without a network: time can stand
// still, see testing/synctest.
type memory struct {
	*harness.Instance
	url       string
	client    *http.Client
	listener  *harness.PipeListener
	dialError atomic.Value // func() error
	handshake atomic.Value // func() error, the server's part
}

func noError() error { return nil }

// inMemory serves the instance until the test ends.
func inMemory(t *testing.T, i *harness.Instance) *memory {
	t.Helper()
	m := &memory{Instance: i, listener: harness.NewPipeListener()}
	m.heal()
	server := &httptest.Server{
		Listener: m.listener,
		Config:   &http.Server{Handler: i, ErrorLog: log.New(io.Discard, "", 0), ReadHeaderTimeout: time.Minute},
		TLS: &tls.Config{GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
			return nil, m.handshake.Load().(func() error)()
		}},
	}
	server.StartTLS()
	t.Cleanup(func() {
		harness.Elapse(time.Minute) // let go what is under way
		server.Close()
	})
	m.url, m.client = server.URL, server.Client()
	m.client.Timeout = 5 * time.Second
	transport := m.client.Transport.(*http.Transport)
	transport.DialContext = m.dial
	transport.DisableKeepAlives = true // each fetch meets what is wrong with connections
	return m
}

func (m *memory) newApp(t *testing.T) *harness.KeysApp {
	t.Helper()
	return harness.NewKeysApp(t, m.url, m.client)
}

func (m *memory) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	if err := m.dialError.Load().(func() error)(); err != nil {
		return nil, err
	}
	return m.listener.Dial(ctx)
}

// heal ends all outages.
func (m *memory) heal() {
	m.AnswerWith(m.ServeKeys)
	m.dialError.Store(noError)
	m.handshake.Store(noError)
}

// outages are ways in which Clerk cannot be reached.
func outages() map[string]func(*memory) {
	return map[string]func(*memory){
		"status 500": func(m *memory) {
			m.AnswerWith(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) })
		},
		"no answer": func(m *memory) {
			m.AnswerWith(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
		},
		"an answer that breaks off": func(m *memory) {
			m.AnswerWith(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Length", "1000")
				io.WriteString(w, `{"keys":[`)
				panic(http.ErrAbortHandler)
			})
		},
		"a connection that is reset": func(m *memory) {
			m.dialError.Store(func() error { return &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET} })
		},
		"a TLS handshake that fails": func(m *memory) {
			m.handshake.Store(func() error { return errors.New("no certificate for this name") })
		},
	}
}

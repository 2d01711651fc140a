package clerkhtmx_test

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// elapse lets time pass in a synctest bubble, where that takes none.
func elapse(d time.Duration) {
	time.Sleep(d) //nolint:forbidigo // the clock of the bubble moves by it
}

// memory serves an instance over HTTP and TLS, but without a network: time can stand
// still, see testing/synctest.
type memory struct {
	*instance
	url       string
	client    *http.Client
	listener  *pipeListener
	dialError atomic.Value // func() error
	handshake atomic.Value // func() error, the server's part
}

func noError() error { return nil }

// inMemory serves the instance until the test ends.
func inMemory(t *testing.T, i *instance) *memory {
	t.Helper()
	m := &memory{instance: i, listener: &pipeListener{connections: make(chan net.Conn), closed: make(chan struct{})}}
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
		elapse(time.Minute) // let go what is under way
		server.Close()
	})
	m.url, m.client = server.URL, server.Client()
	m.client.Timeout = 5 * time.Second
	transport := m.client.Transport.(*http.Transport)
	transport.DialContext = m.dial
	transport.DisableKeepAlives = true // each fetch meets what is wrong with connections
	return m
}

func (m *memory) newApp(t *testing.T) *keysApp {
	t.Helper()
	return newKeysApp(t, m.url, m.client)
}

func (m *memory) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	if err := m.dialError.Load().(func() error)(); err != nil {
		return nil, err
	}
	return m.listener.dial(ctx)
}

// heal ends all outages.
func (m *memory) heal() {
	m.answerWith(m.serveKeys)
	m.dialError.Store(noError)
	m.handshake.Store(noError)
}

// outages are ways in which Clerk cannot be reached.
func outages() map[string]func(*memory) {
	return map[string]func(*memory){
		"status 500": func(m *memory) {
			m.answerWith(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) })
		},
		"no answer": func(m *memory) {
			m.answerWith(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
		},
		"an answer that breaks off": func(m *memory) {
			m.answerWith(func(w http.ResponseWriter, _ *http.Request) {
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

// pipeListener accepts connections that were made by its dial.
type pipeListener struct {
	connections chan net.Conn
	closed      chan struct{}
	closing     sync.Once
}

func (l *pipeListener) dial(ctx context.Context) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case l.connections <- server:
		return client, nil
	case <-l.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.connections:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error {
	l.closing.Do(func() { close(l.closed) })
	return nil
}

// Addr is one that the certificate of httptest is for.
func (l *pipeListener) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 443} }

package harness

import (
	"context"
	"net"
	"net/http"
	"sync"
)

// RoundTripper is a transport that is a function.
type RoundTripper func(*http.Request) (*http.Response, error)

// RoundTrip calls the function.
func (f RoundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// PipeListener accepts connections that were made by its Dial, in memory, so that time can stand still; see testing/synctest.
type PipeListener struct {
	connections chan net.Conn
	closed      chan struct{}
	closing     sync.Once
}

// NewPipeListener makes a listener. In a synctest bubble it must be made there.
func NewPipeListener() *PipeListener {
	return &PipeListener{connections: make(chan net.Conn), closed: make(chan struct{})}
}

// Dial returns the client's end of a connection, once the server has accepted it.
func (l *PipeListener) Dial(ctx context.Context) (net.Conn, error) {
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

// Accept returns the server's end of the next connection.
func (l *PipeListener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.connections:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

// Close ends Accept and Dial.
func (l *PipeListener) Close() error {
	l.closing.Do(func() { close(l.closed) })
	return nil
}

// Addr returns an address that the certificate of httptest is for.
func (l *PipeListener) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 443} }

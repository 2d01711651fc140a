package fakeclerk

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

const (
	headerTimeout = 10 * time.Second
	closeTimeout  = 2 * time.Second
)

// Server is a fake that listens on a port of its own.
type Server struct {
	// URL is http:// with the host of Config.Address, and the port. Applications that share its cookies must be reached by
	// the same name, on whatever port: localhost and 127.0.0.1 are two sites.
	URL string

	server *http.Server
	done   chan error
}

// Listen serves c at Config.Address, never on another interface than loopback. The caller must Close the server.
func Listen(c *Clerk) (*Server, error) {
	host, port, err := net.SplitHostPort(c.cfg.Address)
	if err != nil {
		return nil, fmt.Errorf("fakeclerk: Address: %w", err)
	}
	bound := host
	if host == "localhost" {
		bound = "127.0.0.1"
	}
	listener, err := net.Listen("tcp", net.JoinHostPort(bound, port))
	if err != nil {
		return nil, fmt.Errorf("fakeclerk: %w", err)
	}
	_, port, err = net.SplitHostPort(listener.Addr().String())
	if err != nil {
		return nil, fmt.Errorf("fakeclerk: %w", err)
	}
	s := &Server{
		URL:    "http://" + net.JoinHostPort(host, port),
		server: &http.Server{Handler: c, ReadHeaderTimeout: headerTimeout},
		done:   make(chan error, 1),
	}
	go func() { s.done <- s.server.Serve(listener) }()
	return s, nil
}

// Close lets requests under way finish for two seconds, then cuts them off: browsers hold connections open that they may
// never use.
func (s *Server) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
	defer cancel()
	err := s.server.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		err = s.server.Close()
	}
	if served := <-s.done; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	if err != nil {
		return fmt.Errorf("fakeclerk: %w", err)
	}
	return nil
}

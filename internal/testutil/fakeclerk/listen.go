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
	// URL is http://127.0.0.1 and the port. Applications that share its cookies must be reached as 127.0.0.1 too, on
	// whatever port; localhost is another site.
	URL string

	server *http.Server
	done   chan error
}

// Listen serves c on a free port of 127.0.0.1, never on another interface. The caller must Close the server.
func Listen(c *Clerk) (*Server, error) {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("fakeclerk: %w", err)
	}
	s := &Server{
		URL:    "http://" + listener.Addr().String(),
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

// Command example is the demo site of clerkhtmx.
//
//	go run ./example
//
// It runs against a fake Clerk of its own, without an account or a network. With
// CLERK_PUBLISHABLE_KEY and CLERK_SECRET_KEY set, or in a file .env, it uses that
// Clerk instance instead.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/joho/godotenv"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "example:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if err := godotenv.Load(); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("read .env: %w", err)
	}
	flags := flag.NewFlagSet("example", flag.ContinueOnError)
	addr := flags.String("addr", defaultAddr(), "address to listen on")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil
		}
		return err
	}

	listener, err := net.Listen("tcp", *addr)
	if err != nil {
		return fmt.Errorf("cannot listen on %s (choose another with -addr or PORT): %w", *addr, err)
	}
	origin := "http://" + listener.Addr().String()
	clerk, err := clerkFor(origin)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	site, err := newSite(clerk)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	fmt.Printf("clerkhtmx demo on %s\n%s\n", origin, clerk.notice)
	return serve(listener, site)
}

// defaultAddr stays on this machine, because the fake Clerk has no real secrets.
func defaultAddr() string {
	port := os.Getenv("PORT")
	if port == "" {
		port = "8080"
	}
	return net.JoinHostPort("127.0.0.1", port)
}

// serve runs until an interrupt, then lets requests finish.
func serve(listener net.Listener, handler http.Handler) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       time.Minute,
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		timeout, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		return server.Shutdown(timeout)
	}
}

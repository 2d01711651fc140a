// Package clerkapi calls Clerk's Backend API for the kit.
//
// Anybody can send credentials that only Clerk can judge: handshake nonces, refresh
// tokens and opaque machine tokens. Each costs a call out of the instance's quota and
// holds a request while it lasts, so strangers must not cause more than their share:
//
//   - What Clerk refused is refused for 10 seconds without asking again. After
//     a refused refresh, the session is not refreshed for the same time.
//   - Requests that ask the same at the same time share one call. It goes on when one
//     of them gives up, for 5 seconds at most.
//   - A failed call spends the budget of its kind of credential, see [Limit], and a
//     good one does not. Without budget Clerk is not asked about a credential, except
//     one that it found good within the last 5 minutes.
//
// None of this makes a credential good: Clerk says so each time.
//
// An answer must be of the kind that was asked for. A redirect is an error. A value that
// becomes part of a path must be an id.
package clerkapi

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/clerk/clerk-sdk-go/v2"

	"github.com/clerk-htmx/kit/internal/authn"
)

// callTimeout bounds a call of the kit's own, whatever the HTTP client allows.
const callTimeout = 5 * time.Second

// Config holds the address of the API and the keys that authorize the calls.
type Config struct {
	// URL is the API's, without the version, such as "https://api.clerk.com".
	URL string
	// SecretKey authorizes the calls. Without it, Clerk is asked about M2M
	// tokens only, if there is a MachineSecretKey.
	SecretKey string
	// MachineSecretKey verifies M2M tokens instead of SecretKey. Default: SecretKey.
	MachineSecretKey string
	// HTTPClient makes the calls. It is one of [NewHTTPClient].
	HTTPClient *http.Client
	// Limit is for each kind of credential.
	Limit Limit
	// Logger gets a warning, at most once a minute, when the limit is reached.
	Logger *slog.Logger
}

// API calls the Backend API of one instance. It is safe for concurrent use.
type API struct {
	backend, m2m clerk.Backend
	// secretKey and m2mKey say whether backend and m2m have a key.
	secretKey, m2mKey bool

	nonces, refreshes, machines *credentials
	// waiting are the sessions whose refresh was refused.
	waiting memory[error]
}

var (
	_ authn.Backend        = (*API)(nil)
	_ authn.MachineBackend = (*API)(nil)
)

// New makes an API. It returns an error if cfg.URL cannot be parsed.
func New(cfg Config) (*API, error) {
	baseURL, err := clerk.JoinPath(cfg.URL, "v1")
	if err != nil {
		return nil, fmt.Errorf("clerkapi: %w", err)
	}
	client, err := onlyBelow(baseURL, cfg.HTTPClient)
	if err != nil {
		return nil, err
	}
	backend := func(key string) clerk.Backend {
		return clerk.NewBackend(&clerk.BackendConfig{HTTPClient: client, URL: &baseURL, Key: &key})
	}
	a := &API{
		backend: backend(cfg.SecretKey), secretKey: cfg.SecretKey != "",
		nonces:    newCredentials(cfg, "handshake nonces", isRefusal),
		refreshes: newCredentials(cfg, "refresh tokens", isRefusal),
		machines:  newCredentials(cfg, "machine tokens", isMachineRefusal),
		waiting:   newMemory[error](refusedFor),
	}
	a.m2m, a.m2mKey = a.backend, a.secretKey
	if cfg.MachineSecretKey != "" {
		a.m2m, a.m2mKey = backend(cfg.MachineSecretKey), true
	}
	return a, nil
}

// Backend is the client of the API for clerk-sdk-go. Its requests stay below the
// API's URL, and a redirect is an error.
func (a *API) Backend() clerk.Backend { return a.backend }

var (
	errNoSecretKey = errors.New("clerkapi: no secret key is configured")
	errNotAnID     = errors.New("clerkapi: not an id of Clerk's")
)

// prepare bounds a call about the resource with this id. It returns an error without a
// secret key, or if id cannot be one of Clerk's.
func (a *API) prepare(ctx context.Context, id string) (context.Context, context.CancelFunc, error) {
	switch {
	case !a.secretKey:
		return nil, nil, errNoSecretKey
	case !authn.IsID(id):
		return nil, nil, errNotAnID
	}
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	return ctx, cancel, nil
}

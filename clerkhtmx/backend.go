package clerkhtmx

import (
	"errors"
	"math"

	"github.com/clerk/clerk-sdk-go/v2"

	"github.com/clerk-htmx/kit/internal/authn"
	"github.com/clerk-htmx/kit/internal/clerkapi"
)

// Backend is the client of Clerk's Backend API, for the resource packages of
// clerk-sdk-go:
//
//	organizations := &organization.Client{Backend: kit.Backend()}
//
// A redirect is an error. So is a request whose path is not below the path of the API, or
// has an empty or dot segment. An id with a slash or "?" can still lead to another
// resource: check ids that come from outside.
func (k *Kit) Backend() clerk.Backend { return k.api.Backend() }

// BackendAPILimit bounds the calls of Clerk's Backend API that strangers can cause. Anybody can
// make up handshake nonces, refresh tokens and opaque machine tokens, and only Clerk can tell
// whether they are good. After Clerk refused a credential, the kit refuses it for 10 s without
// asking again. It asks Clerk about unknown credentials only within these bounds. Each process
// has its own bounds for each of the three kinds. A credential that Clerk found good within the
// last 5 minutes is exempt.
//
// Beyond the bounds, the kit does not ask Clerk about a credential: a request with a machine
// token gets 503 with Retry-After, a nonce is ignored, and a refresh fails, so that a document
// goes through the handshake. The Logger gets a warning, at most once a minute.
//
// Clerk allows a production instance 1000 calls in 10 s and a development instance 100
// (https://clerk.com/docs/guides/how-clerk-works/system-limits). With the defaults,
// strangers can cause 300 failed calls in 10 s in each process, and 60 more at once.
type BackendAPILimit struct {
	// PerSecond is how many of the calls may fail in a second, in the long run; twice as
	// many may fail at once. Calls that find a credential good do not count. Default 10.
	PerSecond float64
	// InFlight is how many of the calls may be in flight. After a start, all credentials
	// are unknown: raise it if many API keys come at once. Default 16.
	InFlight int
}

const (
	defaultBackendAPIPerSecond = 10
	defaultBackendAPIInFlight  = 16
)

func (l BackendAPILimit) withDefaults() BackendAPILimit {
	if l.PerSecond == 0 {
		l.PerSecond = defaultBackendAPIPerSecond
	}
	if l.InFlight == 0 {
		l.InFlight = defaultBackendAPIInFlight
	}
	return l
}

func (l BackendAPILimit) checkPerSecond() error {
	if !(l.PerSecond > 0) || math.IsInf(l.PerSecond, 0) {
		return errors.New("must be a positive number")
	}
	return nil
}

func (l BackendAPILimit) checkInFlight() error {
	if l.InFlight < 0 {
		return errors.New("is negative")
	}
	return nil
}

func newBackendAPI(cfg Config) (*clerkapi.API, error) {
	return clerkapi.New(clerkapi.Config{
		URL: cfg.APIURL, SecretKey: cfg.SecretKey, MachineSecretKey: cfg.MachineSecretKey,
		HTTPClient: cfg.HTTPClient, Limit: clerkapi.Limit(cfg.BackendAPILimit), Logger: cfg.Logger,
	})
}

// authnBackend is nil without a secret key: then there is nothing to ask Clerk with.
func authnBackend(cfg Config, api *clerkapi.API) authn.Backend {
	if cfg.SecretKey == "" {
		return nil
	}
	return api
}

package clerkhtmx

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"

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

// ErrSignedOut is returned by [Kit.User], and by methods that use it, when there is no
// signed-in user.
var ErrSignedOut = errors.New("clerkhtmx: signed out")

// userOnce fetches the user of a request once, even if several callers ask.
type userOnce struct {
	once once
	user *clerk.User
	err  error
}

// once is a [sync.Once] for a function that may panic, as the application's transport
// may. After a panic, the next caller calls the function again.
type once struct {
	mu   sync.Mutex
	done bool
}

// Do calls f unless it has been called and has returned.
func (o *once) Do(f func()) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.done {
		f()
		o.done = true
	}
}

// User fetches the signed-in user from Clerk's Backend API, once for each request.
// It returns [ErrSignedOut] or the error of the call. An answer that is not this user's
// record is an error, too.
func (k *Kit) User(ctx context.Context) (*clerk.User, error) {
	auth := k.authFromContext(ctx)
	if !auth.SignedIn() {
		return nil, ErrSignedOut
	}
	ra := k.requestAuth(ctx)
	ra.user.CompareAndSwap(nil, &userOnce{})
	user := ra.user.Load()
	user.once.Do(func() {
		user.user, user.err = k.api.User(ctx, auth.UserID)
	})
	if user.err != nil {
		return nil, fmt.Errorf("clerkhtmx: user: %w", user.err)
	}
	return user.user, nil
}

// Profile is the part of a user that pages show. Empty fields are not set.
type Profile struct {
	UserID, FirstName, LastName, Username string
	// EmailAddress and PhoneNumber are the primary ones.
	EmailAddress, PhoneNumber string
	// HasImage is false while ImageURL is one that Clerk made up.
	HasImage bool
	ImageURL string
}

// Profile returns the part of [Kit.User] that pages show.
func (k *Kit) Profile(ctx context.Context) (Profile, error) {
	u, err := k.User(ctx)
	if err != nil {
		return Profile{}, err
	}
	p := Profile{
		UserID:    u.ID,
		FirstName: value(u.FirstName),
		LastName:  value(u.LastName),
		Username:  value(u.Username),
		HasImage:  u.HasImage,
		ImageURL:  value(u.ImageURL),
	}
	for _, email := range u.EmailAddresses {
		if email.ID == value(u.PrimaryEmailAddressID) {
			p.EmailAddress = email.EmailAddress
		}
	}
	for _, phone := range u.PhoneNumbers {
		if phone.ID == value(u.PrimaryPhoneNumberID) {
			p.PhoneNumber = phone.PhoneNumber
		}
	}
	return p, nil
}

func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// UpdatePhoneNumber gives the signed-in user a new primary phone number, in E.164
// format such as "+15555550100", and deletes the one it replaces. Clerk cannot change a
// number in place, so the new one is created first. If deleting the old one fails, the
// user has both, and UpdatePhoneNumber returns both the new number and the error.
func (k *Kit) UpdatePhoneNumber(ctx context.Context, number string, verified bool) (*clerk.PhoneNumber, error) {
	u, err := k.User(ctx)
	if err != nil {
		return nil, err
	}
	created, err := k.api.CreatePhoneNumber(ctx, clerkapi.PhoneNumber{UserID: u.ID, Number: number, Verified: verified, Primary: true})
	if err != nil {
		return nil, fmt.Errorf("clerkhtmx: create phone number: %w", err)
	}
	if previous := value(u.PrimaryPhoneNumberID); previous != "" && previous != created.ID {
		if err := k.api.DeletePhoneNumber(ctx, previous); err != nil {
			return created, fmt.Errorf("clerkhtmx: delete previous phone number: %w", err)
		}
	}
	return created, nil
}

// RevokeSession ends a session at Clerk, wherever it is used. Elsewhere, tokens that
// it gave out stay good until they expire, for up to 60 s; this process refuses them
// from now on, even if the call fails. RevokeSession returns an error if the call fails or
// Clerk does not answer that the session has ended. It also returns one, and refuses
// nothing, if sessionID cannot be an id of Clerk's.
func (k *Kit) RevokeSession(ctx context.Context, sessionID string) error {
	if !authn.IsID(sessionID) {
		return errors.New("clerkhtmx: revoke session: not the id of a session")
	}
	k.auth.Revoke(sessionID)
	if err := k.api.RevokeSession(ctx, sessionID); err != nil {
		return fmt.Errorf("clerkhtmx: revoke session: %w", err)
	}
	return nil
}

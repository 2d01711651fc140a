package clerkhtmx

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/clerk/clerk-sdk-go/v2"

	"github.com/clerk-htmx/kit/internal/clerkapi"
)

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
	ra.user.once.Do(func() {
		ra.user.user, ra.user.err = k.api.User(ctx, auth.UserID)
	})
	if ra.user.err != nil {
		return nil, fmt.Errorf("clerkhtmx: user: %w", ra.user.err)
	}
	return ra.user.user, nil
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

package clerkapi

import (
	"context"
	"strings"

	"github.com/clerk/clerk-sdk-go/v2"
	"github.com/clerk/clerk-sdk-go/v2/phonenumber"
	"github.com/clerk/clerk-sdk-go/v2/user"

	"github.com/clerk-htmx/kit/internal/authn"
)

// User fetches a user.
func (a *API) User(ctx context.Context, id string) (*clerk.User, error) {
	ctx, cancel, err := a.prepare(ctx, id)
	if err != nil {
		return nil, err
	}
	defer cancel()
	users := &user.Client{Backend: a.backend}
	u, err := users.Get(ctx, id)
	if err != nil {
		return nil, documented(err)
	}
	if u.ID != id {
		return nil, errUnexpectedAnswer
	}
	return u, nil
}

// PhoneNumber is one to create, in E.164 format such as "+15555550100".
type PhoneNumber struct {
	UserID, Number    string
	Verified, Primary bool
}

// CreatePhoneNumber gives a user a phone number.
func (a *API) CreatePhoneNumber(ctx context.Context, p PhoneNumber) (*clerk.PhoneNumber, error) {
	ctx, cancel, err := a.prepare(ctx, p.UserID)
	if err != nil {
		return nil, err
	}
	defer cancel()
	phones := &phonenumber.Client{Backend: a.backend}
	created, err := phones.Create(ctx, &phonenumber.CreateParams{
		UserID: &p.UserID, PhoneNumber: &p.Number, Verified: &p.Verified, Primary: &p.Primary,
	})
	if err != nil {
		return nil, documented(err)
	}
	// The answer does not name the user, but nobody else can have the number.
	if !authn.IsID(created.ID) || digits(created.PhoneNumber) != digits(p.Number) {
		return nil, errUnexpectedAnswer
	}
	return created, nil
}

// DeletePhoneNumber deletes a phone number.
func (a *API) DeletePhoneNumber(ctx context.Context, id string) error {
	ctx, cancel, err := a.prepare(ctx, id)
	if err != nil {
		return err
	}
	defer cancel()
	phones := &phonenumber.Client{Backend: a.backend}
	deleted, err := phones.Delete(ctx, id)
	if err != nil {
		return documented(err)
	}
	if deleted.ID != id || !deleted.Deleted {
		return errUnexpectedAnswer
	}
	return nil
}

// digits returns the digits of a number, to compare numbers that are written differently.
func digits(number string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, number)
}

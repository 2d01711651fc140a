package fakeclerk

import (
	"fmt"
	"strings"
	"time"
)

// User describes a user to create.
type User struct {
	ID          string // default: random
	Email       string // verified, primary
	PhoneNumber string // verified, primary
	Username    string
	FirstName   string
	LastName    string
	Password    string // default: none, sign-in by email code only
}

// CreateUser adds a user and returns it with its id. At least one of Email, PhoneNumber and Username is required and must
// be new.
func (c *Clerk) CreateUser(params User) (User, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if params.Email == "" && params.PhoneNumber == "" && params.Username == "" {
		return User{}, fmt.Errorf("fakeclerk: a user needs an Email, PhoneNumber or Username")
	}
	if params.ID == "" {
		params.ID = newID("user")
	}
	if c.users.get(params.ID) != nil {
		return User{}, fmt.Errorf("fakeclerk: user %q exists", params.ID)
	}
	for _, identifier := range []string{params.Email, params.PhoneNumber, params.Username} {
		if c.userByIdentifier(identifier) != nil {
			return User{}, fmt.Errorf("fakeclerk: a user %q exists", identifier)
		}
	}
	now := c.now()
	u := &user{
		id: params.ID, username: params.Username, firstName: params.FirstName, lastName: params.LastName, password: params.Password,
		createdAt: now, updatedAt: now,
	}
	u.addVerified(kindEmail, params.Email, now)
	u.addVerified(kindPhone, params.PhoneNumber, now)
	c.addUser(u)
	return params, nil
}

// UpdateUser changes the name of a user, as an edit on another device or in the dashboard does.
func (c *Clerk) UpdateUser(userID, firstName, lastName string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	u := c.users.get(userID)
	if u == nil {
		return unknown("user", userID)
	}
	u.firstName, u.lastName, u.updatedAt = firstName, lastName, c.now()
	return nil
}

// DeleteUser ends the user's sessions too.
func (c *Clerk) DeleteUser(userID string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	u := c.users.get(userID)
	if u == nil {
		return unknown("user", userID)
	}
	c.removeUser(u, c.now())
	return nil
}

// Code returns the verification code that was sent last to an email address or a phone number and not used yet, or "".
func (c *Clerk) Code(address string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.codes[strings.ToLower(address)]
}

// IssueTicket returns a one-time sign-in token for the ticket strategy, valid for an hour.
func (c *Clerk) IssueTicket(userID string) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.users.get(userID) == nil {
		return "", unknown("user", userID)
	}
	return c.newTicket(userID, time.Hour, c.now()).secret, nil
}

// Waitlist returns the email addresses on the waitlist, the first comer first.
func (c *Clerk) Waitlist() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	emails := []string{}
	for e := range c.waitlist.all() {
		emails = append(emails, e.email)
	}
	return emails
}

package clerktest

import "github.com/clerk-htmx/kit/internal/testutil/fakeclerk"

// User is a user of the instance. At least one of Email, PhoneNumber and Username is required.
type User struct {
	ID          string // default: random, user_…
	Email       string // verified
	PhoneNumber string // verified
	Username    string
	FirstName   string
	LastName    string
	Password    string // default: none, sign-in by email code only
}

// Organization is an organization of the instance.
type Organization struct {
	ID   string // default: random, org_…
	Name string // required
	Slug string // default: made from the name
}

// CreateUser returns the user with its id.
func (c *Clerk) CreateUser(u User) User {
	return must(c, func() (User, error) {
		created, err := c.fake.CreateUser(fakeclerk.User(u))
		return User(created), err
	})
}

// RenameUser changes a user's name, as an edit in the profile does.
func (c *Clerk) RenameUser(u User, firstName, lastName string) {
	c.check(c.fake.UpdateUser(u.ID, firstName, lastName))
}

// DeleteUser also ends the user's sessions.
func (c *Clerk) DeleteUser(u User) { c.check(c.fake.DeleteUser(u.ID)) }

// Code returns the verification code that was sent last to an email address or a phone number and is not used yet. It is
// empty if there is none.
func (c *Clerk) Code(address string) string { return c.fake.Code(address) }

// Ticket is a one-time sign-in token for the ticket strategy.
func (c *Clerk) Ticket(u User) string {
	return must(c, func() (string, error) { return c.fake.IssueTicket(u.ID) })
}

// CreateOrganization returns the organization, which has no members yet, with its id and slug.
func (c *Clerk) CreateOrganization(o Organization) Organization {
	return must(c, func() (Organization, error) {
		created, err := c.fake.CreateOrganization(fakeclerk.Organization(o))
		return Organization(created), err
	})
}

// AddMember gives the user a role such as org:admin, and custom permissions such as org:invoices:create.
func (c *Clerk) AddMember(o Organization, u User, role string, permissions ...string) {
	c.check(c.fake.AddMember(o.ID, u.ID, role, permissions...))
}

// SetRole replaces a member's role and custom permissions. Tokens signed from now on have them.
func (c *Clerk) SetRole(o Organization, u User, role string, permissions ...string) {
	c.check(c.fake.SetRole(o.ID, u.ID, role, permissions...))
}

// RemoveMember also takes the organization out of the user's sessions.
func (c *Clerk) RemoveMember(o Organization, u User) { c.check(c.fake.RemoveMember(o.ID, u.ID)) }

// Waitlist returns the email addresses on the waitlist.
func (c *Clerk) Waitlist() []string { return c.fake.Waitlist() }

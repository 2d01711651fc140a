package fakeclerk

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

// backendUser has what only backends may see, and not the memberships.
func (c *call) backendUser(u *user) (any, error) {
	out := c.userJSON(u)
	out.PrivateMetadata = metadata(u.privateMetadata)
	out.OrganizationMemberships = nil
	return out, nil
}

// usersMatching knows the filters email_address, phone_number, username, user_id, external_id, organization_id and query.
// The newest user comes first, as Clerk sorts.
func (c *call) usersMatching() []*user {
	query := c.r.URL.Query()
	oneOf := func(filter string, values ...string) bool {
		wanted := query[filter]
		return len(wanted) == 0 || slices.ContainsFunc(values, func(v string) bool {
			return slices.ContainsFunc(wanted, func(w string) bool { return strings.EqualFold(v, strings.TrimSpace(w)) })
		})
	}
	found := c.users.filter(func(u *user) bool {
		organizations := []string{}
		for _, m := range c.membershipsOfUser(u.id) {
			organizations = append(organizations, m.orgID)
		}
		text := strings.ToLower(strings.Join(append(u.values(), u.displayName(), u.username, u.id), " "))
		return oneOf("user_id", u.id) && oneOf("external_id", u.externalID) && oneOf("username", u.username) &&
			oneOf("email_address", u.values()...) && oneOf("phone_number", u.values()...) &&
			oneOf("organization_id", organizations...) && strings.Contains(text, strings.ToLower(query.Get("query")))
	})
	slices.Reverse(found)
	return found
}

func (u *user) values() []string {
	values := make([]string, len(u.identifications))
	for n, i := range u.identifications {
		values[n] = i.value
	}
	return values
}

// listUsers is a bare array.
func (c *call) listUsers() (any, error) {
	out := []any{}
	for _, u := range paginate(c.r, c.usersMatching()).Data {
		user, err := c.backendUser(u)
		if err != nil {
			return nil, err
		}
		out = append(out, user)
	}
	return out, nil
}

type totalCountJSON struct {
	Object     string `json:"object"`
	TotalCount int    `json:"total_count"`
}

func (c *call) countUsers() (any, error) {
	return totalCountJSON{Object: "total_count", TotalCount: len(c.usersMatching())}, nil
}

// userParams are the fields that create and update share; nil leaves a field alone.
type userParams struct {
	Username             *string         `json:"username"`
	FirstName            *string         `json:"first_name"`
	LastName             *string         `json:"last_name"`
	Password             *string         `json:"password"`
	ExternalID           *string         `json:"external_id"`
	PrimaryEmailID       *string         `json:"primary_email_address_id"`
	PrimaryPhoneID       *string         `json:"primary_phone_number_id"`
	SignOutOtherSessions bool            `json:"sign_out_of_other_sessions"`
	PublicMetadata       json.RawMessage `json:"public_metadata"`
	PrivateMetadata      json.RawMessage `json:"private_metadata"`
	UnsafeMetadata       json.RawMessage `json:"unsafe_metadata"`
}

type createUserParams struct {
	userParams
	EmailAddresses []string `json:"email_address"`
	PhoneNumbers   []string `json:"phone_number"`
}

// createUser takes the identifiers as verified, as Clerk does for its Backend API.
func (c *call) createUser() (any, error) {
	var p createUserParams
	if err := c.decode(&p); err != nil {
		return nil, err
	}
	u := &user{id: newID("user"), createdAt: c.now, updatedAt: c.now}
	for kind, values := range map[identificationKind][]string{kindEmail: p.EmailAddresses, kindPhone: p.PhoneNumbers} {
		for _, value := range values {
			if err := c.checkNewIdentifier(kind, value); err != nil {
				return nil, err
			}
			u.addVerified(kind, value, c.now)
		}
	}
	if err := c.applyUserParams(u, p.userParams); err != nil {
		return nil, err
	}
	c.addUser(u)
	return c.backendUser(u)
}

func (c *call) updateUser(u *user) (any, error) {
	var p userParams
	if err := c.decode(&p); err != nil {
		return nil, err
	}
	if err := c.applyUserParams(u, p); err != nil {
		return nil, err
	}
	if p.Password != nil && p.SignOutOtherSessions {
		c.endSessionsOf(u.id, "", statusRevoked, c.now)
	}
	return c.backendUser(u)
}

// applyUserParams checks everything before it changes anything.
func (c *call) applyUserParams(u *user, p userParams) error {
	if p.Username != nil && !strings.EqualFold(*p.Username, u.username) {
		if err := c.checkNewIdentifier("username", *p.Username); err != nil {
			return err
		}
	}
	if p.Password != nil {
		if err := checkNewPassword(*p.Password, "password"); err != nil {
			return err
		}
	}
	for kind, id := range map[identificationKind]*string{kindEmail: p.PrimaryEmailID, kindPhone: p.PrimaryPhoneID} {
		if i := u.identification(deref(id)); id != nil && (i == nil || i.kind != kind) {
			return notFound("Identification")
		}
	}
	for target, value := range map[*string]*string{
		&u.username: p.Username, &u.firstName: p.FirstName, &u.lastName: p.LastName, &u.password: p.Password,
		&u.externalID: p.ExternalID, &u.primaryEmailID: p.PrimaryEmailID, &u.primaryPhoneID: p.PrimaryPhoneID,
	} {
		if value != nil {
			*target = *value
		}
	}
	metadataParams{p.PublicMetadata, p.PrivateMetadata, p.UnsafeMetadata}.replace(u.metadata())
	u.updatedAt = c.now
	return nil
}

func (c *call) deleteUser(u *user) (any, error) {
	c.removeUser(u, c.now)
	return deleted("user", u.id), nil
}

func (c *call) banUser(u *user) (any, error) {
	u.banned = true
	c.endSessionsOf(u.id, "", statusRevoked, c.now)
	return c.touchUser(u)
}

func (c *call) unbanUser(u *user) (any, error) {
	u.banned = false
	return c.touchUser(u)
}

func (c *call) lockUser(u *user) (any, error) {
	u.locked = true
	return c.touchUser(u)
}

func (c *call) unlockUser(u *user) (any, error) {
	u.locked = false
	return c.touchUser(u)
}

func (c *call) touchUser(u *user) (any, error) {
	u.updatedAt = c.now
	return c.backendUser(u)
}

type verifiedJSON struct {
	Verified bool `json:"verified"`
}

func (c *call) verifyPassword(u *user) (any, error) {
	var p struct {
		Password string `json:"password"`
	}
	if err := c.decode(&p); err != nil {
		return nil, err
	}
	if u.password == "" || p.Password != u.password {
		return nil, &apiError{status: http.StatusUnprocessableEntity, code: "incorrect_password", message: "The password is incorrect."}
	}
	return verifiedJSON{Verified: true}, nil
}

package fakeclerk

import (
	"fmt"
	"strings"
)

// Organization describes an organization to create.
type Organization struct {
	ID   string // default: random, org_…
	Name string
	Slug string // default: made from the name
}

// CreateOrganization adds an organization without members and returns it with its id and slug.
func (c *Clerk) CreateOrganization(params Organization) (Organization, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if params.Name == "" {
		return Organization{}, fmt.Errorf("fakeclerk: an organization needs a Name")
	}
	if params.ID != "" && !strings.HasPrefix(params.ID, "org_") {
		return Organization{}, fmt.Errorf("fakeclerk: organization id %q does not start with org_, by which clerk-js tells ids from slugs", params.ID)
	}
	if params.Slug == "" {
		params.Slug = slugify(params.Name)
	}
	if c.organizations.get(params.ID) != nil || c.organizationBySlug(params.Slug) != nil {
		return Organization{}, fmt.Errorf("fakeclerk: organization %q exists", params.Slug)
	}
	o := c.addOrganization(params.ID, params.Name, params.Slug, c.now())
	return Organization{ID: o.id, Name: o.name, Slug: o.slug}, nil
}

// AddMember puts a user into an organization. The role has the form org:admin; permissions are custom ones of the form
// org:invoices:create and reach session tokens, the system permissions of the role come by themselves.
func (c *Clerk) AddMember(orgID, userID, role string, permissions ...string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.organizations.get(orgID) == nil {
		return unknown("organization", orgID)
	}
	if c.users.get(userID) == nil {
		return unknown("user", userID)
	}
	if c.membershipOf(orgID, userID) != nil {
		return fmt.Errorf("fakeclerk: user %q is a member of %q already", userID, orgID)
	}
	if err := checkRole(role, permissions); err != nil {
		return err
	}
	c.addMembership(orgID, userID, role, permissions, c.now())
	return nil
}

// SetRole replaces a member's role and custom permissions. Tokens minted from now on have them.
func (c *Clerk) SetRole(orgID, userID, role string, permissions ...string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	m, err := c.memberForHook(orgID, userID)
	if err != nil {
		return err
	}
	if err := checkRole(role, permissions); err != nil {
		return err
	}
	c.setRole(m, role, permissions, c.now())
	return nil
}

// RemoveMember also takes the organization out of the user's sessions.
func (c *Clerk) RemoveMember(orgID, userID string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	m, err := c.memberForHook(orgID, userID)
	if err != nil {
		return err
	}
	c.removeMembership(m, c.now())
	return nil
}

func (c *Clerk) memberForHook(orgID, userID string) (*membership, error) {
	m := c.membershipOf(orgID, userID)
	if m == nil {
		return nil, fmt.Errorf("fakeclerk: user %q is no member of %q", userID, orgID)
	}
	return m, nil
}

func checkRole(role string, permissions []string) error {
	if !strings.HasPrefix(role, "org:") {
		return fmt.Errorf("fakeclerk: role %q does not have the form org:admin", role)
	}
	for _, permission := range permissions {
		if strings.Count(permission, ":") != 2 || !strings.HasPrefix(permission, "org:") {
			return fmt.Errorf("fakeclerk: permission %q does not have the form org:feature:permission", permission)
		}
	}
	return nil
}

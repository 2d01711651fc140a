package fakeclerk

import (
	"slices"
	"strings"
)

func (c *call) listMembers() (any, error) {
	o, err := c.organizationFor("org:sys_memberships:read")
	if err != nil {
		return nil, err
	}
	query := c.r.URL.Query()
	return paginate(c.r, c.membershipsJSON(c.membersMatching(o.id, query["role"], query.Get("query")))), nil
}

// membersMatching filters by role and by text in name or identifier; empty filters match everybody.
func (c *Clerk) membersMatching(orgID string, roles []string, text string) []*membership {
	return c.memberships.filter(func(m *membership) bool {
		u := c.users.get(m.userID)
		return m.orgID == orgID &&
			(len(roles) == 0 || slices.Contains(roles, m.role)) &&
			strings.Contains(strings.ToLower(u.displayName()+" "+u.identifier()), strings.ToLower(text))
	})
}

// member is the membership of the user in the path.
func (c *Clerk) member(orgID, userID string) (*membership, error) {
	m := c.membershipOf(orgID, userID)
	if m == nil {
		return nil, notFound("Organization membership")
	}
	return m, nil
}

func (c *call) addMember() (any, error) {
	o, err := c.organizationFor("org:sys_memberships:manage")
	if err != nil {
		return nil, err
	}
	return c.joinOrganization(o, c.form.Get("user_id"), c.form.Get("role"))
}

func (c *call) joinOrganization(o *organization, userID, role string) (any, error) {
	if c.users.get(userID) == nil {
		return nil, notFound("User")
	}
	if c.membershipOf(o.id, userID) != nil {
		return nil, formError("already_a_member_in_organization", "The user is already a member of the organization.", "user_id")
	}
	if role == "" {
		return nil, missingParam("role")
	}
	return c.membershipJSON(c.addMembership(o.id, userID, role, nil, c.now)), nil
}

func (c *call) updateMember() (any, error) {
	o, err := c.organizationFor("org:sys_memberships:manage")
	if err != nil {
		return nil, err
	}
	return c.changeRole(o, c.form.Get("role"))
}

func (c *call) changeRole(o *organization, role string) (any, error) {
	m, err := c.member(o.id, c.r.PathValue("user"))
	if err != nil {
		return nil, err
	}
	if role == "" {
		return nil, missingParam("role")
	}
	c.setRole(m, role, m.permissions, c.now)
	return c.membershipJSON(m), nil
}

func (c *call) removeMember() (any, error) {
	o, err := c.organizationFor("org:sys_memberships:manage")
	if err != nil {
		return nil, err
	}
	return c.expelMember(o)
}

func (c *call) expelMember(o *organization) (any, error) {
	m, err := c.member(o.id, c.r.PathValue("user"))
	if err != nil {
		return nil, err
	}
	last := c.membershipJSON(m)
	c.removeMembership(m, c.now)
	return last, nil
}

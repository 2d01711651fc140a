package fakeclerk

import "net/http"

func (c *call) listMembers() (any, error) {
	o, err := c.organizationFor("org:sys_memberships:read")
	if err != nil {
		return nil, err
	}
	query := c.r.URL.Query()
	return paginate(c.r, c.membershipsJSON(c.membersMatching(o.id, query["role"], query.Get("query")))), nil
}

func (c *call) addMember() (any, error) {
	o, err := c.organizationFor("org:sys_memberships:manage")
	if err != nil {
		return nil, err
	}
	return c.joinOrganization(o, c.form.Get("user_id"), c.form.Get("role"))
}

func (c *call) updateMember() (any, error) {
	o, err := c.organizationFor("org:sys_memberships:manage")
	if err != nil {
		return nil, err
	}
	return c.changeRole(o, c.form.Get("role"))
}

func (c *call) removeMember() (any, error) {
	o, err := c.organizationFor("org:sys_memberships:manage")
	if err != nil {
		return nil, err
	}
	return c.expelMember(o)
}

func (c *call) listMyMemberships() (any, error) {
	s, err := c.currentSession()
	if err != nil {
		return nil, err
	}
	return paginate(c.r, c.membershipsJSON(c.membershipsOfUser(s.userID))), nil
}

func (c *call) leaveOrganization() (any, error) {
	m, err := c.myMembership()
	if err != nil {
		return nil, err
	}
	if m.role == RoleAdmin && c.adminsOf(m.orgID) == 1 {
		return nil, &apiError{
			status: http.StatusForbidden, code: "organization_minimum_permissions_needed",
			message: "There has to be at least one organization member with the minimum required permissions.",
		}
	}
	c.removeMembership(m, c.now)
	return deleted("organization_membership", m.id), nil
}

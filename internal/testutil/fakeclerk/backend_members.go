package fakeclerk

import "slices"

func (c *call) listBackendMembers(o *organization) (any, error) {
	query := c.r.URL.Query()
	found := c.membersMatching(o.id, query["role"], query.Get("query"))
	if wanted := query["user_id"]; len(wanted) > 0 {
		found = slices.DeleteFunc(found, func(m *membership) bool { return !slices.Contains(wanted, m.userID) })
	}
	return paginate(c.r, c.membershipsJSON(found)), nil
}

func (c *call) listUserMemberships(u *user) (any, error) {
	return paginate(c.r, c.membershipsJSON(c.membershipsOfUser(u.id))), nil
}

type memberParams struct {
	UserID       string `json:"user_id"`
	EmailAddress string `json:"email_address"`
	Role         string `json:"role"`
}

func (c *call) addBackendMember(o *organization) (any, error) {
	var p memberParams
	if err := c.decode(&p); err != nil {
		return nil, err
	}
	return c.joinOrganization(o, p.UserID, p.Role)
}

func (c *call) updateBackendMember(o *organization) (any, error) {
	var p memberParams
	if err := c.decode(&p); err != nil {
		return nil, err
	}
	return c.changeRole(o, p.Role)
}

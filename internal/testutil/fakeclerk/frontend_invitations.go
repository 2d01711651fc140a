package fakeclerk

func (c *call) listInvitations() (any, error) {
	o, err := c.organizationFor("org:sys_memberships:manage")
	if err != nil {
		return nil, err
	}
	return paginate(c.r, c.invitationsJSON(withStatus(c.invitationsOf(o.id), c.r.URL.Query()["status"]))), nil
}

func (c *call) createInvitation() (any, error) {
	o, err := c.organizationFor("org:sys_memberships:manage")
	if err != nil {
		return nil, err
	}
	return c.invite(o, c.form.Get("email_address"), c.form.Get("role"))
}

// createInvitations answers the members page, which sends several addresses at once.
func (c *call) createInvitations() (any, error) {
	o, err := c.organizationFor("org:sys_memberships:manage")
	if err != nil {
		return nil, err
	}
	invited := []any{}
	for _, email := range c.form["email_address"] {
		invitation, err := c.invite(o, email, c.form.Get("role"))
		if err != nil {
			return nil, err
		}
		invited = append(invited, invitation)
	}
	return invited, nil
}

func (c *call) revokeInvitation() (any, error) {
	o, err := c.organizationFor("org:sys_memberships:manage")
	if err != nil {
		return nil, err
	}
	return c.withdrawInvitation(o)
}

func (c *call) listMyInvitations() (any, error) {
	u, err := c.currentUser()
	if err != nil {
		return nil, err
	}
	mine := c.invitations.filter(func(i *invitation) bool { return u.owns(i.email) })
	return paginate(c.r, c.invitationsJSON(withStatus(mine, c.r.URL.Query()["status"]))), nil
}

func (c *call) acceptInvitation() (any, error) {
	u, err := c.currentUser()
	if err != nil {
		return nil, err
	}
	i := c.invitations.get(c.r.PathValue("id"))
	if i == nil || i.status != "pending" || !u.owns(i.email) {
		return nil, notFound("Organization invitation")
	}
	i.status, i.updatedAt = "accepted", c.now
	if c.membershipOf(i.orgID, u.id) == nil {
		c.addMembership(i.orgID, u.id, i.role, nil, c.now)
	}
	return c.invitationJSON(i), nil
}

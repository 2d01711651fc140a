package fakeclerk

func (c *call) listBackendInvitations(o *organization) (any, error) {
	return paginate(c.r, c.invitationsJSON(withStatus(c.invitationsOf(o.id), c.r.URL.Query()["status"]))), nil
}

func (c *call) createBackendInvitation(o *organization) (any, error) {
	var p memberParams
	if err := c.decode(&p); err != nil {
		return nil, err
	}
	return c.invite(o, p.EmailAddress, p.Role)
}

package fakeclerk

func (c *call) mergeUserMetadata(u *user) (any, error) {
	return c.changeUserMetadata(u, metadataParams.merge)
}

func (c *call) replaceUserMetadata(u *user) (any, error) {
	return c.changeUserMetadata(u, metadataParams.replace)
}

func (c *call) changeUserMetadata(u *user, change func(metadataParams, metadataTarget)) (any, error) {
	var p metadataParams
	if err := c.decode(&p); err != nil {
		return nil, err
	}
	change(p, u.metadata())
	return c.touchUser(u)
}

func (c *call) mergeOrganizationMetadata(o *organization) (any, error) {
	return c.changeOrganizationMetadata(o, metadataParams.merge)
}

func (c *call) replaceOrganizationMetadata(o *organization) (any, error) {
	return c.changeOrganizationMetadata(o, metadataParams.replace)
}

func (c *call) changeOrganizationMetadata(o *organization, change func(metadataParams, metadataTarget)) (any, error) {
	var p metadataParams
	if err := c.decode(&p); err != nil {
		return nil, err
	}
	change(p, o.metadata())
	c.organizationChanged(o)
	return c.backendOrganization(o)
}

package fakeclerk

// myMembership is the current user's place in the organization of the path. Strangers get 404, as if there were none.
func (c *call) myMembership() (*membership, error) {
	s, err := c.currentSession()
	if err != nil {
		return nil, err
	}
	m := c.membershipOf(c.r.PathValue("org"), s.userID)
	if m == nil {
		return nil, notFound("Organization")
	}
	return m, nil
}

// organizationFor checks a permission of the current user in the organization of the path.
func (c *call) organizationFor(permission string) (*organization, error) {
	m, err := c.myMembership()
	if err != nil {
		return nil, err
	}
	if !m.may(permission) {
		return nil, forbidden()
	}
	return c.organizations.get(m.orgID), nil
}

func (c *call) createOrganization() (any, error) {
	s, err := c.currentSession()
	if err != nil {
		return nil, err
	}
	o, err := c.foundOrganization(c.form.Get("name"), c.form.Get("slug"), s.userID, c.now)
	if err != nil {
		return nil, err
	}
	return c.organizationJSON(o), nil
}

func (c *call) getOrganization() (any, error) {
	m, err := c.myMembership()
	if err != nil {
		return nil, err
	}
	return c.organizationJSON(c.organizations.get(m.orgID)), nil
}

func (c *call) updateOrganization() (any, error) {
	o, err := c.organizationFor("org:sys_profile:manage")
	if err != nil {
		return nil, err
	}
	if slug := c.form.Get("slug"); slug != "" && slug != o.slug {
		if c.organizationBySlug(slug) != nil {
			return nil, slugTaken()
		}
		o.slug = slug
	}
	if name := c.form.Get("name"); name != "" {
		o.name = name
	}
	c.organizationChanged(o)
	return c.organizationJSON(o), nil
}

func (c *call) deleteOrganization() (any, error) {
	o, err := c.organizationFor("org:sys_profile:delete")
	if err != nil {
		return nil, err
	}
	c.removeOrganization(o, c.now)
	return deleted("organization", o.id), nil
}

type roleJSON struct {
	Object      string   `json:"object"`
	ID          string   `json:"id"`
	Key         string   `json:"key"`
	Name        string   `json:"name"`
	Description string   `json:"description"`
	Permissions []string `json:"permissions"`
	CreatedAt   int64    `json:"created_at"`
	UpdatedAt   int64    `json:"updated_at"`
}

// listRoles has the two default roles and those that members hold.
func (c *call) listRoles() (any, error) {
	m, err := c.myMembership()
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	roles := []roleJSON{}
	add := func(key string) {
		if !seen[key] {
			seen[key] = true
			roles = append(roles, roleJSON{Object: "role", ID: "role_" + key, Key: key, Name: roleName(key), Permissions: []string{}})
		}
	}
	add(RoleAdmin)
	add(RoleMember)
	for _, other := range c.membershipsOfOrganization(m.orgID) {
		add(other.role)
	}
	return paginate(c.r, roles), nil
}

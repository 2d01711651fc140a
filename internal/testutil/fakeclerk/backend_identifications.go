package fakeclerk

// The handlers here serve /email_addresses and /phone_numbers of the Backend API alike.

type identificationParams struct {
	UserID       string `json:"user_id"`
	EmailAddress string `json:"email_address"`
	PhoneNumber  string `json:"phone_number"`
	Verified     *bool  `json:"verified"`
	Primary      *bool  `json:"primary"`
}

func (p identificationParams) value(kind identificationKind) string {
	if kind == kindPhone {
		return p.PhoneNumber
	}
	return p.EmailAddress
}

func createBackendIdentification(kind identificationKind) handler {
	return func(c *call) (any, error) {
		var p identificationParams
		if err := c.decode(&p); err != nil {
			return nil, err
		}
		u := c.users.get(p.UserID)
		if u == nil {
			return nil, notFound("User")
		}
		if p.value(kind) == "" {
			return nil, missingParam(string(kind))
		}
		if err := c.checkNewIdentifier(kind, p.value(kind)); err != nil {
			return nil, err
		}
		i := newIdentification(kind, p.value(kind), c.now)
		i.verified = p.Verified == nil || *p.Verified // what a backend adds counts as verified unless it says otherwise
		u.addIdentification(i)
		return c.applyIdentificationParams(u, i, p)
	}
}

// withIdentification looks the identification of the path up, and whose it is.
func withIdentification(kind identificationKind, h func(*call, *user, *identification) (any, error)) handler {
	return func(c *call) (any, error) {
		for u := range c.users.all() {
			if i := u.identification(c.r.PathValue("id")); i != nil && i.kind == kind {
				return h(c, u, i)
			}
		}
		return nil, notFound("Identification")
	}
}

func (c *call) backendIdentification(_ *user, i *identification) (any, error) { return i.json(), nil }

func (c *call) updateBackendIdentification(u *user, i *identification) (any, error) {
	var p identificationParams
	if err := c.decode(&p); err != nil {
		return nil, err
	}
	return c.applyIdentificationParams(u, i, p)
}

func (c *call) applyIdentificationParams(u *user, i *identification, p identificationParams) (any, error) {
	if p.Verified != nil {
		i.verified = *p.Verified
		u.promote(i)
	}
	if p.Primary != nil && *p.Primary && i.verified {
		*u.primary(i.kind) = i.id
	}
	i.updatedAt, u.updatedAt = c.now, c.now
	return i.json(), nil
}

func (c *call) deleteBackendIdentification(u *user, i *identification) (any, error) {
	u.removeIdentification(i)
	u.updatedAt = c.now
	return deleted(string(i.kind), i.id), nil
}

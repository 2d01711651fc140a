package fakeclerk

// The handlers here serve /me/email_addresses and /me/phone_numbers alike.

func (c *call) myIdentification() (*user, *identification, error) {
	u, err := c.currentUser()
	if err != nil {
		return nil, nil, err
	}
	i := u.identification(c.r.PathValue("id"))
	if i == nil {
		return nil, nil, notFound("Identification")
	}
	return u, i, nil
}

func createIdentification(kind identificationKind) handler {
	return func(c *call) (any, error) {
		u, err := c.currentUser()
		if err != nil {
			return nil, err
		}
		value := c.form.Get(string(kind))
		if value == "" {
			return nil, missingParam(string(kind))
		}
		if err := c.checkNewIdentifier(kind, value); err != nil {
			return nil, err
		}
		i := newIdentification(kind, value, c.now)
		u.addIdentification(i)
		u.updatedAt = c.now
		return i.json(), nil
	}
}

func (c *call) getIdentification() (any, error) {
	_, i, err := c.myIdentification()
	if err != nil {
		return nil, err
	}
	return i.json(), nil
}

func (c *call) prepareIdentification() (any, error) {
	_, i, err := c.myIdentification()
	if err != nil {
		return nil, err
	}
	i.prepared, i.updatedAt = true, c.now
	c.sendCode(i.value)
	return i.json(), nil
}

func (c *call) attemptIdentification() (any, error) {
	u, i, err := c.myIdentification()
	if err != nil {
		return nil, err
	}
	if !i.prepared || !c.isCode(i.value, c.form.Get("code")) {
		return nil, codeIncorrect()
	}
	i.prepared, i.verified, i.updatedAt, u.updatedAt = false, true, c.now, c.now
	u.promote(i)
	return i.json(), nil
}

func (c *call) deleteIdentification() (any, error) {
	u, i, err := c.myIdentification()
	if err != nil {
		return nil, err
	}
	u.removeIdentification(i)
	u.updatedAt = c.now
	return deleted(string(i.kind), i.id), nil
}

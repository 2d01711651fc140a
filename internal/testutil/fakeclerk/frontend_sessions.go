package fakeclerk

// ownSession is the live session in the path, which must be the browser's. A dead one is 401, not 404: that is what makes
// clerk-js sign out.
func (c *call) ownSession() (*session, error) {
	return c.sessionOfClient(c.r.PathValue("id"))
}

// currentSession is the session clerk-js names in the query of everything outside /client.
func (c *call) currentSession() (*session, error) {
	return c.sessionOfClient(c.r.URL.Query().Get("_clerk_session_id"))
}

func (c *call) sessionOfClient(id string) (*session, error) {
	if c.client == nil {
		return nil, unauthenticated()
	}
	if id == "" {
		id = c.lastActiveSessionID(c.client)
	}
	s := c.sessions.get(id)
	if s == nil || !s.live() || s.clientID != c.client.id {
		return nil, unauthenticated()
	}
	return s, nil
}

func (c *call) getSession() (any, error) {
	s, err := c.ownSession()
	if err != nil {
		return nil, err
	}
	return c.sessionJSON(s)
}

// touchSession is setActive, and every focus of a tab.
func (c *call) touchSession() (any, error) {
	s, err := c.ownSession()
	if err != nil {
		return nil, err
	}
	if c.has("active_organization_id") {
		if err := c.activate(s, c.form.Get("active_organization_id"), c.now); err != nil {
			return nil, err
		}
	}
	c.touch(s)
	return c.sessionJSON(s)
}

func (c *call) touch(s *session) {
	s.lastActiveAt, s.updatedAt = c.now, c.now
	s.activity = activityOf(c.r)
	c.client.lastActiveSessionID, c.client.updatedAt = s.id, c.now
	c.users.get(s.userID).lastActiveAt = c.now
}

// createSessionToken honors the tab's own organization. One that the user has left gives a token without organization.
func (c *call) createSessionToken() (any, error) {
	s, err := c.ownSession()
	if err != nil {
		return nil, err
	}
	orgID := s.orgID
	if c.has("organization_id") {
		orgID = c.form.Get("organization_id")
	}
	token, err := c.mintSession(s, orgID, c.site.origin, c.now)
	return tokenJSON{Object: "token", JWT: token}, err
}

func (c *call) createTemplateToken() (any, error) {
	s, err := c.ownSession()
	if err != nil {
		return nil, err
	}
	token, err := c.mintTemplate(s, c.site.origin, c.now)
	return tokenJSON{Object: "token", JWT: token}, err
}

func (c *call) removeSession() (any, error) { return c.endOwnSession(statusRemoved) }

func (c *call) endSessionByID() (any, error) { return c.endOwnSession(statusEnded) }

func (c *call) endOwnSession(status string) (any, error) {
	s, err := c.ownSession()
	if err != nil {
		return nil, err
	}
	c.endSession(s, status, c.now)
	return c.sessionJSON(s)
}

// listMySessions is the device list of the user profile: a bare array, without users.
func (c *call) listMySessions() (any, error) {
	current, err := c.currentSession()
	if err != nil {
		return nil, err
	}
	devices := []*sessionJSON{}
	for s := range c.sessions.all() {
		if s.userID == current.userID && s.live() {
			device := c.sessionWithoutUser(s)
			device.LatestActivity = s.activity.json()
			devices = append(devices, device)
		}
	}
	return devices, nil
}

// revokeMySession signs another device out.
func (c *call) revokeMySession() (any, error) {
	current, err := c.currentSession()
	if err != nil {
		return nil, err
	}
	s := c.sessions.get(c.r.PathValue("id"))
	if s == nil || s.userID != current.userID {
		return nil, notFound("Session")
	}
	c.endSession(s, statusRevoked, c.now)
	return c.sessionWithoutUser(s), nil
}

package fakeclerk

import (
	"slices"
	"time"
)

// Session statuses, in Clerk's words.
const (
	statusActive  = "active"
	statusPending = "pending"
	statusEnded   = "ended"
	statusRemoved = "removed"
	statusRevoked = "revoked"
)

const taskChooseOrganization = "choose-organization"

const (
	sessionLife    = 7 * 24 * time.Hour
	sessionAbandon = 30 * 24 * time.Hour
)

// session is a sign-in of one user in one browser. An ended one stays in the table.
type session struct {
	id           string
	clientID     string
	userID       string
	status       string
	orgID        string // the last active organization; empty: personal account
	activity     activity
	verifiedAt   time.Time // the last check of the first factor
	createdAt    time.Time
	updatedAt    time.Time
	lastActiveAt time.Time
}

type taskJSON struct {
	Key string `json:"key"`
}

type sessionJSON struct {
	Object                   string              `json:"object"`
	ID                       string              `json:"id"`
	ClientID                 string              `json:"client_id,omitempty"` // Backend API only
	UserID                   string              `json:"user_id,omitempty"`   // Backend API only
	Status                   string              `json:"status"`
	ExpireAt                 int64               `json:"expire_at"`
	AbandonAt                int64               `json:"abandon_at"`
	LastActiveAt             int64               `json:"last_active_at"`
	LastActiveOrganizationID *string             `json:"last_active_organization_id"`
	Actor                    *struct{}           `json:"actor"`
	FactorVerificationAge    [2]int64            `json:"factor_verification_age"`
	Tasks                    []taskJSON          `json:"tasks"`
	User                     *userJSON           `json:"user"`
	PublicUserData           *publicUserDataJSON `json:"public_user_data,omitempty"`
	LastActiveToken          *tokenJSON          `json:"last_active_token"`
	LatestActivity           *activityJSON       `json:"latest_activity,omitempty"`
	CreatedAt                int64               `json:"created_at"`
	UpdatedAt                int64               `json:"updated_at"`
}

func (s *session) live() bool { return s.status == statusActive || s.status == statusPending }

// tokenStatus is the sts claim, which knows two words only.
func (s *session) tokenStatus() string {
	if s.status == statusPending {
		return statusPending
	}
	return statusActive
}

// factorVerificationAge is the fva claim: minutes since the first and the second factor, -1 for a factor never checked.
func (s *session) factorVerificationAge(now time.Time) [2]int64 {
	return [2]int64{int64(now.Sub(s.verifiedAt).Minutes()), -1}
}

// startSession signs the user in on the browser b. It is pending when an organization has to be chosen first.
func (c *Clerk) startSession(b *client, u *user, now time.Time) *session {
	s := &session{
		id: newID("sess"), clientID: b.id, userID: u.id, status: statusActive,
		verifiedAt: now, createdAt: now, updatedAt: now, lastActiveAt: now,
	}
	if c.cfg.ForceOrganizationSelection {
		s.status = statusPending
	}
	c.sessions.put(s.id, s)
	b.sessionIDs = append(b.sessionIDs, s.id)
	b.lastActiveSessionID = s.id
	b.signedAt, b.updatedAt = now, now
	u.lastSignInAt, u.lastActiveAt = now, now
	return s
}

// endSession takes the session from its browser.
func (c *Clerk) endSession(s *session, status string, now time.Time) {
	if !s.live() {
		return
	}
	s.status, s.updatedAt = status, now
	if b := c.clients.get(s.clientID); b != nil {
		b.sessionIDs = slices.DeleteFunc(b.sessionIDs, func(id string) bool { return id == s.id })
		b.signedAt, b.updatedAt = now, now
	}
}

// endSessionsOf ends all sessions of a user except one; an empty exception spares none.
func (c *Clerk) endSessionsOf(userID, exceptID, status string, now time.Time) {
	for s := range c.sessions.all() {
		if s.userID == userID && s.id != exceptID {
			c.endSession(s, status, now)
		}
	}
}

// activate makes orgID the session's organization. An empty orgID is the personal account. It
// changes nothing if an organization is required.
func (c *Clerk) activate(s *session, orgID string, now time.Time) *apiError {
	if orgID == "" {
		if !c.cfg.ForceOrganizationSelection {
			s.orgID, s.updatedAt = "", now
		}
		return nil
	}
	m := c.membershipOf(orgID, s.userID)
	if m == nil {
		return notFound("Organization")
	}
	s.orgID, s.status, s.updatedAt = m.orgID, statusActive, now
	return nil
}

func (c *call) sessionJSON(s *session) (*sessionJSON, error) {
	out := c.sessionWithoutUser(s)
	u := c.users.get(s.userID)
	out.User = c.userJSON(u)
	token, err := c.mintSession(s, s.orgID, c.site.origin, c.now)
	if err != nil {
		return nil, err
	}
	out.LastActiveToken = &tokenJSON{Object: "token", JWT: token}
	return out, nil
}

func (c *call) sessionWithoutUser(s *session) *sessionJSON {
	out := &sessionJSON{
		Object:                   "session",
		ID:                       s.id,
		Status:                   s.status,
		ExpireAt:                 s.createdAt.Add(sessionLife).UnixMilli(),
		AbandonAt:                s.createdAt.Add(sessionAbandon).UnixMilli(),
		LastActiveAt:             s.lastActiveAt.UnixMilli(),
		LastActiveOrganizationID: nullable(s.orgID),
		FactorVerificationAge:    s.factorVerificationAge(c.now),
		CreatedAt:                s.createdAt.UnixMilli(),
		UpdatedAt:                s.updatedAt.UnixMilli(),
	}
	if s.status == statusPending {
		out.Tasks = []taskJSON{{Key: taskChooseOrganization}}
	}
	if u := c.users.get(s.userID); u != nil {
		out.PublicUserData = c.publicUserData(u)
	}
	return out
}

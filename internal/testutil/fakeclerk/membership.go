package fakeclerk

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// membership is the place of a user in an organization.
type membership struct {
	id          string
	orgID       string
	userID      string
	role        string   // with the org: prefix
	permissions []string // custom ones; the system permissions follow from the role
	createdAt   time.Time
	updatedAt   time.Time
}

type membershipJSON struct {
	Object          string              `json:"object"`
	ID              string              `json:"id"`
	Role            string              `json:"role"`
	RoleName        string              `json:"role_name"`
	Permissions     []string            `json:"permissions"`
	PublicMetadata  json.RawMessage     `json:"public_metadata"`
	PrivateMetadata json.RawMessage     `json:"private_metadata,omitempty"` // Backend API only
	Organization    *organizationJSON   `json:"organization"`
	PublicUserData  *publicUserDataJSON `json:"public_user_data"`
	CreatedAt       int64               `json:"created_at"`
	UpdatedAt       int64               `json:"updated_at"`
}

func (c *Clerk) addMembership(orgID, userID, role string, permissions []string, now time.Time) *membership {
	m := &membership{
		id: newID("orgmem"), orgID: orgID, userID: userID, role: role, permissions: permissions, createdAt: now, updatedAt: now,
	}
	c.memberships.put(m.id, m)
	c.users.get(userID).updatedAt = now
	return m
}

func (c *Clerk) setRole(m *membership, role string, permissions []string, now time.Time) {
	m.role, m.permissions, m.updatedAt = role, permissions, now
	c.users.get(m.userID).updatedAt = now
}

// removeMembership also takes the organization out of the user's sessions.
func (c *Clerk) removeMembership(m *membership, now time.Time) {
	c.memberships.delete(m.id)
	c.users.get(m.userID).updatedAt = now
	for s := range c.sessions.all() {
		if s.userID == m.userID && s.orgID == m.orgID {
			s.orgID, s.updatedAt = "", now
		}
	}
}

func (c *Clerk) membershipOf(orgID, userID string) *membership {
	return c.memberships.find(func(m *membership) bool { return m.orgID == orgID && m.userID == userID })
}

func (c *Clerk) membershipsOfUser(userID string) []*membership {
	return c.memberships.filter(func(m *membership) bool { return m.userID == userID })
}

func (c *Clerk) membershipsOfOrganization(orgID string) []*membership {
	return c.memberships.filter(func(m *membership) bool { return m.orgID == orgID })
}

// membersMatching filters by role and by text in name or identifier; empty filters match everybody.
func (c *Clerk) membersMatching(orgID string, roles []string, text string) []*membership {
	return c.memberships.filter(func(m *membership) bool {
		u := c.users.get(m.userID)
		return m.orgID == orgID &&
			(len(roles) == 0 || slices.Contains(roles, m.role)) &&
			strings.Contains(strings.ToLower(u.displayName()+" "+u.identifier()), strings.ToLower(text))
	})
}

// member is the membership of a user, or a refusal.
func (c *Clerk) member(orgID, userID string) (*membership, error) {
	m := c.membershipOf(orgID, userID)
	if m == nil {
		return nil, notFound("Organization membership")
	}
	return m, nil
}

func (c *Clerk) adminsOf(orgID string) int {
	return len(c.memberships.filter(func(m *membership) bool { return m.orgID == orgID && m.role == RoleAdmin }))
}

// joinOrganization adds a member for a request of either API.
func (c *call) joinOrganization(o *organization, userID, role string) (any, error) {
	if c.users.get(userID) == nil {
		return nil, notFound("User")
	}
	if c.membershipOf(o.id, userID) != nil {
		return nil, formError("already_a_member_in_organization", "The user is already a member of the organization.", "user_id")
	}
	if role == "" {
		return nil, missingParam("role")
	}
	return c.membershipJSON(c.addMembership(o.id, userID, role, nil, c.now)), nil
}

// changeRole keeps the custom permissions of the member in the path.
func (c *call) changeRole(o *organization, role string) (any, error) {
	m, err := c.member(o.id, c.r.PathValue("user"))
	if err != nil {
		return nil, err
	}
	if role == "" {
		return nil, missingParam("role")
	}
	c.setRole(m, role, m.permissions, c.now)
	return c.membershipJSON(m), nil
}

// expelMember answers with the membership as it was.
func (c *call) expelMember(o *organization) (any, error) {
	m, err := c.member(o.id, c.r.PathValue("user"))
	if err != nil {
		return nil, err
	}
	last := c.membershipJSON(m)
	c.removeMembership(m, c.now)
	return last, nil
}

func (m *membership) allPermissions() []string {
	return append(systemPermissions(m.role), m.permissions...)
}

func (m *membership) may(permission string) bool {
	return slices.Contains(m.allPermissions(), permission)
}

func (c *call) membershipJSON(m *membership) *membershipJSON {
	return &membershipJSON{
		Object: "organization_membership", ID: m.id, Role: m.role, RoleName: roleName(m.role), Permissions: m.allPermissions(),
		PublicMetadata: metadata(nil),
		Organization:   c.organizationJSON(c.organizations.get(m.orgID)),
		PublicUserData: c.publicUserData(c.users.get(m.userID)),
		CreatedAt:      m.createdAt.UnixMilli(), UpdatedAt: m.updatedAt.UnixMilli(),
	}
}

func (c *call) membershipsJSON(memberships []*membership) []*membershipJSON {
	out := make([]*membershipJSON, len(memberships))
	for i, m := range memberships {
		out[i] = c.membershipJSON(m)
	}
	return out
}

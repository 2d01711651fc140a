package fakeclerk

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

type organization struct {
	id                 string
	name               string
	slug               string
	createdBy          string
	maxMemberships     int64
	adminDeleteEnabled bool
	publicMetadata     json.RawMessage
	privateMetadata    json.RawMessage
	createdAt          time.Time
	updatedAt          time.Time
}

type organizationJSON struct {
	Object                  string          `json:"object"`
	ID                      string          `json:"id"`
	Name                    string          `json:"name"`
	Slug                    string          `json:"slug"`
	ImageURL                string          `json:"image_url"`
	HasImage                bool            `json:"has_image"`
	MembersCount            int             `json:"members_count"`
	PendingInvitationsCount int             `json:"pending_invitations_count"`
	MaxAllowedMemberships   int64           `json:"max_allowed_memberships"`
	AdminDeleteEnabled      bool            `json:"admin_delete_enabled"`
	PublicMetadata          json.RawMessage `json:"public_metadata"`
	PrivateMetadata         json.RawMessage `json:"private_metadata,omitempty"` // Backend API only
	CreatedBy               string          `json:"created_by,omitempty"`       // Backend API only
	CreatedAt               int64           `json:"created_at"`
	UpdatedAt               int64           `json:"updated_at"`
}

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

// addOrganization chooses the id if it is empty. The organization has no members yet.
func (c *Clerk) addOrganization(id, name, slug string, now time.Time) *organization {
	if id == "" {
		id = newID("org")
	}
	o := &organization{
		id: id, name: name, slug: slug, maxMemberships: 5, adminDeleteEnabled: true, createdAt: now, updatedAt: now,
	}
	c.organizations.put(o.id, o)
	return o
}

// foundOrganization makes an organization for its creator, who becomes its admin. An empty slug is made from the name.
func (c *Clerk) foundOrganization(name, slug, creatorID string, now time.Time) (*organization, error) {
	if name == "" {
		return nil, missingParam("name")
	}
	if slug == "" {
		slug = c.freeSlug(slugify(name))
	}
	if c.organizationBySlug(slug) != nil {
		return nil, slugTaken()
	}
	o := c.addOrganization("", name, slug, now)
	if creatorID != "" {
		o.createdBy = creatorID
		c.addMembership(o.id, creatorID, RoleAdmin, nil, now)
	}
	return o, nil
}

// freeSlug appends the time, as Clerk does, when somebody has the slug.
func (c *Clerk) freeSlug(slug string) string {
	if c.organizationBySlug(slug) == nil {
		return slug
	}
	return slug + "-" + strconv.FormatInt(c.now().UnixMilli(), 10)
}

func slugTaken() *apiError {
	return formError("form_identifier_exists", "That slug is taken. Please try another.", "slug")
}

func (c *Clerk) organizationBySlug(slug string) *organization {
	return c.organizations.find(func(o *organization) bool { return o.slug == slug })
}

func (c *Clerk) organizationByIDOrSlug(idOrSlug string) *organization {
	if o := c.organizations.get(idOrSlug); o != nil {
		return o
	}
	return c.organizationBySlug(idOrSlug)
}

func (c *Clerk) removeOrganization(o *organization, now time.Time) {
	for _, m := range c.membershipsOfOrganization(o.id) {
		c.removeMembership(m, now)
	}
	for _, i := range c.invitationsOf(o.id) {
		c.invitations.delete(i.id)
	}
	c.organizations.delete(o.id)
}

func (c *Clerk) addMembership(orgID, userID, role string, permissions []string, now time.Time) *membership {
	m := &membership{
		id: newID("orgmem"), orgID: orgID, userID: userID, role: role, permissions: permissions, createdAt: now, updatedAt: now,
	}
	c.memberships.put(m.id, m)
	c.users.get(userID).updatedAt = now
	return m
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

func (m *membership) allPermissions() []string {
	return append(systemPermissions(m.role), m.permissions...)
}

func (m *membership) may(permission string) bool {
	return slices.Contains(m.allPermissions(), permission)
}

func (c *call) organizationJSON(o *organization) *organizationJSON {
	return &organizationJSON{
		Object: "organization", ID: o.id, Name: o.name, Slug: o.slug, ImageURL: c.imageURL(o.name),
		MembersCount:            len(c.membershipsOfOrganization(o.id)),
		PendingInvitationsCount: len(c.pendingInvitationsOf(o.id)),
		MaxAllowedMemberships:   o.maxMemberships, AdminDeleteEnabled: o.adminDeleteEnabled,
		PublicMetadata: metadata(o.publicMetadata),
		CreatedAt:      o.createdAt.UnixMilli(), UpdatedAt: o.updatedAt.UnixMilli(),
	}
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

// slugify turns "Acme Inc" into "acme-inc".
func slugify(name string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), "-")
}

package fakeclerk

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// organization may have members, by membership, and invitations.
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

// slugify turns "Acme Inc" into "acme-inc".
func slugify(name string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), "-")
}

// organizationChanged also dates the members' objects, which embed the organization.
func (c *call) organizationChanged(o *organization) {
	o.updatedAt = c.now
	for _, m := range c.membershipsOfOrganization(o.id) {
		m.updatedAt, c.users.get(m.userID).updatedAt = c.now, c.now
	}
}

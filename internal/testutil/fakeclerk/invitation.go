package fakeclerk

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// invitation asks somebody, by email address, into an organization.
type invitation struct {
	id        string
	orgID     string
	email     string
	role      string
	status    string // pending, accepted or revoked
	createdAt time.Time
	updatedAt time.Time
}

type publicOrganizationDataJSON struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Slug     string `json:"slug"`
	ImageURL string `json:"image_url"`
	HasImage bool   `json:"has_image"`
}

type invitationJSON struct {
	Object                 string                     `json:"object"`
	ID                     string                     `json:"id"`
	EmailAddress           string                     `json:"email_address"`
	OrganizationID         string                     `json:"organization_id"`
	PublicOrganizationData publicOrganizationDataJSON `json:"public_organization_data"`
	Role                   string                     `json:"role"`
	RoleName               string                     `json:"role_name"`
	Status                 string                     `json:"status"`
	PublicMetadata         json.RawMessage            `json:"public_metadata"`
	PrivateMetadata        json.RawMessage            `json:"private_metadata,omitempty"`
	CreatedAt              int64                      `json:"created_at"`
	UpdatedAt              int64                      `json:"updated_at"`
}

func (c *call) invitationJSON(i *invitation) *invitationJSON {
	o := c.organizations.get(i.orgID)
	return &invitationJSON{
		Object: "organization_invitation", ID: i.id, EmailAddress: i.email, OrganizationID: i.orgID,
		PublicOrganizationData: publicOrganizationDataJSON{ID: o.id, Name: o.name, Slug: o.slug, ImageURL: c.imageURL(o.name)},
		Role:                   i.role, RoleName: roleName(i.role), Status: i.status, PublicMetadata: metadata(nil),
		CreatedAt: i.createdAt.UnixMilli(), UpdatedAt: i.updatedAt.UnixMilli(),
	}
}

func (c *call) invitationsJSON(invitations []*invitation) []*invitationJSON {
	out := make([]*invitationJSON, len(invitations))
	for n, i := range invitations {
		out[n] = c.invitationJSON(i)
	}
	return out
}

func (c *Clerk) invitationsOf(orgID string) []*invitation {
	return c.invitations.filter(func(i *invitation) bool { return i.orgID == orgID })
}

func (c *Clerk) pendingInvitationsOf(orgID string) []*invitation {
	return c.invitations.filter(func(i *invitation) bool { return i.orgID == orgID && i.status == "pending" })
}

func withStatus(invitations []*invitation, statuses []string) []*invitation {
	return slices.DeleteFunc(invitations, func(i *invitation) bool {
		return len(statuses) > 0 && !slices.Contains(statuses, i.status)
	})
}

// invite makes an invitation for a request of either API.
func (c *call) invite(o *organization, email, role string) (any, error) {
	if email == "" {
		return nil, missingParam("email_address")
	}
	for _, i := range c.pendingInvitationsOf(o.id) {
		if strings.EqualFold(i.email, email) {
			return nil, formError("duplicate_record", "There are already pending invitations for "+email+".", "email_address")
		}
	}
	if u := c.userByIdentifier(email); u != nil && c.membershipOf(o.id, u.id) != nil {
		return nil, formError("already_a_member_in_organization", email+" is already a member of the organization.", "email_address")
	}
	i := &invitation{
		id: newID("orginv"), orgID: o.id, email: email, role: role, status: "pending", createdAt: c.now, updatedAt: c.now,
	}
	c.invitations.put(i.id, i)
	return c.invitationJSON(i), nil
}

// withdrawInvitation revokes the invitation in the path, which must be pending.
func (c *call) withdrawInvitation(o *organization) (any, error) {
	i := c.invitations.get(c.r.PathValue("invitation"))
	if i == nil || i.orgID != o.id || i.status != "pending" {
		return nil, notFound("Organization invitation")
	}
	i.status, i.updatedAt = "revoked", c.now
	return c.invitationJSON(i), nil
}

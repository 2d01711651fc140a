package fakeclerk

import (
	"encoding/json"
	"slices"
	"strings"
)

func (c *call) backendOrganization(o *organization) (any, error) {
	out := c.organizationJSON(o)
	out.PrivateMetadata, out.CreatedBy = metadata(o.privateMetadata), o.createdBy
	return out, nil
}

// listOrganizations knows the filters user_id and query. The newest organization comes first.
func (c *call) listOrganizations() (any, error) {
	query := c.r.URL.Query()
	found := c.organizations.filter(func(o *organization) bool {
		for _, userID := range query["user_id"] {
			if c.membershipOf(o.id, userID) == nil {
				return false
			}
		}
		return strings.Contains(strings.ToLower(o.name+" "+o.slug+" "+o.id), strings.ToLower(query.Get("query")))
	})
	slices.Reverse(found)
	page := paginate(c.r, found)
	out := pageJSON[any]{Data: []any{}, TotalCount: page.TotalCount}
	for _, o := range page.Data {
		organization, err := c.backendOrganization(o)
		if err != nil {
			return nil, err
		}
		out.Data = append(out.Data, organization)
	}
	return out, nil
}

type organizationParams struct {
	Name                  *string         `json:"name"`
	Slug                  *string         `json:"slug"`
	CreatedBy             string          `json:"created_by"`
	MaxAllowedMemberships *int64          `json:"max_allowed_memberships"`
	AdminDeleteEnabled    *bool           `json:"admin_delete_enabled"`
	PublicMetadata        json.RawMessage `json:"public_metadata"`
	PrivateMetadata       json.RawMessage `json:"private_metadata"`
}

func (c *call) createBackendOrganization() (any, error) {
	var p organizationParams
	if err := c.decode(&p); err != nil {
		return nil, err
	}
	if p.CreatedBy != "" && c.users.get(p.CreatedBy) == nil {
		return nil, notFound("User")
	}
	o, err := c.foundOrganization(deref(p.Name), deref(p.Slug), p.CreatedBy, c.now)
	if err != nil {
		return nil, err
	}
	return c.applyOrganizationParams(o, p)
}

func (c *call) updateBackendOrganization(o *organization) (any, error) {
	var p organizationParams
	if err := c.decode(&p); err != nil {
		return nil, err
	}
	if p.Slug != nil && *p.Slug != o.slug && c.organizationBySlug(*p.Slug) != nil {
		return nil, slugTaken()
	}
	return c.applyOrganizationParams(o, p)
}

func (c *call) applyOrganizationParams(o *organization, p organizationParams) (any, error) {
	if p.Name != nil {
		o.name = *p.Name
	}
	if p.Slug != nil {
		o.slug = *p.Slug
	}
	if p.MaxAllowedMemberships != nil {
		o.maxMemberships = *p.MaxAllowedMemberships
	}
	if p.AdminDeleteEnabled != nil {
		o.adminDeleteEnabled = *p.AdminDeleteEnabled
	}
	metadataParams{p.PublicMetadata, p.PrivateMetadata, nil}.replace(o.metadata())
	c.organizationChanged(o)
	return c.backendOrganization(o)
}

func (c *call) deleteBackendOrganization(o *organization) (any, error) {
	c.removeOrganization(o, c.now)
	return deleted("organization", o.id), nil
}

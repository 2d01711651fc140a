package partials

import (
	"context"
	"io"
)

// OrganizationSwitcher shows the active organization and switches to another:
// <clerk-organization-switcher>.
//
// In the URLs for after a choice, ":slug" and ":id" stand for the organization's:
// "/orgs/:slug".
type OrganizationSwitcher struct {
	// HidePersonal leaves the personal account out. Default false.
	HidePersonal bool `json:"hidePersonal,omitempty"`
	// DefaultOpen opens the menu at once. Default false.
	DefaultOpen bool `json:"defaultOpen,omitempty"`
	// OrganizationProfileMode is how the organization profile opens. Default
	// OpenModal; OpenNavigation goes to OrganizationProfileURL.
	OrganizationProfileMode OpenMode `json:"organizationProfileMode,omitempty"`
	OrganizationProfileURL  string   `json:"organizationProfileUrl,omitempty"`
	// OrganizationProfileProps are the props of the profile that the menu opens.
	OrganizationProfileProps *OrganizationProfile `json:"organizationProfileProps,omitempty"`
	// CreateOrganizationMode is how "Create organization" opens. Default OpenModal;
	// OpenNavigation goes to CreateOrganizationURL.
	CreateOrganizationMode OpenMode `json:"createOrganizationMode,omitempty"`
	CreateOrganizationURL  string   `json:"createOrganizationUrl,omitempty"`
	// After…URL are where people go after a choice. Default: they stay.
	AfterCreateOrganizationURL string `json:"afterCreateOrganizationUrl,omitempty"`
	AfterSelectOrganizationURL string `json:"afterSelectOrganizationUrl,omitempty"`
	AfterSelectPersonalURL     string `json:"afterSelectPersonalUrl,omitempty"`
	AfterLeaveOrganizationURL  string `json:"afterLeaveOrganizationUrl,omitempty"`
	// SkipInvitationScreen skips the invitations after an organization was created.
	// Default: Clerk skips them if there can be only one member.
	SkipInvitationScreen *bool `json:"skipInvitationScreen,omitempty"`
	// Appearance is merged with that of [Options].
	Appearance Object `json:"appearance,omitempty"`

	// ID and Fallback are as in [SignIn].
	ID       string    `json:"-" prop:"id"`
	Fallback Component `json:"-" prop:"fallback"`
}

// Render implements [Component].
func (c OrganizationSwitcher) Render(ctx context.Context, w io.Writer) error {
	return renderElement(ctx, w, c, c.ID, c.Fallback)
}

// OrganizationProfile is the page of organization settings:
// <clerk-organization-profile>.
type OrganizationProfile struct {
	// Routing and Path say where it keeps the page that is open. Default: in the
	// hash. A Path implies RoutingPath.
	Routing Routing `json:"routing,omitempty"`
	Path    string  `json:"path,omitempty"`
	// AfterLeaveOrganizationURL is where people go after leaving the organization.
	// Default: they stay.
	AfterLeaveOrganizationURL string `json:"afterLeaveOrganizationUrl,omitempty"`
	// APIKeysProps are the props of the page of API keys.
	APIKeysProps *APIKeysProps `json:"apiKeysProps,omitempty"`
	// Appearance is merged with that of [Options].
	Appearance Object `json:"appearance,omitempty"`

	// ID and Fallback are as in [SignIn].
	ID       string    `json:"-" prop:"id"`
	Fallback Component `json:"-" prop:"fallback"`
}

// Render implements [Component].
func (c OrganizationProfile) Render(ctx context.Context, w io.Writer) error {
	return renderElement(ctx, w, c, c.ID, c.Fallback)
}

// OrganizationList lists the user's organizations, invitations and suggestions:
// <clerk-organization-list>. Its URLs are as in [OrganizationSwitcher].
type OrganizationList struct {
	// HidePersonal leaves the personal account out. Default false.
	HidePersonal bool `json:"hidePersonal,omitempty"`
	// After…URL are where people go after a choice. Default: they stay.
	AfterCreateOrganizationURL string `json:"afterCreateOrganizationUrl,omitempty"`
	AfterSelectOrganizationURL string `json:"afterSelectOrganizationUrl,omitempty"`
	AfterSelectPersonalURL     string `json:"afterSelectPersonalUrl,omitempty"`
	// SkipInvitationScreen skips the invitations after an organization was created.
	// Default: Clerk skips them if there can be only one member.
	SkipInvitationScreen *bool `json:"skipInvitationScreen,omitempty"`
	// Appearance is merged with that of [Options].
	Appearance Object `json:"appearance,omitempty"`

	// ID and Fallback are as in [SignIn].
	ID       string    `json:"-" prop:"id"`
	Fallback Component `json:"-" prop:"fallback"`
}

// Render implements [Component].
func (c OrganizationList) Render(ctx context.Context, w io.Writer) error {
	return renderElement(ctx, w, c, c.ID, c.Fallback)
}

// CreateOrganization is the form to create an organization:
// <clerk-create-organization>. Its URL is as in [OrganizationSwitcher].
type CreateOrganization struct {
	// Routing and Path say where the form keeps its steps. Default: in the hash.
	// A Path implies RoutingPath.
	Routing Routing `json:"routing,omitempty"`
	Path    string  `json:"path,omitempty"`
	// AfterCreateOrganizationURL is where people go afterwards. Default: they stay.
	AfterCreateOrganizationURL string `json:"afterCreateOrganizationUrl,omitempty"`
	// SkipInvitationScreen skips the invitations. Default: Clerk skips them if
	// there can be only one member.
	SkipInvitationScreen *bool `json:"skipInvitationScreen,omitempty"`
	// Appearance is merged with that of [Options].
	Appearance Object `json:"appearance,omitempty"`

	// ID and Fallback are as in [SignIn].
	ID       string    `json:"-" prop:"id"`
	Fallback Component `json:"-" prop:"fallback"`
}

// Render implements [Component].
func (c CreateOrganization) Render(ctx context.Context, w io.Writer) error {
	return renderElement(ctx, w, c, c.ID, c.Fallback)
}

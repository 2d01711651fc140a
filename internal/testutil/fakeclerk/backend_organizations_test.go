package fakeclerk_test

import (
	"testing"

	"github.com/clerk/clerk-sdk-go/v2"
	"github.com/clerk/clerk-sdk-go/v2/organization"
	"github.com/clerk/clerk-sdk-go/v2/organizationinvitation"
	"github.com/clerk/clerk-sdk-go/v2/organizationmembership"
	"github.com/clerk/clerk-sdk-go/v2/user"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
)

func TestSDKOrganizations(t *testing.T) {
	t.Parallel()
	d := newDevice(t, fakeclerk.Config{})
	ada, grace := createUser(t, d.fake, "ada@example.com"), createUser(t, d.fake, "grace@example.com")
	organizations := organization.NewClient(d.sdk())
	memberships := organizationmembership.NewClient(d.sdk())
	invitations := organizationinvitation.NewClient(d.sdk())
	ctx := t.Context()

	acme, err := organizations.Create(ctx, &organization.CreateParams{Name: new("Acme Inc"), CreatedBy: &ada.ID})
	require.NoError(t, err)
	assert.Equal(t, ada.ID, acme.CreatedBy)
	bySlug, err := organizations.Get(ctx, "acme-inc")
	require.NoError(t, err)
	assert.Equal(t, acme.ID, bySlug.ID)
	renamed, err := organizations.Update(ctx, acme.ID, &organization.UpdateParams{Name: new("Acme Ltd")})
	require.NoError(t, err)
	assert.Equal(t, "Acme Ltd", renamed.Name)
	_, err = organizations.UpdateMetadata(ctx, acme.ID, &organization.UpdateMetadataParams{
		PublicMetadata: clerk.JSONRawMessage([]byte(`{"tier":1}`)),
	})
	require.NoError(t, err)
	all, err := organizations.List(ctx, &organization.ListParams{UserIDs: []string{ada.ID}})
	require.NoError(t, err)
	require.EqualValues(t, 1, all.TotalCount)
	assert.JSONEq(t, `{"tier":1}`, string(all.Organizations[0].PublicMetadata))

	joined, err := memberships.Create(ctx, &organizationmembership.CreateParams{
		OrganizationID: acme.ID, UserID: &grace.ID, Role: new("org:member"),
	})
	require.NoError(t, err)
	assert.Equal(t, "grace@example.com", joined.PublicUserData.Identifier)
	_, err = memberships.Update(ctx, &organizationmembership.UpdateParams{
		OrganizationID: acme.ID, UserID: grace.ID, Role: new("org:admin"),
	})
	require.NoError(t, err)
	members, err := memberships.List(ctx, &organizationmembership.ListParams{OrganizationID: acme.ID, UserIDs: []string{grace.ID}})
	require.NoError(t, err)
	require.Len(t, members.OrganizationMemberships, 1)
	assert.Equal(t, "org:admin", members.OrganizationMemberships[0].Role)
	mine, err := user.NewClient(d.sdk()).ListOrganizationMemberships(ctx, grace.ID, &user.ListOrganizationMembershipsParams{})
	require.NoError(t, err)
	assert.Equal(t, acme.ID, mine.OrganizationMemberships[0].Organization.ID)
	_, err = memberships.Delete(ctx, &organizationmembership.DeleteParams{OrganizationID: acme.ID, UserID: grace.ID})
	require.NoError(t, err)

	invited, err := invitations.Create(ctx, &organizationinvitation.CreateParams{
		OrganizationID: acme.ID, EmailAddress: new("new@example.com"), Role: new("org:member"),
	})
	require.NoError(t, err)
	withdrawn, err := invitations.Revoke(ctx, &organizationinvitation.RevokeParams{OrganizationID: acme.ID, ID: invited.ID})
	require.NoError(t, err)
	assert.Equal(t, "revoked", withdrawn.Status)
	pending, err := invitations.List(ctx, &organizationinvitation.ListParams{OrganizationID: acme.ID})
	require.NoError(t, err)
	assert.EqualValues(t, 1, pending.TotalCount)

	_, err = organizations.Delete(ctx, acme.ID)
	require.NoError(t, err)
	_, err = organizations.Get(ctx, acme.ID)
	requireCode(t, err, "resource_not_found")
}

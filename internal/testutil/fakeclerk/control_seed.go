package fakeclerk

// The user that Seed creates.
const (
	SeedEmail    = "test+clerk_test@example.com"
	SeedPassword = "test-clerk-password"
)

// Seed creates the demo's people and places: Test User, who signs in with SeedEmail and SeedPassword, is admin of
// Acme Inc and member of Globex.
func (c *Clerk) Seed() error {
	user, err := c.CreateUser(User{Email: SeedEmail, Password: SeedPassword, FirstName: "Test", LastName: "User"})
	if err != nil {
		return err
	}
	for _, place := range []struct{ name, role string }{{"Acme Inc", RoleAdmin}, {"Globex", RoleMember}} {
		organization, err := c.CreateOrganization(Organization{Name: place.name})
		if err != nil {
			return err
		}
		if err := c.AddMember(organization.ID, user.ID, place.role); err != nil {
			return err
		}
	}
	return nil
}

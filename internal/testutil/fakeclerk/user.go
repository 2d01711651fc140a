package fakeclerk

import (
	"encoding/json"
	"net/url"
	"strings"
	"time"
)

// user is a person with an account.
type user struct {
	id              string
	externalID      string
	username        string
	firstName       string
	lastName        string
	password        string // a fake keeps it as it is
	identifications []*identification
	primaryEmailID  string
	primaryPhoneID  string
	banned, locked  bool
	publicMetadata  json.RawMessage
	privateMetadata json.RawMessage
	unsafeMetadata  json.RawMessage
	lastSignInAt    time.Time
	lastActiveAt    time.Time
	createdAt       time.Time
	updatedAt       time.Time
}

type userJSON struct {
	Object                        string                `json:"object"`
	ID                            string                `json:"id"`
	Username                      *string               `json:"username"`
	FirstName                     *string               `json:"first_name"`
	LastName                      *string               `json:"last_name"`
	Locale                        *string               `json:"locale"`
	ImageURL                      string                `json:"image_url"`
	ProfileImageURL               string                `json:"profile_image_url"`
	HasImage                      bool                  `json:"has_image"`
	PrimaryEmailAddressID         *string               `json:"primary_email_address_id"`
	PrimaryPhoneNumberID          *string               `json:"primary_phone_number_id"`
	PrimaryWeb3WalletID           *string               `json:"primary_web3_wallet_id"`
	PasswordEnabled               bool                  `json:"password_enabled"`
	TwoFactorEnabled              bool                  `json:"two_factor_enabled"`
	TOTPEnabled                   bool                  `json:"totp_enabled"`
	BackupCodeEnabled             bool                  `json:"backup_code_enabled"`
	EmailAddresses                []*identificationJSON `json:"email_addresses"`
	PhoneNumbers                  []*identificationJSON `json:"phone_numbers"`
	Web3Wallets                   []struct{}            `json:"web3_wallets"`
	Passkeys                      []struct{}            `json:"passkeys"`
	OrganizationMemberships       []*membershipJSON     `json:"organization_memberships,omitzero"`
	ExternalAccounts              []struct{}            `json:"external_accounts"`
	SAMLAccounts                  []struct{}            `json:"saml_accounts"`
	EnterpriseAccounts            []struct{}            `json:"enterprise_accounts"`
	PublicMetadata                json.RawMessage       `json:"public_metadata"`
	PrivateMetadata               json.RawMessage       `json:"private_metadata,omitempty"` // Backend API only
	UnsafeMetadata                json.RawMessage       `json:"unsafe_metadata"`
	ExternalID                    *string               `json:"external_id"`
	LastSignInAt                  *int64                `json:"last_sign_in_at"`
	Banned                        bool                  `json:"banned"`
	Locked                        bool                  `json:"locked"`
	LockoutExpiresInSeconds       *int64                `json:"lockout_expires_in_seconds"`
	VerificationAttemptsRemaining int64                 `json:"verification_attempts_remaining"`
	CreateOrganizationEnabled     bool                  `json:"create_organization_enabled"`
	CreateOrganizationsLimit      *int                  `json:"create_organizations_limit"`
	DeleteSelfEnabled             bool                  `json:"delete_self_enabled"`
	LegalAcceptedAt               *int64                `json:"legal_accepted_at"`
	LastActiveAt                  *int64                `json:"last_active_at"`
	MFAEnabledAt                  *int64                `json:"mfa_enabled_at"`
	MFADisabledAt                 *int64                `json:"mfa_disabled_at"`
	CreatedAt                     int64                 `json:"created_at"`
	UpdatedAt                     int64                 `json:"updated_at"`
}

type publicUserDataJSON struct {
	FirstName  *string `json:"first_name"`
	LastName   *string `json:"last_name"`
	ImageURL   string  `json:"image_url"`
	HasImage   bool    `json:"has_image"`
	Identifier string  `json:"identifier"`
	Username   *string `json:"username"`
	UserID     string  `json:"user_id"`
	Banned     bool    `json:"banned"`
}

// identifier is what lists show next to the name: email address, else phone number, else username.
func (u *user) identifier() string {
	for _, id := range []string{u.primaryEmailID, u.primaryPhoneID} {
		if i := u.identification(id); i != nil {
			return i.value
		}
	}
	return u.username
}

func (u *user) displayName() string {
	if name := strings.TrimSpace(u.firstName + " " + u.lastName); name != "" {
		return name
	}
	return u.identifier()
}

func (c *call) imageURL(name string) string {
	return c.site.base + "/img/" + url.PathEscape(name) + ".svg"
}

func (c *call) userJSON(u *user) *userJSON {
	image := c.imageURL(u.displayName())
	return &userJSON{
		Object:                        "user",
		ID:                            u.id,
		Username:                      nullable(u.username),
		FirstName:                     nullable(u.firstName),
		LastName:                      nullable(u.lastName),
		ImageURL:                      image,
		ProfileImageURL:               image,
		PrimaryEmailAddressID:         nullable(u.primaryEmailID),
		PrimaryPhoneNumberID:          nullable(u.primaryPhoneID),
		PasswordEnabled:               u.password != "",
		EmailAddresses:                u.identificationsJSON(kindEmail),
		PhoneNumbers:                  u.identificationsJSON(kindPhone),
		Web3Wallets:                   []struct{}{},
		Passkeys:                      []struct{}{},
		OrganizationMemberships:       c.membershipsJSON(c.membershipsOfUser(u.id)),
		ExternalAccounts:              []struct{}{},
		SAMLAccounts:                  []struct{}{},
		EnterpriseAccounts:            []struct{}{},
		PublicMetadata:                metadata(u.publicMetadata),
		UnsafeMetadata:                metadata(u.unsafeMetadata),
		ExternalID:                    nullable(u.externalID),
		LastSignInAt:                  milliseconds(u.lastSignInAt),
		Banned:                        u.banned,
		Locked:                        u.locked,
		VerificationAttemptsRemaining: 100,
		CreateOrganizationEnabled:     true,
		DeleteSelfEnabled:             true,
		LastActiveAt:                  milliseconds(u.lastActiveAt),
		CreatedAt:                     u.createdAt.UnixMilli(),
		UpdatedAt:                     u.updatedAt.UnixMilli(),
	}
}

func (c *call) publicUserData(u *user) *publicUserDataJSON {
	return &publicUserDataJSON{
		FirstName: nullable(u.firstName), LastName: nullable(u.lastName), ImageURL: c.imageURL(u.displayName()),
		Identifier: u.identifier(), Username: nullable(u.username), UserID: u.id, Banned: u.banned,
	}
}

// userByIdentifier finds by email address, phone number or username, ignoring case.
func (c *Clerk) userByIdentifier(identifier string) *user {
	if identifier == "" {
		return nil
	}
	return c.users.find(func(u *user) bool {
		if strings.EqualFold(u.username, identifier) {
			return true
		}
		for _, i := range u.identifications {
			if strings.EqualFold(i.value, identifier) {
				return true
			}
		}
		return false
	})
}

// addUser stores a user whose identifiers nobody else has.
func (c *Clerk) addUser(u *user) { c.users.put(u.id, u) }

// removeUser takes everything of the user with it.
func (c *Clerk) removeUser(u *user, now time.Time) {
	c.endSessionsOf(u.id, "", statusRemoved, now)
	for _, m := range c.membershipsOfUser(u.id) {
		c.removeMembership(m, now)
	}
	c.users.delete(u.id)
}

func checkNewPassword(password, param string) error {
	if len(password) < 8 {
		return formError("form_password_length_too_short", "Passwords must be 8 characters or more.", param)
	}
	return nil
}

package fakeclerk

import "time"

const attemptLife = 24 * time.Hour

// Statuses that sign_in and sign_up share.
const (
	attemptNeedsIdentifier  = "needs_identifier"
	attemptNeedsFirstFactor = "needs_first_factor"
	attemptNeedsNewPassword = "needs_new_password"
	attemptComplete         = "complete"
)

const strategyResetPassword = "reset_password_email_code"

// signIn is a sign-in under way.
type signIn struct {
	id         string
	identifier string
	userID     string
	status     string
	prepared   string // the strategy a code was sent for
	sessionID  string
	createdAt  time.Time
}

type factorJSON struct {
	Strategy       string `json:"strategy"`
	EmailAddressID string `json:"email_address_id,omitempty"`
	PhoneNumberID  string `json:"phone_number_id,omitempty"`
	SafeIdentifier string `json:"safe_identifier,omitempty"`
	Primary        bool   `json:"primary,omitempty"`
}

type userDataJSON struct {
	FirstName *string `json:"first_name"`
	LastName  *string `json:"last_name"`
	ImageURL  string  `json:"image_url"`
	HasImage  bool    `json:"has_image"`
}

type signInJSON struct {
	Object                   string            `json:"object"`
	ID                       string            `json:"id"`
	Status                   string            `json:"status"`
	SupportedIdentifiers     []string          `json:"supported_identifiers"`
	Identifier               *string           `json:"identifier"`
	UserData                 *userDataJSON     `json:"user_data"`
	SupportedFirstFactors    []factorJSON      `json:"supported_first_factors"`
	SupportedSecondFactors   []factorJSON      `json:"supported_second_factors"`
	FirstFactorVerification  *verificationJSON `json:"first_factor_verification"`
	SecondFactorVerification *verificationJSON `json:"second_factor_verification"`
	CreatedSessionID         *string           `json:"created_session_id"`
	AbandonAt                int64             `json:"abandon_at"`
}

func (c *call) signInOrNil(s *signIn) *signInJSON {
	if s == nil {
		return nil
	}
	out := &signInJSON{
		Object: "sign_in", ID: s.id, Status: s.status, SupportedIdentifiers: []string{"email_address"},
		Identifier: nullable(s.identifier), CreatedSessionID: nullable(s.sessionID),
		AbandonAt: s.createdAt.Add(attemptLife).UnixMilli(),
	}
	if u := c.users.get(s.userID); u != nil {
		out.UserData = &userDataJSON{FirstName: nullable(u.firstName), LastName: nullable(u.lastName), ImageURL: c.imageURL(u.displayName())}
		out.SupportedFirstFactors = firstFactors(u)
	}
	if s.prepared != "" {
		out.FirstFactorVerification = newVerification(s.prepared, "unverified", c.now)
	}
	return out
}

// firstFactors are the ways a user can prove who they are.
func firstFactors(u *user) []factorJSON {
	factors := []factorJSON{}
	if u.password != "" {
		factors = append(factors, factorJSON{Strategy: "password"})
	}
	for _, i := range u.identifications {
		if i.kind != kindEmail || !i.verified {
			continue
		}
		factor := factorJSON{
			Strategy: i.kind.strategy(), EmailAddressID: i.id, SafeIdentifier: i.value, Primary: i.id == u.primaryEmailID,
		}
		factors = append(factors, factor)
		if u.password != "" {
			factor.Strategy = strategyResetPassword
			factors = append(factors, factor)
		}
	}
	return factors
}

package fakeclerk

import (
	"encoding/json"
	"time"
)

// signUp is a sign-up under way.
type signUp struct {
	id             string
	fields         signUpFields
	prepared       bool // a code is under way
	verified       bool
	sessionID      string
	userID         string
	createdAt      time.Time
	unsafeMetadata json.RawMessage
}

type signUpFields struct {
	email, password, username, firstName, lastName string
}

type signUpVerificationJSON struct {
	verificationJSON
	NextAction          string   `json:"next_action"`
	SupportedStrategies []string `json:"supported_strategies"`
}

type signUpVerificationsJSON struct {
	EmailAddress    *signUpVerificationJSON `json:"email_address"`
	PhoneNumber     *signUpVerificationJSON `json:"phone_number"`
	Web3Wallet      *signUpVerificationJSON `json:"web3_wallet"`
	ExternalAccount *signUpVerificationJSON `json:"external_account"`
}

type signUpJSON struct {
	Object                  string                  `json:"object"`
	ID                      string                  `json:"id"`
	Status                  string                  `json:"status"`
	RequiredFields          []string                `json:"required_fields"`
	OptionalFields          []string                `json:"optional_fields"`
	MissingFields           []string                `json:"missing_fields"`
	UnverifiedFields        []string                `json:"unverified_fields"`
	Verifications           signUpVerificationsJSON `json:"verifications"`
	Username                *string                 `json:"username"`
	EmailAddress            *string                 `json:"email_address"`
	PhoneNumber             *string                 `json:"phone_number"`
	Web3Wallet              *string                 `json:"web3_wallet"`
	PasswordEnabled         bool                    `json:"password_enabled"`
	HasPassword             bool                    `json:"has_password"`
	FirstName               *string                 `json:"first_name"`
	LastName                *string                 `json:"last_name"`
	Locale                  *string                 `json:"locale"`
	UnsafeMetadata          json.RawMessage         `json:"unsafe_metadata"`
	PublicMetadata          json.RawMessage         `json:"public_metadata"`
	CustomAction            bool                    `json:"custom_action"`
	ExternalID              *string                 `json:"external_id"`
	CreatedSessionID        *string                 `json:"created_session_id"`
	CreatedUserID           *string                 `json:"created_user_id"`
	AbandonAt               int64                   `json:"abandon_at"`
	LegalAcceptedAt         *int64                  `json:"legal_accepted_at"`
	ExternalAccount         *struct{}               `json:"external_account"`
	ExternalAccountStrategy *string                 `json:"external_account_strategy"`
}

func (s *signUp) missing() []string {
	missing := []string{}
	if s.fields.email == "" {
		missing = append(missing, "email_address")
	}
	if s.fields.password == "" {
		missing = append(missing, "password")
	}
	return missing
}

func (c *call) signUpOrNil(s *signUp) *signUpJSON {
	if s == nil {
		return nil
	}
	out := &signUpJSON{
		Object: "sign_up", ID: s.id, Status: "missing_requirements",
		RequiredFields:   []string{"email_address", "password"},
		OptionalFields:   []string{"first_name", "last_name", "username"},
		MissingFields:    s.missing(),
		UnverifiedFields: []string{},
		Username:         nullable(s.fields.username),
		EmailAddress:     nullable(s.fields.email),
		PasswordEnabled:  s.fields.password != "",
		HasPassword:      s.fields.password != "",
		FirstName:        nullable(s.fields.firstName),
		LastName:         nullable(s.fields.lastName),
		UnsafeMetadata:   metadata(s.unsafeMetadata),
		PublicMetadata:   metadata(nil),
		CreatedSessionID: nullable(s.sessionID),
		CreatedUserID:    nullable(s.userID),
		AbandonAt:        s.createdAt.Add(attemptLife).UnixMilli(),
	}
	if s.sessionID != "" {
		out.Status = attemptComplete
	}
	if s.fields.email != "" {
		out.Verifications.EmailAddress = s.verification(c.now)
		if !s.verified {
			out.UnverifiedFields = append(out.UnverifiedFields, "email_address")
		}
	}
	return out
}

// verification has no strategy before a code was sent: Clerk UI skips sending one when it sees a strategy.
func (s *signUp) verification(now time.Time) *signUpVerificationJSON {
	v := &signUpVerificationJSON{
		verificationJSON:    *newVerification("email_code", "unverified", now),
		NextAction:          "needs_attempt",
		SupportedStrategies: []string{"email_code"},
	}
	switch {
	case s.verified:
		v.verificationJSON, v.NextAction = *newVerification("email_code", "verified", now), ""
	case !s.prepared:
		v.Strategy, v.NextAction = nil, "needs_prepare"
	}
	return v
}

package fakeclerk

import (
	"net/mail"
	"slices"
	"strings"
	"time"
)

type identificationKind string

const (
	kindEmail identificationKind = "email_address"
	kindPhone identificationKind = "phone_number"
)

// strategy is how an identification of this kind is verified.
func (k identificationKind) strategy() string {
	if k == kindPhone {
		return "phone_code"
	}
	return "email_code"
}

// identification is an email address or a phone number of a user.
type identification struct {
	id        string
	kind      identificationKind
	value     string
	verified  bool
	prepared  bool // a code is under way
	createdAt time.Time
	updatedAt time.Time
}

type verificationJSON struct {
	Object   string    `json:"object"`
	Status   string    `json:"status"`
	Strategy *string   `json:"strategy"`
	Attempts *int      `json:"attempts"`
	ExpireAt *int64    `json:"expire_at"`
	Error    *struct{} `json:"error"`
}

// identificationJSON has the fields of both kinds; those of the other kind are left out.
type identificationJSON struct {
	Object               string            `json:"object"`
	ID                   string            `json:"id"`
	EmailAddress         string            `json:"email_address,omitempty"`
	PhoneNumber          string            `json:"phone_number,omitempty"`
	Reserved             bool              `json:"reserved"`
	ReservedForSecond    bool              `json:"reserved_for_second_factor"`
	DefaultSecond        bool              `json:"default_second_factor"`
	Verification         *verificationJSON `json:"verification"`
	LinkedTo             []struct{}        `json:"linked_to"`
	MatchesSSOConnection bool              `json:"matches_sso_connection"`
	BackupCodes          []string          `json:"backup_codes,omitempty"`
	CreatedAt            int64             `json:"created_at"`
	UpdatedAt            int64             `json:"updated_at"`
}

func newIdentification(kind identificationKind, value string, now time.Time) *identification {
	return &identification{id: newID("idn"), kind: kind, value: value, createdAt: now, updatedAt: now}
}

// newVerification describes a code that was sent or checked, or one that was not sent yet and
// has no strategy.
func newVerification(strategy, status string, now time.Time) *verificationJSON {
	v := &verificationJSON{Object: "verification_" + strategy, Status: status, ExpireAt: milliseconds(now.Add(10 * time.Minute))}
	if status == "verified" {
		v.Attempts = nullable(1)
	}
	v.Strategy = &strategy
	return v
}

func (i *identification) json() *identificationJSON {
	status := "unverified"
	if i.verified {
		status = "verified"
	}
	out := &identificationJSON{
		Object: string(i.kind), ID: i.id, LinkedTo: []struct{}{},
		Verification: newVerification(i.kind.strategy(), status, i.updatedAt),
		CreatedAt:    i.createdAt.UnixMilli(), UpdatedAt: i.updatedAt.UnixMilli(),
	}
	if i.kind == kindPhone {
		out.PhoneNumber = i.value
		return out
	}
	out.EmailAddress = i.value
	return out
}

func (u *user) identification(id string) *identification {
	for _, i := range u.identifications {
		if i.id == id {
			return i
		}
	}
	return nil
}

func (u *user) identificationsJSON(kind identificationKind) []*identificationJSON {
	out := []*identificationJSON{}
	for _, i := range u.identifications {
		if i.kind == kind {
			out = append(out, i.json())
		}
	}
	return out
}

// primary points to the id of the user's main identification of a kind.
func (u *user) primary(kind identificationKind) *string {
	if kind == kindPhone {
		return &u.primaryPhoneID
	}
	return &u.primaryEmailID
}

// addIdentification makes the first verified one of its kind the primary one.
func (u *user) addIdentification(i *identification) {
	u.identifications = append(u.identifications, i)
	u.promote(i)
}

func (u *user) promote(i *identification) {
	if primary := u.primary(i.kind); i.verified && *primary == "" {
		*primary = i.id
	}
}

// removeIdentification promotes another one if the primary one goes.
func (u *user) removeIdentification(i *identification) {
	u.identifications = slices.DeleteFunc(u.identifications, func(other *identification) bool { return other == i })
	primary := u.primary(i.kind)
	if *primary != i.id {
		return
	}
	*primary = ""
	for _, other := range u.identifications {
		if other.kind == i.kind {
			u.promote(other)
		}
	}
}

// addVerified does nothing for an empty value.
func (u *user) addVerified(kind identificationKind, value string, now time.Time) {
	if value == "" {
		return
	}
	i := newIdentification(kind, value, now)
	i.verified = true
	u.addIdentification(i)
}

func (u *user) owns(email string) bool {
	for _, i := range u.identifications {
		if i.verified && strings.EqualFold(i.value, email) {
			return true
		}
	}
	return false
}

// checkNewIdentifier refuses an identifier that another user has, and an invalid email address.
func (c *Clerk) checkNewIdentifier(kind identificationKind, value string) error {
	if _, err := mail.ParseAddress(value); kind == kindEmail && err != nil {
		return formError("form_param_format_invalid", "Email address must be a valid email address.", string(kind))
	}
	if c.userByIdentifier(value) != nil {
		return formError("form_identifier_exists", "That "+string(kind)+" is taken. Please try another.", string(kind))
	}
	return nil
}

package fakeclerk

import (
	"crypto/rand"
	"fmt"
	"math/big"
	"regexp"
	"strings"
)

// testAddress has the addresses that Clerk sends nothing to: email addresses with the tag +clerk_test, and numbers from
// +1 (XXX) 555-0100 to 0199.
var testAddress = regexp.MustCompile(`(?i)\+clerk_test@|^\+1\d{3}55501\d\d$`)

// sendCode makes the code that Clerk would send to an email address or a phone number.
func (c *Clerk) sendCode(address string) {
	if address != "" {
		c.codes[strings.ToLower(address)] = c.newCode(address)
	}
}

func (c *Clerk) newCode(address string) string {
	if !c.hasRandomCode(address) {
		return c.cfg.EmailCode
	}
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return "" // is no correct code; crypto/rand does not fail
	}
	return fmt.Sprintf("%06d", n)
}

func (c *Clerk) hasRandomCode(address string) bool {
	return c.cfg.RandomCodes && !testAddress.MatchString(address)
}

// isCode checks a code for an address. A random one is correct once, after it was sent.
func (c *Clerk) isCode(address, code string) bool {
	if !c.hasRandomCode(address) {
		return code == c.cfg.EmailCode
	}
	sent := c.codes[strings.ToLower(address)]
	if sent == "" || code != sent {
		return false
	}
	delete(c.codes, strings.ToLower(address))
	return true
}

// sendFactorCode sends a code to the identification that the form names, or to the primary one.
func (c *call) sendFactorCode(u *user, strategy string) {
	kind := factorKind(strategy)
	id := c.form.Get(string(kind) + "_id")
	if id == "" {
		id = *u.primary(kind)
	}
	if i := u.identification(id); i != nil && i.kind == kind {
		c.sendCode(i.value)
	}
}

// isFactorCode checks the form's code for the user's identifications of the strategy's kind.
func (c *call) isFactorCode(u *user, strategy string) bool {
	for _, i := range u.identifications {
		if i.kind == factorKind(strategy) && c.isCode(i.value, c.form.Get("code")) {
			return true
		}
	}
	return false
}

func factorKind(strategy string) identificationKind {
	if strategy == kindPhone.strategy() {
		return kindPhone
	}
	return kindEmail
}

package clerkhtmx

import (
	"fmt"
	"io"
)

// redacted stands in place of a secret.
const redacted = "[redacted]"

// Format implements [fmt.Formatter]. The output never contains the secrets of the Config,
// whatever the verb.
func (c Config) Format(s fmt.State, verb rune) {
	type plain Config // has no Format
	c.unread = nil    // is for New alone
	for _, secret := range []*string{&c.SecretKey, &c.MachineSecretKey} {
		if *secret != "" {
			*secret = redacted
		}
	}
	_, _ = fmt.Fprintf(s, fmt.FormatString(s, verb), plain(c))
}

// Format implements [fmt.Formatter]. It prints the publishable key of the Kit's instance.
func (k *Kit) Format(s fmt.State, _ rune) {
	_, _ = io.WriteString(s, "clerkhtmx.Kit("+k.key.String()+")")
}

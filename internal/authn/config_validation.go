package authn

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/clerk-htmx/kit/internal/safeurl"
)

// ConfigError is a mistake in one field of a configuration: of a [Config], or of the caller's
// own, from which the Config was made.
type ConfigError struct {
	// Field is the field's name; an entry of a list has its index: "Issuers[1]".
	Field string
	// Err says what is wrong.
	Err error
}

// Error implements error.
func (e *ConfigError) Error() string { return "Config." + e.Field + ": " + e.Err.Error() }

// Unwrap returns Err.
func (e *ConfigError) Unwrap() error { return e.Err }

// inField names the field of a mistake. It returns nil for no mistake.
func inField(field string, err error) error {
	if err == nil {
		return nil
	}
	return &ConfigError{Field: field, Err: err}
}

// inEntries checks each entry of a list.
func inEntries(field string, entries []string, check func(string) error) []error {
	var wrong []error
	for i, entry := range entries {
		wrong = append(wrong, inField(fmt.Sprintf("%s[%d]", field, i), check(entry)))
	}
	return wrong
}

// validate returns the mistakes in c, and nil for each check that finds none. The lists that
// [New] compiles are not checked here, nor is ClockSkew, which the caller checks.
func (c Config) validate() []error {
	return slices.Concat(
		[]error{
			inField("PublishableKey", checkKey(c.PublishableKey)),
			inField("ProxyURL", checkProxyURL(c.ProxyURL)),
			inField("AuthorizedParties", CheckNotAllEmpty(c.AuthorizedParties)),
			inField("Audience", CheckNotAllEmpty(c.Audience)),
			inField("Issuers", CheckNotAllEmpty(c.Issuers)),
			inField("OrganizationSync.Organization", checkOrganization(c.OrganizationSync.Organization)),
			inField("Domain", c.checkSatelliteDomain()),
			inField("SignInURL", c.checkSatelliteSignInURL()),
		},
		inEntries("AuthorizedParties", c.AuthorizedParties, checkParty),
		inEntries("Issuers", c.Issuers, checkIssuer),
	)
}

func checkKey(key PublishableKey) error {
	if key == (PublishableKey{}) {
		return ErrPublishableKey
	}
	return nil
}

func checkProxyURL(value string) error {
	if value != "" && (!safeurl.Is(value) || strings.ContainsAny(value, "?#")) {
		return errors.New("must be a path that starts with one / or an absolute http(s) URL, without query and fragment")
	}
	return nil
}

// CheckNotAllEmpty refuses a list with only empty entries, as from unset variables, because it
// would let everybody in.
func CheckNotAllEmpty(entries []string) error {
	if len(entries) > 0 && len(nonEmpty(entries)) == 0 {
		return errors.New("has only empty entries")
	}
	return nil
}

func (c Config) checkSatelliteDomain() error {
	switch {
	case !c.IsSatellite:
		return nil
	case c.Domain == "" && c.ProxyURL == "":
		return errors.New("a satellite needs Domain or ProxyURL")
	case c.Domain != "" && (!safeurl.IsHost(c.Domain) || c.Domain != strings.ToLower(c.Domain)):
		return errors.New("must be a host in lower case, such as satellite.com")
	}
	return nil
}

// checkSatelliteSignInURL requires the sign-in page in development, where only the primary
// knows the dev browser. In production the page may be Clerk's Account Portal.
func (c Config) checkSatelliteSignInURL() error {
	if !c.IsSatellite || safeurl.IsWebURL(c.SignInURL) {
		return nil
	}
	development := c.PublishableKey != PublishableKey{} && !c.PublishableKey.Live()
	if c.SignInURL != "" || development {
		return errors.New("a satellite needs the absolute URL of the primary application's sign-in page")
	}
	return nil
}

func checkOrganization(idOrSlug string) error {
	if idOrSlug != "" && !IsID(idOrSlug) {
		return errors.New("must be the id (org_…) or the slug of an organization")
	}
	return nil
}

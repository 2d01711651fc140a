package authn

import (
	"errors"
	"fmt"
	"strings"

	"github.com/clerk-htmx/kit/internal/safeurl"
)

// ConfigError is a mistake in one field of a [Config].
type ConfigError struct {
	// Field is the field's name in Config; an entry of a list has its index:
	// "Issuers[1]".
	Field string
	// Err says what is wrong.
	Err error
}

// Error implements error.
func (e *ConfigError) Error() string { return "authn: Config." + e.Field + ": " + e.Err.Error() }

// Unwrap returns Err.
func (e *ConfigError) Unwrap() error { return e.Err }

// mistakes collects the errors of [New].
type mistakes []error

func (m *mistakes) add(field string, err error) {
	if err != nil {
		*m = append(*m, &ConfigError{Field: field, Err: err})
	}
}

// addEntries checks each entry of a list.
func (m *mistakes) addEntries(field string, entries []string, check func(string) error) {
	for i, entry := range entries {
		m.add(fmt.Sprintf("%s[%d]", field, i), check(entry))
	}
}

// validate finds the mistakes in cfg, except in the lists that [New] compiles.
func (m *mistakes) validate(cfg Config) {
	m.add("PublishableKey", checkKey(cfg.PublishableKey))
	m.add("ProxyURL", checkProxyURL(cfg.ProxyURL))
	m.add("AuthorizedParties", checkNotAllEmpty(cfg.AuthorizedParties))
	m.addEntries("AuthorizedParties", cfg.AuthorizedParties, unlessEmpty(CheckOrigin))
	m.add("Audience", checkNotAllEmpty(cfg.Audience))
	m.add("Issuers", checkNotAllEmpty(cfg.Issuers))
	m.addEntries("Issuers", cfg.Issuers, unlessEmpty(checkIssuer))
	m.add("OrganizationSync.Organization", checkOrganization(cfg.OrganizationSync.Organization))
	m.add("ClockSkew", checkNotNegative(cfg.ClockSkew))
	if cfg.IsSatellite {
		m.add("Domain", checkSatelliteDomain(cfg))
		m.add("SignInURL", checkSatelliteSignInURL(cfg))
	}
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

// checkNotAllEmpty refuses a list with only empty entries, as from unset variables, because it
// would let everybody in.
func checkNotAllEmpty(entries []string) error {
	if len(entries) > 0 && len(nonEmpty(entries)) == 0 {
		return errors.New("has only empty entries")
	}
	return nil
}

func unlessEmpty(check func(string) error) func(string) error {
	return func(entry string) error {
		if entry == "" {
			return nil
		}
		return check(entry)
	}
}

func checkNotNegative[T ~int64](value T) error {
	if value < 0 {
		return errors.New("is negative")
	}
	return nil
}

func checkSatelliteDomain(cfg Config) error {
	switch {
	case cfg.Domain == "" && cfg.ProxyURL == "":
		return errors.New("a satellite needs Domain or ProxyURL")
	case cfg.Domain != "" && (!safeurl.IsHost(cfg.Domain) || cfg.Domain != strings.ToLower(cfg.Domain)):
		return errors.New("must be a host in lower case, such as satellite.com")
	}
	return nil
}

// checkSatelliteSignInURL requires the sign-in page in development, where only the primary
// knows the dev browser. In production the page may be Clerk's Account Portal.
func checkSatelliteSignInURL(cfg Config) error {
	if safeurl.IsWebURL(cfg.SignInURL) {
		return nil
	}
	development := cfg.PublishableKey != PublishableKey{} && !cfg.PublishableKey.Live()
	if cfg.SignInURL != "" || development {
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

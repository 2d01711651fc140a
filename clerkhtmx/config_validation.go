package clerkhtmx

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/clerk-htmx/kit/internal/authn"
	"github.com/clerk-htmx/kit/internal/safeurl"
	"github.com/clerk-htmx/kit/partials"
)

// validate finds the mistakes in a Config with defaults, except those in the fields that package
// authn decides by, which authn.New finds, and in JWTKey. Of ProxyURL, it checks only that it
// leaves the kit's own routes to the kit. The key is the zero key if it could not be read.
//
// No error may repeat a value that might be a secret.
func (c Config) validate() (authn.PublishableKey, mistakes) {
	wrong := slices.Clone(c.unread)
	key, err := authn.ParsePublishableKey(c.PublishableKey)
	wrong.add("PublishableKey", firstError(checkPublishableKeyText(c.PublishableKey), err))
	wrong.add("SecretKey", c.checkSecretKey(key))
	wrong.add("MachineSecretKey", optional(c.MachineSecretKey, checkMachineSecretKey))
	wrong.add("APIURL", checkBaseURL(c.APIURL))
	wrong.add("FrontendAPIProxy.Path", c.checkFrontendAPIProxyPath(key))
	wrong.add("FrontendAPIProxy.URL", optional(c.FrontendAPIProxy.URL, checkBaseURL))
	wrong.add("ProxyURL", c.checkProxyPath())
	wrong.add("BasePath", checkMountPath(c.BasePath, defaultBasePath))
	if !c.IsSatellite { // package authn checks the sign-in page of a satellite, which is the primary's
		wrong.add("SignInURL", optional(c.SignInURL, c.checkPage("/sign-in")))
	}
	wrong.add("SignUpURL", firstError(optional(c.SignUpURL, c.checkPage("/sign-up")), c.checkPagesDiffer()))
	wrong.addClerkJSMistakes(c)
	wrong.add("PublicURL", optional(c.PublicURL, checkPublicURL))
	for i, prefix := range c.TrustedProxies {
		if !prefix.IsValid() { // it would contain no address
			wrong.add(fmt.Sprintf("TrustedProxies[%d]", i), errors.New("is not a prefix, such as 10.0.0.0/8"))
		}
	}
	wrong.add("BackendAPILimit.PerSecond", c.BackendAPILimit.checkPerSecond())
	wrong.add("BackendAPILimit.InFlight", checkNotNegative(c.BackendAPILimit.InFlight))
	wrong.add("ClockSkew", checkNotNegative(c.ClockSkew))
	wrong.add("TokenCacheSize", checkNotNegative(c.TokenCacheSize))
	wrong.add("HookTimeout", checkNotNegative(c.HookTimeout))
	return key, wrong
}

// mistakes are the errors in a Config.
type mistakes []*authn.ConfigError

// add records a mistake. It ignores a nil err, and a second mistake in the same field, which
// mostly follows from the first.
func (m *mistakes) add(field string, err error) {
	known := func(other *authn.ConfigError) bool { return other.Field == field }
	if err != nil && !slices.ContainsFunc(*m, known) {
		*m = append(*m, &authn.ConfigError{Field: field, Err: err})
	}
}

// addFrom notes the mistakes that authn.New joined to err.
func (m *mistakes) addFrom(err error) {
	joined, ok := errors.AsType[interface {
		error
		Unwrap() []error
	}](err)
	if !ok {
		return
	}
	for _, err := range joined.Unwrap() {
		if wrong, ok := errors.AsType[*authn.ConfigError](err); ok {
			m.add(wrong.Field, wrong.Err)
		}
	}
}

// err joins the mistakes into one error. It is nil without any mistake.
func (m *mistakes) err() error {
	var errs []error
	for _, wrong := range *m {
		errs = append(errs, fmt.Errorf("clerkhtmx: %w", wrong))
	}
	return errors.Join(errs...)
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// optional checks a value unless it is empty.
func optional(value string, check func(string) error) error {
	if value == "" {
		return nil
	}
	return check(value)
}

// errKeyText is the error for a key that net/http or Clerk would refuse in every request.
var errKeyText = errors.New("contains white space, a control character or one that is not ASCII: copy the key again, without line breaks")

func checkKeyText(key string) error {
	if strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return errKeyText
	}
	return nil
}

func checkPublishableKeyText(key string) error {
	if key == "" {
		return errors.New("required; ConfigFromEnv reads it from CLERK_PUBLISHABLE_KEY")
	}
	return checkKeyText(key)
}

func (c Config) checkSecretKey(key authn.PublishableKey) error {
	const fromEnv = "; ConfigFromEnv reads it from CLERK_SECRET_KEY"
	switch {
	case c.SecretKey == "" && c.JWTKey == "":
		return errors.New("required, unless JWTKey is set" + fromEnv)
	case c.SecretKey == "" && c.FrontendAPIProxy.Path != "":
		return errors.New("required by FrontendAPIProxy" + fromEnv)
	case c.SecretKey == "":
		return nil
	case checkKeyText(c.SecretKey) != nil:
		return errKeyText
	case !strings.HasPrefix(c.SecretKey, "sk_test_") && !strings.HasPrefix(c.SecretKey, "sk_live_"):
		return errors.New("must start with sk_test_ or sk_live_")
	case key != (authn.PublishableKey{}) && strings.HasPrefix(c.SecretKey, "sk_live_") != key.Live():
		return errors.New("is of another instance type than PublishableKey: use test with test, live with live")
	}
	return nil
}

func checkMachineSecretKey(key string) error {
	if !strings.HasPrefix(key, "ak_") {
		return firstError(checkKeyText(key), errors.New("must start with ak_"))
	}
	return checkKeyText(key)
}

// checkBaseURL refuses a URL to which paths cannot be added.
func checkBaseURL(value string) error {
	if !safeurl.IsWebURL(value) || strings.ContainsAny(value, "?#") {
		return errors.New("must be an absolute http(s) URL without user, query and fragment")
	}
	return nil
}

// checkPublicURL refuses a URL that browsers write in another form, since a page's
// Referer is compared with it.
func checkPublicURL(value string) error {
	u, err := url.Parse(value)
	if err != nil || checkBaseURL(value) != nil {
		return checkBaseURL(value)
	}
	path := strings.TrimRight(u.Path, "/")
	if authn.CheckOrigin(u.Scheme+"://"+u.Host) != nil || !safeurl.IsPlainPath(path) {
		return errors.New("must be as browsers write it: lower case, without a default port, its path of letters, digits and -._~ only")
	}
	return nil
}

func checkPathOrURL(value string) error {
	if !safeurl.Is(value) {
		return errors.New("must be a path that starts with one / or an absolute http(s) URL")
	}
	return nil
}

// checkObject refuses an object that JSON cannot hold: every page would fail.
func checkObject(object partials.Object) error {
	if _, err := json.Marshal(object); err != nil {
		return fmt.Errorf("cannot be encoded as JSON: %w", err)
	}
	return nil
}

func checkNotNegative[T int | time.Duration](value T) error {
	if value < 0 {
		return errors.New("is negative")
	}
	return nil
}

package clerkhtmx

import (
	"errors"
	"fmt"
	"maps"
	"net/mail"
	"regexp"
	"slices"
	"strings"

	"github.com/clerk-htmx/kit/internal/site"
	"github.com/clerk-htmx/kit/partials"
)

// ClerkJSOptions are options of clerk-js that few applications need.
type ClerkJSOptions struct {
	// PollingDisabled keeps clerk-js from renewing the token in the background. Requests that
	// htmx makes still wait for a fresh one. Default false.
	PollingDisabled bool
	// TouchSessionDisabled keeps clerk-js from telling Clerk that the page got the focus.
	// Default false.
	TouchSessionDisabled bool
	// RouterDebug logs each navigation of clerk-js to the browser's console. Default false.
	RouterDebug bool
	// TelemetrySamplingDisabled sends every event to Clerk, not a sample. Default false.
	TelemetrySamplingDisabled bool
	// Experimental turns on features that Clerk may change at any time. Default: none.
	Experimental partials.Object
	// Other are options that have no field in the kit, under Clerk's names, such as an option of
	// a new version. They go to clerk-js unchanged, and the URLs among them are not checked.
	// [New] refuses an option that has a field or that the script sets. Default: none.
	Other partials.Object
}

// clerkJSOptions are the options of clerk-js for a page of the site.
func (k *Kit) clerkJSOptions(at site.Site) partials.Options {
	c := &k.cfg
	return partials.Options{
		SignInURL:                         at.Path(c.SignInURL),
		SignUpURL:                         at.Path(c.SignUpURL),
		WaitlistURL:                       at.Path(c.WaitlistURL),
		SignInForceRedirectURL:            at.Path(c.SignInForceRedirectURL),
		SignUpForceRedirectURL:            at.Path(c.SignUpForceRedirectURL),
		SignInFallbackRedirectURL:         at.Path(c.SignInFallbackRedirectURL),
		SignUpFallbackRedirectURL:         at.Path(c.SignUpFallbackRedirectURL),
		AfterSignOutURL:                   at.Path(c.AfterSignOutURL),
		AfterMultiSessionSingleSignOutURL: at.Path(c.AfterMultiSessionSingleSignOutURL),
		NewSubscriptionRedirectURL:        at.Path(c.NewSubscriptionRedirectURL),
		TaskURLs:                          taskURLs(at, c.TaskURLs),
		AllowedRedirectOrigins:            k.redirectOrigins(),
		AllowedRedirectProtocols:          c.AllowedRedirectProtocols,
		IsSatellite:                       c.IsSatellite,
		SatelliteAutoSync:                 c.SatelliteAutoSync,
		TreatPendingAsSignedOut:           disabled(c.TreatPendingAsSignedIn).option(),
		Appearance:                        c.Appearance,
		Localization:                      c.Localization,
		SupportEmail:                      c.SupportEmail,
		Telemetry:                         k.telemetry(),
		Polling:                           disabled(c.ClerkJS.PollingDisabled).option(),
		TouchSession:                      disabled(c.ClerkJS.TouchSessionDisabled).option(),
		RouterDebug:                       c.ClerkJS.RouterDebug,
		Experimental:                      c.ClerkJS.Experimental,
		Other:                             c.ClerkJS.Other,

		UnsafeDisableDevelopmentModeConsoleWarning: c.UnsafeDisableDevelopmentModeConsoleWarning,
	}
}

func taskURLs(at site.Site, urls map[partials.SessionTask]string) map[partials.SessionTask]string {
	urls = maps.Clone(urls)
	for task, url := range urls {
		urls[task] = at.Path(url)
	}
	return urls
}

// redirectOrigins returns the configured origins and those that clerk-js allows by default
// (createAllowedRedirectOrigins), since a list replaces the default. It is nil if none is
// configured.
func (k *Kit) redirectOrigins() []string {
	if len(k.cfg.AllowedRedirectOrigins) == 0 {
		return nil
	}
	domain := strings.Replace(k.key.FrontendAPI(), "clerk.", "", 1)
	origins := []string{"https://" + domain, "https://*." + domain}
	if !k.key.Live() {
		origins = append(origins, "https://"+k.key.FrontendAPI())
	}
	return append(origins, k.cfg.AllowedRedirectOrigins...)
}

func (k *Kit) telemetry() *partials.Telemetry {
	t := partials.Telemetry{
		Disabled:         k.cfg.TelemetryDisabled,
		Debug:            k.cfg.TelemetryDebug,
		PerEventSampling: disabled(k.cfg.ClerkJS.TelemetrySamplingDisabled).option(),
	}
	if t == (partials.Telemetry{}) {
		return nil // clerk-js decides
	}
	return &t
}

// disabled says that something is off that is on by default.
type disabled bool

// option returns nil for clerk-js's default.
func (d disabled) option() *bool {
	if !d {
		return nil
	}
	return new(false)
}

// addClerkJSMistakes notes the mistakes in the options that go to clerk-js alone.
func (m *mistakes) addClerkJSMistakes(c Config) {
	m.add("WaitlistURL", optional(c.WaitlistURL, checkPathOrURL))
	m.add("AfterSignOutURL", optional(c.AfterSignOutURL, checkPathOrURL))
	m.add("AfterMultiSessionSingleSignOutURL", optional(c.AfterMultiSessionSingleSignOutURL, checkPathOrURL))
	m.add("SignInForceRedirectURL", optional(c.SignInForceRedirectURL, checkPathOrURL))
	m.add("SignUpForceRedirectURL", optional(c.SignUpForceRedirectURL, checkPathOrURL))
	m.add("SignInFallbackRedirectURL", optional(c.SignInFallbackRedirectURL, checkPathOrURL))
	m.add("SignUpFallbackRedirectURL", optional(c.SignUpFallbackRedirectURL, checkPathOrURL))
	m.add("NewSubscriptionRedirectURL", optional(c.NewSubscriptionRedirectURL, checkPathOrURL))
	for _, task := range slices.Sorted(maps.Keys(c.TaskURLs)) {
		m.add(fmt.Sprintf("TaskURLs[%q]", task), firstError(checkTask(task), checkPathOrURL(c.TaskURLs[task])))
	}
	for i, protocol := range c.AllowedRedirectProtocols {
		m.add(fmt.Sprintf("AllowedRedirectProtocols[%d]", i), checkProtocol(protocol))
	}
	m.add("ClerkJSURL", optional(c.ClerkJSURL, checkPathOrURL))
	m.add("ClerkUIURL", optional(c.ClerkUIURL, checkPathOrURL))
	m.add("Appearance", checkObject(c.Appearance))
	m.add("Localization", checkObject(c.Localization))
	m.add("LocalizationURL", optional(c.LocalizationURL, c.checkLocalizationURL))
	m.add("SupportEmail", optional(c.SupportEmail, checkEmail))
	m.add("ClerkJS.Experimental", checkObject(c.ClerkJS.Experimental))
	m.add("ClerkJS.Other", firstError(checkObject(c.ClerkJS.Other), partials.Options{Other: c.ClerkJS.Other}.Validate()))
}

func (c Config) checkLocalizationURL(value string) error {
	if len(c.Localization) > 0 {
		return errors.New("is set beside Localization: put all texts into one of them")
	}
	return checkPathOrURL(value)
}

// checkTask refuses a key in another form than Clerk's. Clerk may add tasks, so it lets unknown
// ones pass.
func checkTask(task partials.SessionTask) error {
	if !regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`).MatchString(string(task)) {
		return fmt.Errorf("is not the key of a task, such as %q", partials.TaskKeyChooseOrganization)
	}
	return nil
}

// checkProtocol refuses a protocol in a form that never matches, and those that run a script.
func checkProtocol(protocol string) error {
	if !regexp.MustCompile(`^[a-z][a-z0-9+.-]*:$`).MatchString(protocol) {
		return errors.New(`must be as browsers write it, in lower case with a colon at the end, such as "myapp:"`)
	}
	if slices.Contains([]string{"javascript:", "data:", "vbscript:", "blob:"}, protocol) {
		return errors.New("would let a link run a script of its own in the page")
	}
	return nil
}

func checkEmail(value string) error {
	if address, err := mail.ParseAddress(value); err != nil || address.Address != value {
		return errors.New(`must be an email address, such as "help@example.com"`)
	}
	return nil
}

package clerkhtmx

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/clerk-htmx/kit/internal/authn"
)

// ConfigFromEnv reads the environment variables that Clerk's SDKs share:
//
//	CLERK_PUBLISHABLE_KEY  CLERK_SECRET_KEY  CLERK_JWT_KEY  CLERK_API_URL
//	CLERK_MACHINE_SECRET_KEY
//	CLERK_FAPI_URL  CLERK_PROXY_URL  CLERK_DOMAIN  CLERK_IS_SATELLITE
//	CLERK_SIGN_IN_URL  CLERK_SIGN_UP_URL
//	CLERK_SIGN_IN_FORCE_REDIRECT_URL  CLERK_SIGN_IN_FALLBACK_REDIRECT_URL
//	CLERK_SIGN_UP_FORCE_REDIRECT_URL  CLERK_SIGN_UP_FALLBACK_REDIRECT_URL
//	CLERK_CHECKOUT_CONTINUE_URL
//	CLERK_JS_URL  CLERK_UI_URL  CLERK_TELEMETRY_DISABLED  CLERK_TELEMETRY_DEBUG
//	CLERK_UNSAFE_DISABLE_DEVELOPMENT_MODE_CONSOLE_WARNING
//
// and two of the kit's own; the first is a list separated by commas:
//
//	CLERK_AUTHORIZED_PARTIES  CLERK_PUBLIC_URL
//
// It is the only function of the package that looks at the environment. A boolean
// variable has a value that [strconv.ParseBool] takes, such as "true" or "0"; an empty
// one is false. [New] reports a variable that cannot be read.
func ConfigFromEnv() Config {
	var env environment
	cfg := Config{
		PublishableKey:             os.Getenv("CLERK_PUBLISHABLE_KEY"),
		SecretKey:                  os.Getenv("CLERK_SECRET_KEY"),
		MachineSecretKey:           os.Getenv("CLERK_MACHINE_SECRET_KEY"),
		JWTKey:                     os.Getenv("CLERK_JWT_KEY"),
		APIURL:                     os.Getenv("CLERK_API_URL"),
		ProxyURL:                   os.Getenv("CLERK_PROXY_URL"),
		FrontendAPIProxy:           FrontendAPIProxy{URL: os.Getenv("CLERK_FAPI_URL")},
		Domain:                     os.Getenv("CLERK_DOMAIN"),
		IsSatellite:                env.readBool("IsSatellite", "CLERK_IS_SATELLITE"),
		AuthorizedParties:          env.readList("AuthorizedParties", "CLERK_AUTHORIZED_PARTIES"),
		PublicURL:                  os.Getenv("CLERK_PUBLIC_URL"),
		SignInURL:                  os.Getenv("CLERK_SIGN_IN_URL"),
		SignUpURL:                  os.Getenv("CLERK_SIGN_UP_URL"),
		SignInForceRedirectURL:     os.Getenv("CLERK_SIGN_IN_FORCE_REDIRECT_URL"),
		SignInFallbackRedirectURL:  os.Getenv("CLERK_SIGN_IN_FALLBACK_REDIRECT_URL"),
		SignUpForceRedirectURL:     os.Getenv("CLERK_SIGN_UP_FORCE_REDIRECT_URL"),
		SignUpFallbackRedirectURL:  os.Getenv("CLERK_SIGN_UP_FALLBACK_REDIRECT_URL"),
		NewSubscriptionRedirectURL: os.Getenv("CLERK_CHECKOUT_CONTINUE_URL"),
		ClerkJSURL:                 os.Getenv("CLERK_JS_URL"),
		ClerkUIURL:                 os.Getenv("CLERK_UI_URL"),
		TelemetryDisabled:          env.readBool("TelemetryDisabled", "CLERK_TELEMETRY_DISABLED"),
		TelemetryDebug:             env.readBool("TelemetryDebug", "CLERK_TELEMETRY_DEBUG"),

		UnsafeDisableDevelopmentModeConsoleWarning: env.readBool("UnsafeDisableDevelopmentModeConsoleWarning",
			"CLERK_UNSAFE_DISABLE_DEVELOPMENT_MODE_CONSOLE_WARNING"),
	}
	cfg.unread = env.unread
	return cfg
}

// environment reads variables that are not plain text. unread are those that it could not read.
type environment struct{ unread mistakes }

func (e *environment) readBool(field, name string) bool {
	text := os.Getenv(name)
	if text == "" {
		return false
	}
	value, err := strconv.ParseBool(text)
	if err != nil {
		e.unread.add(field, errors.New(name+" must be true or false"))
	}
	return value
}

// readList reads entries with commas between them. Spaces around an entry and empty
// entries do not count.
func (e *environment) readList(field, name string) []string {
	text := os.Getenv(name)
	if text == "" {
		return nil
	}
	entries := strings.Split(text, ",")
	for i, entry := range entries {
		entries[i] = strings.TrimSpace(entry)
	}
	if err := authn.CheckNotAllEmpty(entries); err != nil {
		e.unread.add(field, fmt.Errorf("%s %w", name, err))
	}
	return slices.DeleteFunc(entries, func(entry string) bool { return entry == "" })
}

package clerkhtmx

import (
	"os"
	"strconv"
)

// ConfigFromEnv reads the environment variables that Clerk's SDKs share:
//
//	CLERK_PUBLISHABLE_KEY  CLERK_SECRET_KEY  CLERK_JWT_KEY  CLERK_API_URL
//	CLERK_MACHINE_SECRET_KEY
//	CLERK_FAPI_URL  CLERK_PROXY_URL  CLERK_DOMAIN  CLERK_IS_SATELLITE
//	CLERK_SIGN_IN_URL  CLERK_SIGN_UP_URL
//	CLERK_SIGN_IN_FORCE_REDIRECT_URL  CLERK_SIGN_IN_FALLBACK_REDIRECT_URL
//	CLERK_SIGN_UP_FORCE_REDIRECT_URL  CLERK_SIGN_UP_FALLBACK_REDIRECT_URL
//	CLERK_JS_URL  CLERK_UI_URL  CLERK_TELEMETRY_DISABLED
//
// It is the only function of the package that looks at the environment. A
// boolean variable is true for "1", "true" and what else [strconv.ParseBool]
// takes for true.
func ConfigFromEnv() Config {
	return Config{
		PublishableKey:            os.Getenv("CLERK_PUBLISHABLE_KEY"),
		SecretKey:                 os.Getenv("CLERK_SECRET_KEY"),
		MachineSecretKey:          os.Getenv("CLERK_MACHINE_SECRET_KEY"),
		JWTKey:                    os.Getenv("CLERK_JWT_KEY"),
		APIURL:                    os.Getenv("CLERK_API_URL"),
		ProxyURL:                  os.Getenv("CLERK_PROXY_URL"),
		FrontendAPIProxy:          FrontendAPIProxy{URL: os.Getenv("CLERK_FAPI_URL")},
		Domain:                    os.Getenv("CLERK_DOMAIN"),
		IsSatellite:               envBool("CLERK_IS_SATELLITE"),
		SignInURL:                 os.Getenv("CLERK_SIGN_IN_URL"),
		SignUpURL:                 os.Getenv("CLERK_SIGN_UP_URL"),
		SignInForceRedirectURL:    os.Getenv("CLERK_SIGN_IN_FORCE_REDIRECT_URL"),
		SignInFallbackRedirectURL: os.Getenv("CLERK_SIGN_IN_FALLBACK_REDIRECT_URL"),
		SignUpForceRedirectURL:    os.Getenv("CLERK_SIGN_UP_FORCE_REDIRECT_URL"),
		SignUpFallbackRedirectURL: os.Getenv("CLERK_SIGN_UP_FALLBACK_REDIRECT_URL"),
		ClerkJSURL:                os.Getenv("CLERK_JS_URL"),
		ClerkUIURL:                os.Getenv("CLERK_UI_URL"),
		TelemetryDisabled:         envBool("CLERK_TELEMETRY_DISABLED"),
	}
}

func envBool(name string) bool {
	value, err := strconv.ParseBool(os.Getenv(name))
	return err == nil && value
}

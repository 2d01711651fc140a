package harness

import (
	"net/netip"

	"github.com/clerk-htmx/kit/clerkhtmx"
)

// Keys of a development instance, whose Frontend API is clerk.kit.test.
const (
	TestPublishableKey = "pk_test_Y2xlcmsua2l0LnRlc3Qk"
	TestSecretKey      = "sk_test_do-not-print-me"
)

// Keys of a production instance with the same Frontend API.
const (
	LivePublishableKey = "pk_live_Y2xlcmsua2l0LnRlc3Qk"
	LiveSecretKey      = "sk_live_do-not-print-me"
)

// ValidConfig returns the smallest configuration that New accepts, for a development instance.
func ValidConfig() clerkhtmx.Config {
	return clerkhtmx.Config{PublishableKey: TestPublishableKey, SecretKey: TestSecretKey}
}

// ProxyConfig returns the configuration of an application that proxies the Frontend API at /__clerk.
func ProxyConfig(frontendAPI string) clerkhtmx.Config {
	return clerkhtmx.Config{
		PublishableKey:    LivePublishableKey,
		SecretKey:         LiveSecretKey,
		AuthorizedParties: []string{"https://app.example.com"},
		TrustedProxies:    []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("10.0.0.0/8")},
		FrontendAPIProxy:  clerkhtmx.FrontendAPIProxy{Path: "/__clerk", URL: frontendAPI},
	}
}

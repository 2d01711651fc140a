package browser

import (
	"strings"

	"github.com/chromedp/chromedp"
)

// hostRules keep every connection on this machine: names for tests resolve to it, all others do not resolve at all.
// The ports stay as they are.
var hostRules = strings.Join([]string{
	"MAP *.test 127.0.0.1",
	"MAP *.localhost 127.0.0.1",
	"MAP * ~NOTFOUND",
	"EXCLUDE localhost",
	"EXCLUDE 127.0.0.1",
}, ", ")

// options is the whole list of flags. chromedp's own list is not used: its enable-automation sets navigator.webdriver,
// and clerk-js then takes the browser for a bot, swallows network errors and reports other states than people get.
func options(path string) []chromedp.ExecAllocatorOption {
	flags := map[string]any{
		"headless":               true,
		"disable-blink-features": "AutomationControlled", // navigator.webdriver is false, as in a person's browser

		"host-resolver-rules":       hostRules,
		"no-proxy-server":           true, // a proxy would resolve names itself
		"ignore-certificate-errors": true, // for httptest's TLS servers; no other can be reached

		"no-first-run":                        true,
		"no-default-browser-check":            true,
		"disable-search-engine-choice-screen": true,
		"disable-extensions":                  true,
		"disable-default-apps":                true,

		"disable-background-networking":          true,
		"disable-component-update":               true,
		"disable-client-side-phishing-detection": true,
		"disable-domain-reliability":             true,
		"disable-sync":                           true,
		"disable-quic":                           true,
		"safebrowsing-disable-auto-update":       true,
		"metrics-recording-only":                 true,
		"disable-breakpad":                       true,
		"disable-features":                       "Translate,MediaRouter,OptimizationHints,AutofillServerCommunication,CertificateTransparencyComponentUpdater",

		"disable-gpu":           true,
		"disable-dev-shm-usage": true, // /dev/shm is small in containers
		"mute-audio":            true,
		"password-store":        "basic",
		"use-mock-keychain":     true,

		// The same picture on every machine.
		"hide-scrollbars":              true,
		"force-color-profile":          "srgb",
		"font-render-hinting":          "none",
		"force-prefers-reduced-motion": true,

		// Tabs in the background keep their timers: a test of two tabs must not wait for the throttle.
		"disable-background-timer-throttling":    true,
		"disable-backgrounding-occluded-windows": true,
		"disable-renderer-backgrounding":         true,
	}
	list := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path),
		chromedp.WindowSize(int(Desktop.Width), int(Desktop.Height)),
	}
	for name, value := range flags {
		list = append(list, chromedp.Flag(name, value))
	}
	return list
}

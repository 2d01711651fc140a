package authn

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/clerk-htmx/kit/internal/safeurl"
)

// isOrigin reports whether browsers serialize an origin as raw. Native applications
// and browser extensions have schemes of their own, such as chrome-extension.
func isOrigin(raw string) bool {
	u, err := url.Parse(raw)
	return err == nil && safeurl.IsHost(u.Host) && origin(u) == raw
}

func isWebOrigin(raw string) bool { return isOrigin(raw) && safeurl.IsWebURL(raw) }

// isIssuer reports whether Clerk may write raw into the iss claim. An issuer has a path if the
// Frontend API is proxied.
func isIssuer(raw string) bool {
	u, err := url.Parse(raw)
	return err == nil && safeurl.IsWebURL(raw) && issuerOf(u) == raw
}

func issuerOf(u *url.URL) string { return origin(u) + strings.TrimRight(u.EscapedPath(), "/") }

// CheckOrigin requires the spelling of the azp claim, since the two are compared as text.
func CheckOrigin(raw string) error {
	if isOrigin(raw) {
		return nil
	}
	return errNotOrigin(raw, isOrigin)
}

// checkParty checks an entry of AuthorizedParties. An empty entry does not count.
func checkParty(raw string) error {
	if raw == "" {
		return nil
	}
	return CheckOrigin(raw)
}

func errNotOrigin(raw string, accept func(string) bool) error {
	if strings.Contains(raw, "*") {
		return errors.New("wildcards are not supported: list each origin, such as https://app.example.com")
	}
	return fmt.Errorf("must be an origin as browsers send it, such as %s: "+
		"scheme, host and port in lower case, without default port, path and slash at the end", rightForm(raw, origin, accept))
}

// checkIssuer requires the spelling of the iss claim, since the two are compared as text. An
// empty entry does not count.
func checkIssuer(raw string) error {
	if raw == "" || isIssuer(raw) {
		return nil
	}
	return fmt.Errorf("must be an http(s) URL such as %s: "+
		"the host in lower case, without default port, user, query, fragment and slash at the end", rightForm(raw, issuerOf, isIssuer))
}

// rightForm returns raw in the right spelling. If raw does not look like an address, it returns
// an example instead, because raw might be a secret in the wrong variable.
func rightForm(raw string, form func(*url.URL) string, accept func(string) bool) string {
	const example = "https://app.example.com"
	if !strings.Contains(raw, "://") {
		if !strings.ContainsAny(raw, ".:") {
			return example
		}
		raw = "https://" + raw
	}
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || !accept(form(u)) {
		return example
	}
	return form(u)
}

package authn

import (
	"errors"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/clerk-htmx/kit/internal/safeurl"
)

// In development a satellite sends the browser to its primary, which knows the dev browser. The
// primary sends the browser back with the dev browser token. The URL says where to, so anybody
// could ask for the token: Clerk's backend gives it to every target.

// answerSatellite sends a browser back to the satellite that sent it here, in development. It
// reports false if no satellite did.
func (r *authentication) answerSatellite() (State, bool) {
	target, err := absoluteURL(r.query.get(paramRedirectURL))
	if err != nil {
		return State{}, false
	}
	if r.devBrowser != "" && !r.auth.mayKnowDevBrowser(target) {
		r.causes = append(r.causes, errDevBrowserWithheld)
	}
	return r.maybeRedirect(ReasonPrimaryRespondsToSyncing, "", func() string {
		return href(target, r.syncedQuery(target))
	}), true
}

var errDevBrowserWithheld = errors.New("authn: dev browser token withheld from an origin that is not among AllowedRedirectOrigins")

func (r *authentication) syncedQuery(target *url.URL) query {
	q := parseQuery(target.RawQuery)
	if r.devBrowser != "" && r.auth.mayKnowDevBrowser(target) {
		q = q.add(paramDevBrowser, r.devBrowser)
	}
	return q.set(paramSynced, syncDone)
}

// mayKnowDevBrowser reports whether target may get the dev browser token. A holder of the token
// can act as that dev browser, with its sessions.
func (a *Authenticator) mayKnowDevBrowser(target *url.URL) bool {
	return isLoopback(target.Hostname()) || slices.Contains(a.devBrowserOrigins, origin(target))
}

// isLoopback reports whether host is a loopback address or a name that always means one (RFC
// 6761, section 6.3).
func isLoopback(host string) bool {
	host = strings.ToLower(host)
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// devBrowserOrigins returns the origins of the configured satellites and of the sign-in page. It
// returns the mistakes in AllowedRedirectOrigins, too, as [Config].validate does.
func devBrowserOrigins(cfg Config) (origins []string, wrong []error) {
	wrong = inEntries("AllowedRedirectOrigins", cfg.AllowedRedirectOrigins, func(raw string) error {
		u, err := absoluteURL(raw)
		if err != nil || !safeurl.IsHost(u.Host) || strings.Trim(u.Path, "/")+u.RawQuery+u.Fragment != "" || u.User != nil {
			return errNotOrigin(raw, isWebOrigin)
		}
		origins = append(origins, origin(u))
		return nil
	})
	if u, err := absoluteURL(cfg.SignInURL); err == nil {
		origins = append(origins, origin(u))
	}
	return origins, wrong
}

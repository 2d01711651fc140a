package authn

import "net/url"

// Values of the __clerk_synced parameter.
const (
	syncNeeded = "false"
	syncDone   = "true"
)

// syncSatellite has a satellite, which is on another domain than its primary and
// shares no cookies with it, learn of the primary's session. It reports false if
// the satellite's own cookies can decide.
func (d *decision) syncSatellite() (State, bool) {
	synced := d.query.get(paramSynced)
	if !d.isSatellite || !d.isDocumentGET() || synced == syncDone {
		return State{}, false
	}
	hasCookies := d.session.raw != "" || d.clientUAT != 0
	switch {
	case synced == syncNeeded, !hasCookies && d.satelliteAutoSync:
	case !hasCookies:
		return d.signedOut(ReasonSessionTokenAndUATMissing, ""), true
	default:
		return State{}, false
	}
	if d.key.Live() {
		return d.maybeHandshake(ReasonSatelliteNeedsSyncing, ""), true
	}
	// In development only the primary knows the dev browser, see answerSatellite.
	return d.maybeRedirect(ReasonSatelliteNeedsSyncing, "", func() string {
		q := parseQuery(d.signInURL.RawQuery).add(paramRedirectURL, d.publicURL())
		return href(d.signInURL, q)
	}), true
}

// publicURL is the request's URL, its query as received.
func (d *decision) publicURL() string {
	u := href(d.req.URL, nil)
	if d.req.URL.RawQuery != "" || d.req.URL.ForceQuery {
		u += "?" + d.req.URL.RawQuery
	}
	return u
}

// answerSatellite sends a browser back to the satellite that sent it here, with
// the dev browser token. Development only: the target is whatever the URL says,
// as in Clerk's backend, and the token opens nothing but a development instance.
func (d *decision) answerSatellite() (State, bool) {
	if d.key.Live() || d.isSatellite {
		return State{}, false
	}
	target, err := absoluteURL(d.query.get(paramRedirectURL))
	if err != nil { // Clerk's backend answers 500 for what is no URL
		return State{}, false
	}
	return d.maybeRedirect(ReasonPrimaryRespondsToSyncing, "", func() string {
		return href(target, d.syncedQuery(target))
	}), true
}

func (d *decision) syncedQuery(target *url.URL) query {
	q := parseQuery(target.RawQuery)
	if d.devBrowser != "" {
		q = q.add(paramDevBrowser, d.devBrowser)
	}
	return q.set(paramSynced, syncDone)
}

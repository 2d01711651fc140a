package authn

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
	if !d.isDocumentGET() || synced == syncDone {
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
	// In development only the primary knows the dev browser, see devbrowser.go.
	return d.maybeRedirect(ReasonSatelliteNeedsSyncing, "", func() string {
		q := parseQuery(d.signInURL.RawQuery).add(paramRedirectURL, d.publicURL())
		return href(d.signInURL, q)
	}), true
}

// publicURL is the request's URL, its query as received.
func (d *decision) publicURL() string {
	u := href(d.req.publicURL(), nil)
	if d.req.URL.RawQuery != "" || d.req.URL.ForceQuery {
		u += "?" + d.req.URL.RawQuery
	}
	return u
}

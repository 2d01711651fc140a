package authn

// Values of the __clerk_synced parameter.
const (
	syncNeeded = "false"
	syncDone   = "true"
)

// syncSatellite redirects a document of a satellite, so that the satellite learns of the
// primary's session. The two are on different domains and share no cookies. It reports false if
// the satellite's own cookies can decide.
func (r *authentication) syncSatellite() (State, bool) {
	synced := r.query.get(paramSynced)
	if !r.isDocumentGET() || synced == syncDone {
		return State{}, false
	}
	hasCookies := r.session.raw != "" || r.clientUAT != 0
	switch {
	case synced == syncNeeded, !hasCookies && r.auth.satelliteAutoSync:
	case !hasCookies:
		return r.signedOut(ReasonSessionTokenAndUATMissing, ""), true
	default:
		return State{}, false
	}
	if r.auth.key.Live() {
		return r.maybeHandshake(ReasonSatelliteNeedsSyncing, ""), true
	}
	// In development only the primary knows the dev browser, see dev_browser.go.
	return r.maybeRedirect(ReasonSatelliteNeedsSyncing, "", func() string {
		q := parseQuery(r.auth.signInURL.RawQuery).add(paramRedirectURL, r.publicURL())
		return href(r.auth.signInURL, q)
	}), true
}

// publicURL is the request's URL, its query as received.
func (r *authentication) publicURL() string {
	u := href(r.req.publicURL(), nil)
	if r.req.URL.RawQuery != "" || r.req.URL.ForceQuery {
		u += "?" + r.req.URL.RawQuery
	}
	return u
}

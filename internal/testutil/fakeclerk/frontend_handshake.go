package fakeclerk

import (
	"net/http"
	"net/url"
	"strconv"
	"time"
)

const handshakeLife = time.Minute

// serveHandshake answers a browser that a backend sent here because its cookies are out of
// date. The browser goes back with a list of Set-Cookie lines ("directives") that correct them:
// in the query for a development instance, in a cookie otherwise.
func (c *Clerk) serveHandshake(w http.ResponseWriter, r *http.Request) {
	target, err := url.Parse(r.URL.Query().Get("redirect_url"))
	if err != nil || !c.trustedURL(target.String()) {
		writeError(w, redirectInvalid(), nil)
		return
	}
	call, err := c.begin(w, r)
	if err != nil {
		c.fail(w, r, err, nil)
		return
	}
	if err := call.handshake(target); err != nil {
		c.fail(w, r, err, nil)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, target.String(), http.StatusTemporaryRedirect)
}

func redirectInvalid() *apiError {
	return &apiError{
		status: http.StatusBadRequest, code: "invalid_redirect_url", message: "The redirect URL is not of this application.",
		meta: map[string]any{"param_name": "redirect_url"},
	}
}

// handshake leaves the result in the answer's cookies or in target's query.
func (c *call) handshake(target *url.URL) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.site.origin = target.Scheme + "://" + target.Host
	c.client = c.clientByCookie()
	var browser *devBrowser
	if c.cfg.Mode != ProductionMode {
		browser = c.handshakeDevBrowser()
	}
	directives, err := c.directives(browser)
	if err != nil {
		return err
	}
	name, value, err := c.packHandshake(directives)
	if err != nil {
		return err
	}
	if browser == nil {
		cookie := c.newCookie(name, value, handshakeLife)
		cookie.HttpOnly = true
		c.setCookie(cookie)
		return nil
	}
	query := target.Query()
	query.Set(name, value)
	query.Set(cookieDevBrowser, browser.id)
	target.RawQuery = query.Encode()
	return nil
}

// packHandshake makes the parameter that the result travels in: a nonce, or the signed directives themselves.
func (c *call) packHandshake(directives []string) (name, value string, err error) {
	if c.cfg.HandshakeNonce && c.r.URL.Query().Get("format") == "nonce" {
		nonce := newID("nonce")
		c.nonces[nonce] = directives
		return cookieHandshakeNonce, nonce, nil
	}
	value, err = c.signer.sign(sessionHeader(c.now), map[string]any{"handshake": directives})
	return cookieHandshake, value, err
}

// handshakeDevBrowser finds or makes the dev browser and, through it, the client of a browser whose cookies of the
// Frontend API's own site are out of reach.
func (c *call) handshakeDevBrowser() *devBrowser {
	d := c.devBrowsers.get(c.r.URL.Query().Get(cookieDevBrowser))
	if d == nil {
		d = c.newDevBrowser("", c.now)
	}
	switch {
	case c.client == nil || c.cfg.Mode == DevelopmentMode && d.clientID != "":
		c.client = c.clients.get(d.clientID)
	case d.clientID == "":
		d.clientID = c.client.id
	}
	return d
}

// directives are the Set-Cookie lines that bring the application's cookies in step with the client.
func (c *call) directives(browser *devBrowser) ([]string, error) {
	session := c.handshakeSession()
	uat := "0"
	if session != nil {
		uat = strconv.FormatInt(c.clientUat(c.client), 10)
	}
	cookies := c.pair(cookieClientUat, uat, uatCookieLife)
	if browser != nil {
		cookies = append(cookies, c.pair(cookieDevBrowser, browser.id, clientCookieLife)...)
	} else if !c.cfg.KeepHandshakeCookie {
		cookies = append(cookies, c.expiredCookie(cookieHandshake), c.expiredCookie(cookieHandshakeNonce))
	}
	if session == nil {
		cookies = append(cookies, c.expiredCookie(cookieSession), c.expiredCookie(c.suffixed(cookieSession)),
			c.expiredCookie(c.suffixed(cookieRefresh)))
		return lines(cookies), nil
	}
	sessionCookies, err := c.sessionCookies(session)
	if err != nil {
		return nil, err
	}
	return lines(append(cookies, sessionCookies...)), nil
}

// handshakeSession is the browser's session, after the switch of organization that the backend may have asked for.
func (c *call) handshakeSession() *session {
	if c.client == nil {
		return nil
	}
	s := c.sessions.get(c.lastActiveSessionID(c.client))
	if s == nil {
		return nil
	}
	if query := c.r.URL.Query(); query.Has("organization_id") {
		c.activateByIDOrSlug(s, query.Get("organization_id"))
	}
	return s
}

// activateByIDOrSlug leaves the session alone when the user is not in that organization: the backend then sees that the
// organization still differs, and stops asking.
func (c *call) activateByIDOrSlug(s *session, idOrSlug string) {
	if idOrSlug == "" {
		_ = c.activate(s, "", c.now)
		return
	}
	if o := c.organizationByIDOrSlug(idOrSlug); o != nil {
		_ = c.activate(s, o.id, c.now)
	}
}

// serveReturn is /v1/client/sync and /v1/client/touch: straight back, the cookies having been seen.
func (c *Clerk) serveReturn(w http.ResponseWriter, r *http.Request) {
	target := r.URL.Query().Get("redirect_url")
	if !c.trustedURL(target) {
		writeError(w, redirectInvalid(), nil)
		return
	}
	http.Redirect(w, r, target, http.StatusTemporaryRedirect)
}

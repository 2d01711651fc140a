package fakeclerk

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// refuseOtherSite refuses a page of localhost if the fake is at 127.0.0.1, and the other way round. Browsers take the two for
// different sites, and keep the fake's cookies from the page's requests: signing in would seem to work, and be forgotten. In
// DevelopmentMode the dev browser takes the place of cookies.
func (c *Clerk) refuseOtherSite(r *http.Request) *apiError {
	if c.cfg.Mode == DevelopmentMode || c.cfg.BaseURL != "" || isProxied(r) {
		return nil
	}
	page, err := url.Parse(r.Header.Get("Origin"))
	if err != nil {
		return nil //nolint:nilerr // browsers send no such Origin
	}
	here := (&url.URL{Host: r.Host}).Hostname()
	if !isLocal(page.Hostname()) || !isLocal(here) || isLoopback(page.Hostname()) == isLoopback(here) {
		return nil
	}
	same := *page
	same.Host = here
	if page.Port() != "" {
		same.Host = net.JoinHostPort(here, page.Port())
	}
	return &apiError{
		status: http.StatusBadRequest, code: "fake_clerk_on_another_site",
		message: fmt.Sprintf("The page is at %s and the fake Clerk at %s. Browsers take these for two sites, and its cookies do not reach it. "+
			"Open the page at %s, or set Origin to %q in the configuration of the fake Clerk.", page, r.Host, &same, page),
	}
}

// isProxied reports whether the browser sent the request to another address.
func isProxied(r *http.Request) bool {
	return r.Header.Get("Clerk-Proxy-Url") != "" || r.Header.Get("X-Forwarded-Host") != ""
}

// isLocal reports whether a host is this machine by name or by address.
func isLocal(host string) bool {
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || isLoopback(host)
}

// answerOtherSite says why in the log, in the answer and, in place of clerk-js, in the browser's console.
func (c *Clerk) answerOtherSite(w http.ResponseWriter, r *http.Request, refused *apiError) {
	c.cfg.Logger.WarnContext(r.Context(), "fake clerk: "+refused.message)
	if !strings.HasPrefix(r.URL.Path, "/npm/") {
		writeError(w, refused, nil)
		return
	}
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Del("Access-Control-Allow-Credentials")
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = fmt.Fprintf(w, "throw new Error(%s);\n", strconv.QuoteToASCII(refused.message))
}

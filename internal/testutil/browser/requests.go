package browser

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/chromedp/cdproto/network"
)

// A Request is one request of a page. Each hop of a redirect is one.
type Request struct {
	Method  string
	URL     string
	Type    string      // Chromium's: Document, Script, Stylesheet, Image, Font, Fetch, XHR, EventSource, …
	Header  http.Header // as the page set it; without what Chromium adds on the way, such as Cookie
	Status  int         // of the answer, 0 where there is none (yet)
	Failure string      // Chromium's reason for which there is none, such as net::ERR_CONNECTION_REFUSED
	Blocked bool        // by Tab.Block

	id       network.RequestID
	finished bool
}

// String returns the request as the log of a failed test shows it.
func (r Request) String() string {
	return strings.TrimSpace(fmt.Sprintf("%s %s (%s) %d %s", r.Method, r.URL, r.Type, r.Status, r.Failure))
}

// leavesMachine reports whether the address is another machine's. Addresses without a host (data:, blob:, about:) are not.
func (r Request) leavesMachine() bool {
	u, err := url.Parse(r.URL)
	if err != nil {
		return true
	}
	host := u.Hostname()
	if r.Blocked || u.Scheme == "data" || u.Scheme == "blob" || u.Scheme == "about" || host == "localhost" {
		return false
	}
	if ip := net.ParseIP(host); ip != nil {
		return !ip.IsLoopback()
	}
	return !strings.HasSuffix(host, ".test") && !strings.HasSuffix(host, ".localhost")
}

// Requests returns what the page and its frames asked for since the tab was opened or [Tab.ClearLog] was called, in order.
func (tab *Tab) Requests() []Request { return tab.log.requestsSince() }

// WaitRequest waits for a request that match accepts, called with what is known of it so far, and returns it.
func (tab *Tab) WaitRequest(what string, match func(Request) bool) Request {
	tab.b.t.Helper()
	var found Request
	tab.poll(what, func(context.Context) error {
		requests := tab.Requests()
		for _, r := range requests {
			if match(r) {
				found = r
				return nil
			}
		}
		return fmt.Errorf("none of %d requests matches", len(requests))
	})
	return found
}

// WaitNetworkIdle waits until no request has been open for half a second, streams of server-sent events aside, and scripts of
// workers made from a blob, whose end Chromium does not report.
func (tab *Tab) WaitNetworkIdle() {
	tab.b.t.Helper()
	const quietTime = 500 * time.Millisecond
	seen, since := -1, time.Now()
	tab.poll("the network to fall silent", func(context.Context) error {
		all := tab.log.all()
		for _, r := range all {
			if !r.finished && r.Type != string(network.ResourceTypeEventSource) && !strings.HasPrefix(r.URL, "blob:") {
				since = time.Now()
				return fmt.Errorf("open: %s", r)
			}
		}
		if len(all) != seen {
			seen, since = len(all), time.Now()
		}
		if time.Since(since) < quietTime {
			return errors.New("a request ended just now")
		}
		return nil
	})
}

// Block makes requests to these addresses fail from now on, as an ad blocker does. A pattern is an absolute URLPattern,
// such as "*://*:*/npm/@clerk/*".
func (tab *Tab) Block(patterns ...string) {
	tab.b.t.Helper()
	tab.blocked = append(tab.blocked, patterns...)
	tab.setBlocked()
}

// Unblock undoes every Block.
func (tab *Tab) Unblock() {
	tab.b.t.Helper()
	tab.blocked = nil
	tab.setBlocked()
}

func (tab *Tab) setBlocked() {
	var params network.SetBlockedURLsParams
	for _, pattern := range tab.blocked {
		params.URLPatterns = append(params.URLPatterns, &network.BlockPattern{URLPattern: pattern, Block: true})
	}
	tab.do("block addresses", command(network.SetBlockedURLs, params))
}

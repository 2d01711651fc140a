// Package frontendapi proxies Clerk's Frontend API, so that browsers talk to the
// application's own origin only.
//
// Start with [Proxy]. A request goes through [Proxy.For], which checks its path, and
// [net/http/httputil.ReverseProxy]; rewrite.go has what is changed on the way out and back,
// stall_limit.go the time limit, and final_response.go the answer's way to the browser.
package frontendapi

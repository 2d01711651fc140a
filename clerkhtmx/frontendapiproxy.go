package clerkhtmx

import (
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/clerk-htmx/kit/internal/authn"
)

// FrontendAPIProxy has the application proxy Clerk's Frontend API, so that browsers
// talk to the application's own origin only. It is for production instances, as the
// service behind it is; the instance's proxy URL in the Clerk Dashboard must name the
// same address. Requests go out by Config.HTTPClient's transport, without its time-out,
// and end when no byte has moved for 30 s; a request's body may have 16 MiB.
//
// https://clerk.com/docs/guides/dashboard/dns-domains/proxy-fapi
type FrontendAPIProxy struct {
	// Path is where [Kit.Register] mounts the proxy; Clerk's own SDKs use
	// "/__clerk". Config.ProxyURL follows it, unless that is set. Default "": no
	// proxy.
	Path string
	// URL is the Frontend API that requests go to, together with the secret key.
	// Default https://frontend-api.clerk.dev.
	URL string
}

const (
	frontendAPIURL        = "https://frontend-api.clerk.dev"
	stagingFrontendAPIURL = "https://frontend-api.clerkstage.dev"
	stagingSuffix         = ".accountsstage.dev"
)

// withFrontendAPIProxy fills in what follows from the proxy.
func (c Config) withFrontendAPIProxy() Config {
	proxy := &c.FrontendAPIProxy
	if path := strings.TrimRight(proxy.Path, "/"); path != "" { // "/" stays, to be refused
		proxy.Path = path
	}
	proxy.URL = strings.TrimRight(proxy.URL, "/")
	if proxy.Path == "" || checkMountPath(proxy.Path) != nil {
		return c
	}
	c.ProxyURL = orDefault(c.ProxyURL, proxy.Path)
	return c
}

// validateFrontendAPIProxy reports to bad what is wrong. A key that could not be read
// is the zero key.
func (c Config) validateFrontendAPIProxy(key authn.PublishableKey, bad func(field, format string, args ...any)) {
	const fieldPath, fieldURL = "FrontendAPIProxy.Path", "FrontendAPIProxy.URL"
	proxy := c.FrontendAPIProxy
	if proxy.URL != "" {
		if err := checkBaseURL(proxy.URL); err != nil {
			bad(fieldURL, "%w", err)
		}
	}
	if proxy.Path == "" {
		return
	}
	if err := checkMountPath(proxy.Path); err != nil {
		bad(fieldPath, "%w", err)
	}
	if _, below := cutPath(c.BasePath, proxy.Path); below {
		bad(fieldPath, "takes the requests of BasePath, %q", c.BasePath)
	}
	if key != (authn.PublishableKey{}) && !key.Live() {
		bad(fieldPath, "Clerk's Frontend API is proxied for production instances only, and PublishableKey is for development: leave it empty there")
	}
	if c.SecretKey == "" && c.JWTKey != "" { // without either, it is required anyway
		bad("SecretKey", "required by FrontendAPIProxy")
	}
}

// base is the Frontend API of the instance. It must have been validated.
func (p FrontendAPIProxy) base(key authn.PublishableKey) *url.URL {
	raw := frontendAPIURL
	switch {
	case p.URL != "":
		raw = p.URL
	case strings.HasSuffix(key.FrontendAPI(), stagingSuffix):
		raw = stagingFrontendAPIURL
	}
	base, err := url.Parse(raw)
	if err != nil {
		return &url.URL{} // has no host: every request fails
	}
	return base
}

var (
	errNotMountPath = errors.New("must be a path such as /__clerk, of letters, digits and -._~ only")
	errNotBaseURL   = errors.New("must be an absolute http(s) URL without user, query and fragment")
)

// checkMountPath refuses what is not the same spelled out and escaped, or what Echo
// takes for a parameter.
func checkMountPath(path string) error {
	escaped := (&url.URL{Path: path}).EscapedPath()
	if absolutePath(path) != nil || path == "/" || escaped != path || strings.ContainsAny(path, ":*") {
		return errNotMountPath
	}
	return nil
}

func checkBaseURL(value string) error {
	if absoluteURL(value) != nil || strings.ContainsAny(value, "?#") {
		return errNotBaseURL
	}
	return nil
}

// cutPath returns the part of path below prefix, empty or with a leading slash, and
// whether path is there at all.
func cutPath(path, prefix string) (rest string, below bool) {
	rest, ok := strings.CutPrefix(path, prefix)
	return rest, ok && (rest == "" || rest[0] == '/')
}

// clientIP finds out whom a request comes from as Echo does it, believing the same
// peers as the rest of the kit.
func (c Config) clientIP() echo.IPExtractor {
	if c.TrustedProxies == nil {
		return echo.ExtractIPFromXFFHeader()
	}
	options := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, prefix := range c.TrustedProxies {
		options = append(options, echo.TrustIPRange(ipNet(prefix)))
	}
	return echo.ExtractIPFromXFFHeader(options...)
}

func ipNet(prefix netip.Prefix) *net.IPNet {
	return &net.IPNet{IP: prefix.Addr().AsSlice(), Mask: net.CIDRMask(prefix.Bits(), prefix.Addr().BitLen())}
}

// frontendAPIProxyRoutes are the proxy's. TRACE is not among the methods: its
// answer would show the secret key.
func (k *Kit) frontendAPIProxyRoutes() []route {
	path := k.cfg.FrontendAPIProxy.Path
	if path == "" {
		return nil
	}
	proxy := newFrontendAPIHandler(k)
	methods := []string{
		http.MethodGet, http.MethodHead, http.MethodOptions,
		http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete,
	}
	var routes []route
	for _, method := range methods {
		routes = append(routes, route{method, path, proxy.serve, nil}, route{method, path + "/*", proxy.serve, nil})
	}
	return routes
}

package clerkhtmx

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/clerk-htmx/kit/internal/authn"
	"github.com/clerk-htmx/kit/internal/frontendapi"
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
	// proxy. It is required with URL.
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

// withFrontendAPIProxy fills in the fields that follow from FrontendAPIProxy.
func (c Config) withFrontendAPIProxy() Config {
	proxy := &c.FrontendAPIProxy
	proxy.Path, proxy.URL = trimSlashes(proxy.Path), trimSlashes(proxy.URL)
	if proxy.Path == "" || checkMountPath(proxy.Path, defaultProxyPath) != nil {
		return c
	}
	c.ProxyURL = cmp.Or(c.ProxyURL, proxy.Path)
	return c
}

// checkFrontendAPIProxyPath checks FrontendAPIProxy.Path, and refuses a missing one if the URL
// is set. The key is the zero key if it could not be read.
func (c Config) checkFrontendAPIProxyPath(key authn.PublishableKey) error {
	proxy := c.FrontendAPIProxy
	if proxy == (FrontendAPIProxy{}) {
		return nil
	}
	if proxy.Path == "" { // nothing would be mounted
		return fmt.Errorf("required, because FrontendAPIProxy.URL is set (CLERK_FAPI_URL): "+
			"set it to the path of the proxy, such as %s, or leave the URL empty", cmp.Or(c.proxyPath(), defaultProxyPath))
	}
	if key != (authn.PublishableKey{}) && !key.Live() {
		return errProxyInDevelopment
	}
	return firstError(checkMountPath(proxy.Path, defaultProxyPath), c.checkProxiedPath(proxy.Path))
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

// defaultProxyPath is the one that Clerk's own SDKs use.
const defaultProxyPath = "/__clerk"

var errProxyInDevelopment = errors.New("is for production instances only, " +
	"and PublishableKey is for development: leave it empty there")

// frontendAPIProxyRoutes returns the proxy's routes. They leave out the method TRACE, because
// its answer would show the secret key.
func (k *Kit) frontendAPIProxyRoutes() []route {
	path := k.cfg.FrontendAPIProxy.Path
	if path == "" {
		return nil
	}
	serve := k.frontendAPIHandler()
	methods := []string{
		http.MethodGet, http.MethodHead, http.MethodOptions,
		http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete,
	}
	var routes []route
	for _, method := range methods {
		routes = append(routes, route{method, path, serve}, route{method, path + anythingBelow, serve})
	}
	return routes
}

func (k *Kit) frontendAPIHandler() handler {
	proxy := frontendapi.New(frontendapi.Config{
		Path:      k.cfg.FrontendAPIProxy.Path,
		Base:      k.cfg.FrontendAPIProxy.base(k.key),
		SecretKey: k.cfg.SecretKey,
		Transport: k.cfg.HTTPClient.Transport, // without the client's time-out
		Logger:    k.cfg.Logger,
	})
	clientIP := k.cfg.clientIP()
	return func(x exchange) error {
		address := clientIP
		if own := x.ipExtractor(); own != nil {
			address = own
		}
		site := k.site(x)
		proxy.For(frontendapi.Browser{
			Scheme: site.Scheme, Host: site.Host, Prefix: site.Prefix, Address: address(x.r),
		}).ServeHTTP(x.w, x.r)
		return nil
	}
}

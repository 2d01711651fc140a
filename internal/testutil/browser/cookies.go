package browser

import (
	"context"
	"net/http"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/chromedp"
)

// Cookies returns the cookies of all sites in b, HttpOnly ones too.
func (b *Browser) Cookies() []*http.Cookie {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.root, WaitLimit)
	defer cancel()
	result, err := chromedp.CallBrowser(ctx, storage.GetCookies, storage.GetCookiesParams{BrowserContextID: b.id})
	if err != nil {
		b.t.Fatalf("browser: cookies: %v", err)
	}
	cookies := make([]*http.Cookie, len(result.Cookies))
	for i, c := range result.Cookies {
		cookies[i] = fromNetwork(c)
	}
	return cookies
}

// Cookie returns the first cookie with this name, or nil.
func (b *Browser) Cookie(name string) *http.Cookie {
	b.t.Helper()
	for _, c := range b.Cookies() {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// SetCookie sets a cookie as an answer from url would. One that has expired deletes its namesake.
func (b *Browser) SetCookie(url string, c *http.Cookie) {
	b.t.Helper()
	param := &network.CookieParam{
		Name:     c.Name,
		Value:    c.Value,
		URL:      url,
		Domain:   c.Domain,
		Path:     c.Path,
		Secure:   c.Secure,
		HTTPOnly: c.HttpOnly,
		SameSite: toSameSite(c.SameSite),
	}
	switch {
	case c.MaxAge != 0:
		param.Expires = epoch(time.Now().Add(time.Duration(c.MaxAge) * time.Second))
	case !c.Expires.IsZero():
		param.Expires = epoch(c.Expires)
	}
	ctx, cancel := context.WithTimeout(b.root, WaitLimit)
	defer cancel()
	if _, err := chromedp.CallBrowser(ctx, storage.SetCookies, storage.SetCookiesParams{
		BrowserContextID: b.id,
		Cookies:          []*network.CookieParam{param},
	}); err != nil {
		b.t.Fatalf("browser: set cookie %s: %v", c.Name, err)
	}
}

// ClearCookies deletes the cookies of all sites in b.
func (b *Browser) ClearCookies() {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.root, WaitLimit)
	defer cancel()
	if _, err := chromedp.CallBrowser(ctx, storage.ClearCookies, storage.ClearCookiesParams{BrowserContextID: b.id}); err != nil {
		b.t.Fatalf("browser: clear cookies: %v", err)
	}
}

func epoch(t time.Time) cdp.TimeSinceEpoch {
	return cdp.TimeSinceEpoch(float64(t.UnixMilli()) / 1000)
}

func fromNetwork(c *network.Cookie) *http.Cookie {
	cookie := &http.Cookie{
		Name:     c.Name,
		Value:    c.Value,
		Domain:   c.Domain,
		Path:     c.Path,
		Secure:   c.Secure,
		HttpOnly: c.HTTPOnly,
		SameSite: fromSameSite(c.SameSite),
	}
	if !c.Session {
		cookie.Expires = time.UnixMilli(int64(c.Expires * 1000))
	}
	return cookie
}

func fromSameSite(s network.CookieSameSite) http.SameSite {
	switch s {
	case network.CookieSameSiteStrict:
		return http.SameSiteStrictMode
	case network.CookieSameSiteLax:
		return http.SameSiteLaxMode
	case network.CookieSameSiteNone:
		return http.SameSiteNoneMode
	default:
		return http.SameSiteDefaultMode
	}
}

func toSameSite(s http.SameSite) network.CookieSameSite {
	switch s {
	case http.SameSiteStrictMode:
		return network.CookieSameSiteStrict
	case http.SameSiteLaxMode:
		return network.CookieSameSiteLax
	case http.SameSiteNoneMode:
		return network.CookieSameSiteNone
	default:
		return ""
	}
}

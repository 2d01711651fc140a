package clerkhtmx

import (
	"cmp"

	"github.com/clerk-htmx/kit/internal/site"
	"github.com/clerk-htmx/kit/partials"
)

// A Kit has one prepared head for each prefix of the site, which is mostly one in all. A header
// sets the prefix, so both its length and the number of prefixes are bounded.
const (
	maxPreparedHeads  = 16
	maxPreparedPrefix = 256
)

// preparedHead is Kit.head, rendered once for all pages as far as they have it in common.
func (k *Kit) preparedHead(x exchange, auth Auth) (partials.PreparedHead, error) {
	site := k.site(x)
	known := k.heads.Get(site.Prefix)
	if known == nil {
		made, err := k.commonHead(site).Prepare()
		if err != nil {
			return partials.PreparedHead{}, err
		}
		if len(site.Prefix) <= maxPreparedPrefix {
			k.heads.Put(site.Prefix, made)
		}
		known = &made
	}
	head := *known
	head.State, head.Guards, head.Nonce = pageState(auth), k.guards(x), k.nonce(x)
	return head, nil
}

// head is the kit's part of a page's head.
func (k *Kit) head(x exchange, auth Auth) partials.Head {
	head := k.commonHead(k.site(x))
	head.State, head.Guards, head.Nonce = pageState(auth), k.guards(x), k.nonce(x)
	return head
}

func pageState(auth Auth) partials.State {
	return partials.State{
		UserID:        auth.UserID,
		SessionID:     auth.SessionID,
		SessionStatus: auth.SessionStatus,
		OrgID:         auth.OrgID,
		Stale:         auth.stale,
	}
}

// commonHead is what the heads of all pages have in common. Paths of the application get the
// prefix under which browsers see it. Nothing else here may depend on the request.
func (k *Kit) commonHead(site site.Site) partials.Head {
	frontendAPI := site.Path(k.FrontendAPI())
	return partials.Head{
		PublishableKey:  k.cfg.PublishableKey,
		LocalizationURL: site.Path(k.cfg.LocalizationURL),
		ProxyURL:        site.Path(k.cfg.ProxyURL),
		Domain:          k.cfg.Domain,
		ClerkJSURL:      cmp.Or(site.Path(k.cfg.ClerkJSURL), frontendAPI+"/npm/@clerk/clerk-js@6/dist/clerk.browser.js"),
		ClerkUIURL:      cmp.Or(site.Path(k.cfg.ClerkUIURL), frontendAPI+"/npm/@clerk/ui@1/dist/ui.browser.js"),
		ScriptURL:       site.Path(k.scriptURL),
		StyleURL:        site.Path(k.styleURL),
		BasePath:        site.Path(k.cfg.BasePath),
		Options:         k.clerkJSOptions(site),
	}
}

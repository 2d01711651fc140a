package clerkhtmx

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/clerk-htmx/kit/internal/safeurl"
)

// The sign-in and sign-up pages and the way back, by the rules of redirectToSignIn and
// redirectToSignUp of Clerk's SDKs.

// signInURL is the sign-in page, resolved against the page that leads there.
func (k *Kit) signInURL(site site, base *url.URL) *url.URL {
	return resolve(base, site.path(orDefault(k.cfg.SignInURL, k.key.AccountPortalURL()+"/sign-in")))
}

// signUpURL returns the URL of the sign-up page, or of the one below the sign-in page if there
// is no other.
func (k *Kit) signUpURL(site site, base *url.URL) *url.URL {
	if k.cfg.SignUpURL == "" && k.cfg.SignInURL != "" {
		return k.signInURL(site, base).JoinPath("create")
	}
	return resolve(base, site.path(orDefault(k.cfg.SignUpURL, k.key.AccountPortalURL()+"/sign-up")))
}

func resolve(base *url.URL, ref string) *url.URL {
	target, err := base.Parse(ref)
	if err != nil { // New has validated both
		return base
	}
	return target
}

// signInRedirect returns the URL that a request is redirected to for signing in, with the way
// back. A request with a pending session has signed in already, so it goes to the tasks of the
// session.
func (k *Kit) signInRedirect(x exchange, ra *requestAuth) string {
	back := k.pageURL(x)
	target := k.signInURL(k.site(x), back)
	if ra.auth().SessionStatus == sessionPending {
		target = target.JoinPath("tasks")
	}
	if !k.key.Live() && isElsewhere(target, back) {
		addDevBrowser(target, x.r)
	}
	return k.authPageURL(target, back)
}

// authPageURL returns the URL of Clerk's page with redirect_url, which leads back. It is a path
// if the page is on this origin, else an absolute URL.
func (k *Kit) authPageURL(target, back *url.URL) string {
	if k.cfg.IsSatellite && isElsewhere(target, back) {
		back = toSync(back)
	}
	query := target.Query()
	query.Set("redirect_url", back.String())
	target.RawQuery = query.Encode()
	if local := target.RequestURI(); target.Scheme == back.Scheme && target.Host == back.Host && safeurl.IsLocalPath(local) {
		return local
	}
	return target.String()
}

func isElsewhere(target, back *url.URL) bool { return target.Host != back.Host }

// addDevBrowser adds the dev browser token to the URL of Clerk's page on another site, so that
// Clerk recognizes the browser. The page is the configured one or Clerk's own. Only development
// instances have the token.
func addDevBrowser(target *url.URL, r *http.Request) {
	const name = "__clerk_db_jwt"
	query := target.Query()
	if cookie, err := r.Cookie(name); err == nil && cookie.Value != "" && !query.Has(name) {
		query.Set(name, cookie.Value)
		target.RawQuery = query.Encode()
	}
}

// toSync returns page with the parameter that makes a satellite fetch the session from its
// primary. Without it, the satellite would not look for a session. The rest of the query stays
// as it is.
func toSync(page *url.URL) *url.URL {
	const synced = "__clerk_synced="
	u := *page
	query := slices.DeleteFunc(strings.Split(u.RawQuery, "&"), func(pair string) bool {
		return pair == "" || strings.HasPrefix(pair, synced)
	})
	u.RawQuery = strings.Join(append(query, synced+"false"), "&")
	return &u
}

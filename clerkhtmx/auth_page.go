package clerkhtmx

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/clerk-htmx/kit/internal/safeurl"
)

// The sign-in and sign-up pages and the way back, by the rules of redirectToSignIn and
// redirectToSignUp of Clerk's SDKs.

// signInURL is the sign-in page, resolved against the page that leads there.
func (k *Kit) signInURL(site site, base *url.URL) *url.URL {
	return resolve(base, site.path(orDefault(k.cfg.SignInURL, k.key.AccountPortalURL()+"/sign-in")))
}

// signUpURL is the sign-up page; the one below the sign-in page if there is no other.
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

// signInRedirect is where a request is sent to sign in and come back. A pending session
// has signed in already and is sent to its tasks.
func (k *Kit) signInRedirect(c echo.Context, ra *requestAuth) string {
	back := k.pageURL(c)
	target := k.signInURL(k.site(c), back)
	if ra.auth().SessionStatus == sessionPending {
		target = target.JoinPath("tasks")
	}
	if !k.key.Live() && isElsewhere(target, back) {
		addDevBrowser(target, c.Request())
	}
	return k.authPageURL(target, back)
}

// authPageURL is Clerk's page with redirect_url leading back: a path if the page is
// on this origin, else an absolute URL.
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

// addDevBrowser tells Clerk's page on another site which browser this is. The page is
// the configured one or Clerk's own, and development instances alone have the token.
func addDevBrowser(target *url.URL, r *http.Request) {
	const name = "__clerk_db_jwt"
	query := target.Query()
	if cookie, err := r.Cookie(name); err == nil && cookie.Value != "" && !query.Has(name) {
		query.Set(name, cookie.Value)
		target.RawQuery = query.Encode()
	}
}

// toSync has a satellite fetch the session that was made on its primary; it would not
// look for one by itself. The rest of the query stays as it is.
func toSync(page *url.URL) *url.URL {
	const synced = "__clerk_synced="
	u := *page
	query := slices.DeleteFunc(strings.Split(u.RawQuery, "&"), func(pair string) bool {
		return pair == "" || strings.HasPrefix(pair, synced)
	})
	u.RawQuery = strings.Join(append(query, synced+"false"), "&")
	return &u
}

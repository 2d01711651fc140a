package signin

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/clerk-htmx/kit/internal/safeurl"
	"github.com/clerk-htmx/kit/internal/site"
)

// SignInURL returns the URL of the sign-in page with redirect_url, which leads back. It is a path
// if the page is on this origin, else an absolute URL.
func (p *Pages) SignInURL(s site.Site, back *url.URL) string {
	return p.leadingTo(p.signIn(s, back), back)
}

// SignUpURL returns the URL of the sign-up page, as [Pages.SignInURL] does.
func (p *Pages) SignUpURL(s site.Site, back *url.URL) string {
	return p.leadingTo(p.signUp(s, back), back)
}

// Redirect returns the URL that a request is redirected to for signing in. In development, the
// URL of a page on another site has the dev browser token of the request.
func (p *Pages) Redirect(s site.Site, r *http.Request, back *url.URL) string {
	return p.redirect(p.signIn(s, back), r, back)
}

// RedirectToTasks is [Pages.Redirect] for a request with a pending session, which has signed in
// already: it leads to the tasks of the session.
func (p *Pages) RedirectToTasks(s site.Site, r *http.Request, back *url.URL) string {
	return p.redirect(p.signIn(s, back).JoinPath("tasks"), r, back)
}

func (p *Pages) redirect(target *url.URL, r *http.Request, back *url.URL) string {
	if p.cfg.Development && isElsewhere(target, back) {
		addDevBrowser(target, r)
	}
	return p.leadingTo(target, back)
}

// signIn is the sign-in page, resolved against the page that leads there.
func (p *Pages) signIn(s site.Site, base *url.URL) *url.URL {
	return resolve(base, s.Path(cmp.Or(p.cfg.SignInURL, p.cfg.AccountPortalURL+"/sign-in")))
}

// signUp is the sign-up page, or the one below the sign-in page if there is no other.
func (p *Pages) signUp(s site.Site, base *url.URL) *url.URL {
	if p.cfg.SignUpURL == "" && p.cfg.SignInURL != "" {
		return p.signIn(s, base).JoinPath("create")
	}
	return resolve(base, s.Path(cmp.Or(p.cfg.SignUpURL, p.cfg.AccountPortalURL+"/sign-up")))
}

func resolve(base *url.URL, ref string) *url.URL {
	target, err := base.Parse(ref)
	if err != nil { // the caller has validated both
		return base
	}
	return target
}

func (p *Pages) leadingTo(target, back *url.URL) string {
	if p.cfg.Satellite && isElsewhere(target, back) {
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

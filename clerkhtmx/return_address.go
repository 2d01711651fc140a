package clerkhtmx

import (
	"net/http"
	"net/url"

	"github.com/angelofallars/htmx-go"
)

// pageURL returns the page that people see now and come back to after they have signed in. It
// is the URL of the request if the browser shows the answer as a page. Otherwise it is the page
// in the address bar, as htmx reports it, or else the page in the Referer, such as the page of
// a form: the address that a form was posted to may not answer GET.
func (k *Kit) pageURL(x exchange) *url.URL {
	site := k.site(x)
	here := site.URL(x.r.URL)
	page := here.String()
	if !k.isPage(x) {
		page = pageBehind(x.r)
	}
	return k.authPages.ReturnAddress(site, here, page)
}

// isPage reports whether the browser shows the answer as a page of this address.
func (k *Kit) isPage(x exchange) bool {
	if x.r.Method != http.MethodGet && x.r.Method != http.MethodHead || k.isOwnPath(x.r) {
		return false
	}
	return !isHTMX(x.r) || becomesPage(x.r)
}

// pageBehind is the page that a request came from.
func pageBehind(r *http.Request) string {
	if current, ok := htmx.GetCurrentURL(r); ok && current != "" {
		return current
	}
	return r.Referer()
}

// signInRedirect returns the URL that a refused request is redirected to, with the way back.
func (k *Kit) signInRedirect(x exchange, ra *requestAuth) string {
	if ra.auth().SessionStatus == sessionPending {
		return k.authPages.RedirectToTasks(k.site(x), x.r, k.pageURL(x))
	}
	return k.authPages.Redirect(k.site(x), x.r, k.pageURL(x))
}

package redirects_test

import (
	"cmp"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/clerk-htmx/kit/internal/conformance/harness"
	"github.com/clerk-htmx/kit/internal/testutil/whatwg"
)

// lead is an address in a response, and where it leads a browser on the page.
type lead struct {
	whatwg.Address
	// cause is what was sent, where is the header or attribute that came back.
	cause, where string
}

// leads are the addresses in many responses, each once.
type leads struct {
	page string // that they are on; the home page if empty
	all  []lead
	seen map[string]bool
}

func (l *leads) addValue(cause, where, value string) {
	if l.seen == nil {
		l.seen = map[string]bool{}
	}
	if key := where + " " + value; !l.seen[key] {
		l.seen[key] = true
		l.all = append(l.all, lead{Address: whatwg.Address{Value: value}, cause: cause, where: where})
		l.addReturn(cause, where, value)
	}
}

// addReturn adds the page that an address asks Clerk to come back to.
func (l *leads) addReturn(cause, where, value string) {
	_, query, _ := strings.Cut(value, "?")
	query, _, _ = strings.Cut(query, "#")
	parsed, _ := url.ParseQuery(query)
	for _, back := range parsed["redirect_url"] {
		l.addValue(cause, where+" redirect_url", back)
	}
}

// add looks through a response. A browser gets nothing else of it that leads anywhere.
func (l *leads) add(t *testing.T, cause string, res *httptest.ResponseRecorder) {
	t.Helper()
	for name, values := range res.Header() {
		for _, value := range values {
			if strings.ContainsAny(value, "\r\n\x00") || len(value) > 16<<10 {
				t.Errorf("%s: %.300q after %.300q", name, value, cause)
			}
			switch name {
			case "Location", "Hx-Redirect", "Hx-Location", "Hx-Push-Url", "Hx-Replace-Url", "Content-Location":
				l.addValue(cause, name, value)
			case "Refresh", "Link":
				t.Errorf("%s: %q is not looked into", name, value)
			}
		}
	}
	if !strings.Contains(res.Header().Get("Content-Type"), "html") {
		return
	}
	for tokens := html.NewTokenizer(res.Body); tokens.Next() != html.ErrorToken; {
		for _, attribute := range tokens.Token().Attr {
			switch attribute.Key {
			case "href", "src", "action", "formaction", "hx-get", "hx-post", "data-clerk-proxy-url", "data-clerk-base-path":
				l.addValue(cause, attribute.Key, attribute.Val)
			}
		}
	}
}

// resolved fills in where the addresses lead.
func (l *leads) resolved(t *testing.T) []lead {
	t.Helper()
	require.NotEmpty(t, l.all)
	var values []string
	for _, lead := range l.all {
		values = append(values, lead.Value)
	}
	resolved := slices.Clone(l.all)
	for i, address := range whatwg.Resolve(t, cmp.Or(l.page, harness.Origin+"/"), values) {
		resolved[i].Address = address
	}
	return resolved
}

// stayOn fails the test for each address that leads away from the origins, also by a
// detour through a script that follows the path it reads from location.
func (l *leads) stayOn(t *testing.T, origins ...string) {
	t.Helper()
	for _, lead := range l.resolved(t) {
		stays := slices.Contains(origins, lead.Origin) && (lead.Protocol == "http:" || lead.Protocol == "https:") && lead.ReadBack == lead.Origin
		assert.True(t, stays, "%s: %.300q after %.300q leads to %s, %s", lead.where, lead.Value, lead.cause, lead.Origin, lead.ReadBack)
	}
}

func (l *leads) where() map[string]int {
	count := map[string]int{}
	for _, lead := range l.all {
		count[lead.where]++
	}
	return count
}

// targetOf is a request whose request line has the target as it is, without what
// browsers do to it. It reports false if net/http would answer it with a 400.
func targetOf(method, target string, header ...string) (*http.Request, bool) {
	u, err := url.ParseRequestURI(target)
	if err != nil || strings.ContainsAny(target, " \r\n") {
		return nil, false
	}
	r := harness.Request(method, "/", header...)
	r.URL, r.RequestURI = u, target
	return r, true
}

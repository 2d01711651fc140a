package browsertest_test

import (
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/static"
)

const nonce = "tHeNonce"

// csp is the strict policy that everything must work under.
const csp = "default-src 'self'; script-src 'nonce-" + nonce + "' 'self'; style-src 'self' 'nonce-" + nonce + "'; " +
	"img-src 'self' data:; worker-src 'self' blob:; base-uri 'none'; object-src 'none'"

func (s *site) servePage(w http.ResponseWriter, r *http.Request, body string) {
	w.Header().Set("Cache-Control", s.cacheControl)
	w.Header().Set("Content-Security-Policy", csp)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	token := s.readToken(r)
	body = strings.NewReplacer("{{fragment}}", host(fragment(token)), "{{script}}", s.scriptTag(token)).Replace(body)
	_, _ = fmt.Fprintf(w, `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>%s</title>
<meta name="htmx-config" content='{"includeIndicatorStyles":false,"allowEval":false}'>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/clerk/static/%s">
<script defer src="/testdata/page.js" nonce="%s"></script>%s%s</head><body>%s</body></html>`,
		r.URL.Path, static.Style().Name, nonce, s.scriptTag(token), s.headHTML, body)
}

// fragment is what a fragment says to the owner of token.
func fragment(token token) string {
	if token.Subject == "" {
		return `<p class="who">nobody</p>`
	}
	return fmt.Sprintf(`<p class="who">%s %s</p>`, template.HTMLEscapeString(token.Subject), template.HTMLEscapeString(token.Org.ID))
}

// host is a fragment in its host element.
func host(content string) string {
	return `<div hx-disinherit="*"><div id="clerk-fragment-who" class="clerk-fragment" data-clerk-fragment="who"
hx-get="/clerk/fragments/who" hx-trigger="clerk:session from:body" hx-target="this" hx-swap="innerHTML" hx-sync="this:replace"
hx-push-url="false" hx-replace-url="false" hx-select="" hx-select-oob="" hx-confirm="" hx-include="">` + content + `</div></div>`
}

func (s *site) scriptTag(token token) string {
	state, err := json.Marshal(map[string]any{
		"userId": token.Subject, "sessionId": token.SessionID, "sessionStatus": token.Status, "orgId": token.Org.ID, "stale": token.stale,
	})
	require.NoError(s.t, err)
	var tag strings.Builder
	fmt.Fprintf(&tag, `<script id="clerkhtmx" defer src="/clerk/static/%s" nonce="%s" data-clerk-state="%s"`,
		static.Script().Name, nonce, template.HTMLEscapeString(string(state)))
	for name, value := range s.attributes {
		fmt.Fprintf(&tag, ` %s="%s"`, name, template.HTMLEscapeString(value))
	}
	return tag.String() + "></script>"
}

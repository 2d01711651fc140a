package clerkhtmx

import (
	"html/template"
	"slices"
	"strings"
	"time"

	"github.com/clerk-htmx/kit/internal/authn"
	"github.com/clerk-htmx/kit/partials"
)

// debugInfo is the data of GET {BasePath}/debug, which shows the reasons for the verdict on the
// request. It has the names of cookies and never their values.
type debugInfo struct {
	Status, Reason, Message, Carrier string
	// Age and Left are the age of the token and the time that it has left, in whole seconds.
	// Token is false if there is no token.
	Token     bool
	Age, Left int64
	Cookies   []string
}

const debugHTML = `<dl class="clerk-debug">
<dt>status</dt><dd>{{.Status}}</dd>
{{with .Reason}}<dt>reason</dt><dd>{{.}}</dd>
{{end}}{{with .Message}}<dt>message</dt><dd>{{.}}</dd>
{{end}}{{with .Carrier}}<dt>token carrier</dt><dd>{{.}}</dd>
{{end}}{{if .Token}}<dt>token age</dt><dd>{{.Age}} s, {{.Left}} s left</dd>
{{end}}<dt>cookies</dt><dd>{{range $i, $name := .Cookies}}{{if $i}}, {{end}}{{$name}}{{else}}none{{end}}</dd>
</dl>
`

// debugTemplate never changes.
var debugTemplate = template.Must(template.New("debug").Parse(debugHTML)) //nolint:gochecknoglobals // parsed once, never changed

// serveDebug answers GET {BasePath}/debug, which only development instances have.
func (k *Kit) serveDebug(x exchange) error {
	ra := k.requestAuth(x.r.Context())
	header := x.w.Header()
	info := debugInfo{
		Status:  orDefault(header.Get("X-Clerk-Auth-Status"), string(authn.SignedIn)), // which has no header
		Reason:  string(ra.state.reason),
		Message: header.Get("X-Clerk-Auth-Message"),
		Carrier: string(ra.state.carrier),
	}
	var claims struct {
		IssuedAt  float64 `json:"iat"`
		ExpiresAt float64 `json:"exp"`
	}
	if ra.auth().Claims(&claims) == nil {
		now := time.Now().Unix()
		info.Token, info.Age, info.Left = true, now-int64(claims.IssuedAt), int64(claims.ExpiresAt)-now
	}
	for _, cookie := range x.r.Cookies() {
		if isClerkCookie(cookie.Name) && !slices.Contains(info.Cookies, cookie.Name) {
			info.Cookies = append(info.Cookies, cookie.Name)
		}
	}
	slices.Sort(info.Cookies)
	return k.render(x, partials.Template(debugTemplate, "", info))
}

func isClerkCookie(name string) bool {
	return slices.ContainsFunc([]string{"__session", "__client", "__clerk", "__refresh", "clerk_"}, func(prefix string) bool {
		return strings.HasPrefix(name, prefix)
	})
}

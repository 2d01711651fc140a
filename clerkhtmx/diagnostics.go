package clerkhtmx

import (
	"cmp"
	"context"
	"errors"
	"html/template"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/clerk-htmx/kit/internal/authn"
	"github.com/clerk-htmx/kit/partials"
)

// trouble is a reason why people stay signed out here although Clerk has signed them in. It
// does not go away by itself. Without a message, people would see only an empty sign-in page.
type trouble int

const (
	noTrouble trouble = iota
	troubleKeys
	troubleSecretKey
	troubleParties
	troubleIssuers
	troubleClock
	troubleCookies
	troubleCookieSize
	troubles // their number
)

// cause is for developers and operators. It names fields of Config.
func (t trouble) cause() string {
	switch t {
	case troubleKeys:
		return "Config.SecretKey or JWTKey is probably of another Clerk instance than PublishableKey: no key of that other instance has signed the session token"
	case troubleSecretKey:
		return "Clerk refuses Config.SecretKey: it is wrong, or was revoked"
	case troubleParties:
		return "Config.AuthorizedParties does not list the origin that the session token is for (its azp claim)"
	case troubleIssuers:
		return "Config.Issuers does not list the issuer of the session token (its iss claim)"
	case troubleClock:
		return "the clock of this machine is probably wrong: session tokens fresh from Clerk are out of date here"
	case troubleCookies:
		return "the browser does not keep Clerk's cookies: it blocks them, they are for another domain, or the session token is too long for one (4 KB, custom claims)"
	case troubleCookieSize:
		return "a cookie from Clerk is longer than browsers keep (4 KB): the session token has too many custom claims"
	default:
		return ""
	}
}

// diagnose finds the trouble behind a verdict. Only cookies count: everybody can send
// tokens in headers, and an API client gets the reason in its answer.
func diagnose(state *authn.State) trouble {
	if state.Carrier == authn.CarrierHeader || state.Status != authn.SignedOut {
		return noTrouble
	}
	if errors.Is(state.Cause, authn.ErrCookieTooLong) {
		return troubleCookieSize
	}
	switch reason := state.Reason; {
	case reason == authn.ReasonTokenInvalidSignature, reason == authn.ReasonJWKKidMismatch:
		return troubleKeys
	case reason == authn.ReasonSecretKeyInvalid:
		return troubleSecretKey
	case reason == authn.ReasonTokenInvalidAuthorizedParties:
		return troubleParties
	case reason == authn.ReasonTokenInvalidIssuer:
		return troubleIssuers
	case !state.LoopEnded:
		return noTrouble
	case reason.Expired(), reason == authn.ReasonSessionTokenIATInTheFuture, reason == authn.ReasonSessionTokenNotBefore:
		return troubleClock
	default:
		return troubleCookies
	}
}

// warnInterval keeps strangers, who can send such cookies, from filling the log.
const warnInterval = time.Minute

// troubleLog warns of each trouble at most once in warnInterval.
type troubleLog [troubles]atomic.Int64 // time of the last warning, in Unix nanoseconds

func (l *troubleLog) isDue(t trouble, now time.Time) bool {
	last := l[t].Load()
	return (last == 0 || now.UnixNano()-last >= int64(warnInterval)) && l[t].CompareAndSwap(last, now.UnixNano())
}

// warnOf logs a trouble that an operator can fix. It names the two instances that may have been
// mixed up: that of the publishable key, and that of the token and the known keys.
func (k *Kit) warnOf(ctx context.Context, t trouble, state *authn.State) {
	if t == noTrouble || !k.troubleLog.isDue(t, time.Now()) {
		return
	}
	attrs := []slog.Attr{
		slog.String("reason", string(state.Reason)),
		slog.String("publishable_key_instance", k.key.FrontendAPI()),
	}
	if token := state.Refused; token != nil {
		attrs = append(attrs, slog.String("token_issuer", token.Issuer), slog.String("token_key_id", token.KeyID))
		if t == troubleParties {
			attrs = append(attrs, slog.String("token_azp", token.AuthorizedParty))
		}
		if t == troubleClock {
			attrs = append(attrs, slog.Duration("token_age", token.Age))
		}
	}
	if source, ok := k.keys.(interface{ KeyIDs() []string }); ok && t == troubleKeys {
		attrs = append(attrs, slog.Any("known_key_ids", source.KeyIDs()))
	}
	k.cfg.Logger.LogAttrs(ctx, slog.LevelWarn, "clerkhtmx: people cannot sign in: "+t.cause(), attrs...)
}

// notice returns the message of a ready page about the trouble. In production it gives no
// details.
func (k *Kit) notice(x exchange) string {
	ra := k.requestAuth(x.r.Context())
	switch {
	case ra.state.trouble == noTrouble:
		return ""
	case k.key.Live():
		return "Signing in does not work at the moment. Please try again later."
	default:
		return "Signing in does not work: " + ra.state.trouble.cause() + " (" + string(ra.state.reason) + "). Production instances show this without details."
	}
}

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
		Status:  cmp.Or(header.Get("X-Clerk-Auth-Status"), string(authn.SignedIn)), // which has no header
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

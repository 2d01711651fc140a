package authn_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/authn"
)

func seconds(offset int64) string { return strconv.FormatInt(now.Unix()+offset, 10) }

func TestTheCookiesOfALiveInstance(t *testing.T) {
	t.Parallel()
	a := authenticator(t, nil)
	good := "__session=" + session(t, nil) // issued 10 s ago
	for name, tt := range map[string]struct {
		cookies []string
		status  authn.Status
		reason  authn.Reason
	}{
		"nothing":                          {nil, authn.SignedOut, authn.ReasonSessionTokenAndUATMissing},
		"signed out":                       {[]string{"__client_uat=0"}, authn.SignedOut, authn.ReasonSessionTokenAndUATMissing},
		"no number for a client":           {[]string{"__client_uat=abc"}, authn.SignedOut, authn.ReasonSessionTokenAndUATMissing},
		"session without a client":         {[]string{good}, authn.Handshake, authn.ReasonSessionTokenWithoutClientUAT},
		"session and signed out":           {[]string{good, "__client_uat=0"}, authn.Handshake, authn.ReasonSessionTokenWithoutClientUAT},
		"client without a session":         {[]string{"__client_uat=1"}, authn.Handshake, authn.ReasonClientUATWithoutSessionToken},
		"client and an empty session":      {[]string{"__session=", "__client_uat=1"}, authn.Handshake, authn.ReasonClientUATWithoutSessionToken},
		"a negative client":                {[]string{"__client_uat=-1"}, authn.Handshake, authn.ReasonClientUATWithoutSessionToken},
		"both":                             {[]string{good, "__client_uat=1"}, authn.SignedIn, ""},
		"both of the same second":          {[]string{good, "__client_uat=" + seconds(-10)}, authn.SignedIn, ""},
		"digits, then something":           {[]string{good, "__client_uat=12x"}, authn.SignedIn, ""},
		"client newer than the session":    {[]string{good, "__client_uat=" + seconds(-9)}, authn.Handshake, authn.ReasonSessionTokenIATBeforeUAT},
		"client of the far future":         {[]string{good, "__client_uat=99999999999999999999999"}, authn.Handshake, authn.ReasonSessionTokenIATBeforeUAT},
		"client of a time that overflows":  {[]string{good, "__client_uat=18446744073709551616"}, authn.Handshake, authn.ReasonSessionTokenIATBeforeUAT},
		"client of long ago, below zero":   {[]string{good, "__client_uat=-99999999999"}, authn.SignedIn, ""},
		"client with a sign":               {[]string{good, "__client_uat=+1"}, authn.SignedIn, ""},
		"client after a blank":             {[]string{good, "__client_uat=%201"}, authn.SignedIn, ""},
		"client in hexadecimal":            {[]string{good, "__client_uat=0xf"}, authn.SignedIn, ""},
		"client in capital hexadecimal":    {[]string{good, "__client_uat=0XA"}, authn.SignedIn, ""},
		"client of no hexadecimal digit":   {[]string{"__client_uat=0xg"}, authn.SignedOut, authn.ReasonSessionTokenAndUATMissing},
		"session without a time":           {[]string{"__session=" + session(t, map[string]any{"iat": nil}), "__client_uat=1"}, authn.SignedIn, ""},
		"session whose time is no number":  {[]string{"__session=" + session(t, map[string]any{"iat": "1"}), "__client_uat=2"}, authn.SignedOut, authn.ReasonTokenVerificationFailed},
		"blanks around the equals sign":    {[]string{strings.Replace(good, "=", " =\t", 1), "__client_uat=1"}, authn.SignedIn, ""},
		"client in scientific notation":    {[]string{good, "__client_uat=1e18"}, authn.SignedIn, ""},
		"session is garbage":               {[]string{"__session=garbage", "__client_uat=1"}, authn.SignedOut, authn.ReasonTokenInvalid},
		"bad session, then a good one":     {[]string{"__session=garbage", good, "__client_uat=1"}, authn.SignedOut, authn.ReasonTokenInvalid},
		"good session, then a bad one":     {[]string{good, "__session=garbage", "__client_uat=1"}, authn.SignedIn, ""},
		"an empty session, then a good":    {[]string{"__session=", good, "__client_uat=1"}, authn.Handshake, authn.ReasonClientUATWithoutSessionToken},
		"client twice":                     {[]string{good, "__client_uat=1", "__client_uat=0"}, authn.SignedIn, ""},
		"percent signs":                    {[]string{strings.ReplaceAll(good, ".", "%2E"), "__client_uat=%31"}, authn.SignedIn, ""},
		"percent signs that say nothing":   {[]string{"__session=%zz", "__client_uat=1"}, authn.SignedOut, authn.ReasonTokenInvalid},
		"a quoted session":                 {[]string{`__session="` + good[len("__session="):] + `"`, "__client_uat=1"}, authn.SignedOut, authn.ReasonTokenInvalid},
		"3 001 other cookies":              {append(strings.Split(strings.Repeat("__a=b;", 3001), ";"), good, "__client_uat=1"), authn.SignedIn, ""},
		"a cookie without an equals sign":  {[]string{"__session", good, "__client_uat=1"}, authn.SignedIn, ""},
		"a dev browser means nothing here": {[]string{"__clerk_db_jwt=x"}, authn.SignedOut, authn.ReasonSessionTokenAndUATMissing},
		"the suffix of another instance":   {[]string{"__session_xxxxxxxx=" + good[len("__session="):], "__client_uat_xxxxxxxx=1"}, authn.SignedOut, authn.ReasonSessionTokenAndUATMissing},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			state := authenticate(t, a, document(t, tt.cookies...))
			assert.Equal(t, tt.status, state.Status)
			assert.Equal(t, tt.reason, state.Reason)
			assert.Equal(t, tt.status == authn.Handshake, state.Location != "")
			assert.Equal(t, tt.status == authn.SignedIn, state.Claims != nil)
			assert.Equal(t, tt.status == authn.SignedIn, state.Token != "")
		})
	}
}

func TestInDevelopmentTheDevBrowserComesFirst(t *testing.T) {
	t.Parallel()
	a := authenticator(t, development(t))
	token := session(t, map[string]any{"iss": "https://" + testHost})
	good := []string{"__session=" + token, "__client_uat=1"}
	suffix := "_" + testKey(t).CookieSuffix()
	for name, tt := range map[string]struct {
		url     string
		cookies []string
		status  authn.Status
		reason  authn.Reason
	}{
		"no dev browser, no session":    {publicURL, nil, authn.Handshake, authn.ReasonDevBrowserMissing},
		"no dev browser, good session":  {publicURL, good, authn.Handshake, authn.ReasonDevBrowserMissing},
		"an empty dev browser":          {publicURL, append(good, "__clerk_db_jwt="), authn.Handshake, authn.ReasonDevBrowserMissing},
		"dev browser":                   {publicURL, append(good, "__clerk_db_jwt=x"), authn.SignedIn, ""},
		"dev browser, no session":       {publicURL, []string{"__clerk_db_jwt=x"}, authn.SignedOut, authn.ReasonSessionTokenAndUATMissing},
		"dev browser in the URL":        {publicURL + "?__clerk_db_jwt=x", good, authn.Handshake, authn.ReasonDevBrowserSync},
		"an empty one in the URL":       {publicURL + "?__clerk_db_jwt=", append(good, "__clerk_db_jwt=x"), authn.Handshake, authn.ReasonDevBrowserSync},
		"suffixed, and suffixed counts": {publicURL, []string{"__session" + suffix + "=" + token, "__client_uat" + suffix + "=1", "__clerk_db_jwt" + suffix + "=x"}, authn.SignedIn, ""},
		"plain, but suffixed counts":    {publicURL, []string{"__session" + suffix + "=" + token, "__client_uat" + suffix + "=1", "__clerk_db_jwt=x"}, authn.Handshake, authn.ReasonDevBrowserMissing},
		"suffixed, but plain counts":    {publicURL, append(good, "__clerk_db_jwt"+suffix+"=x"), authn.Handshake, authn.ReasonDevBrowserMissing},
		"a suffixed dev browser alone":  {publicURL, []string{"__clerk_db_jwt" + suffix + "=x"}, authn.Handshake, authn.ReasonDevBrowserMissing},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			state := authenticate(t, a, at(t, tt.url, tt.cookies...))
			assert.Equal(t, tt.status, state.Status)
			assert.Equal(t, tt.reason, state.Reason)
		})
	}
}

func TestADevBrowserInTheURLMeansNothingInProduction(t *testing.T) {
	t.Parallel()
	state := authenticate(t, authenticator(t, nil), at(t, publicURL+"?__clerk_db_jwt=x", "__session="+session(t, nil), "__client_uat=1"))
	assert.Equal(t, authn.SignedIn, state.Status)
}

func TestOnlyADocumentIsSentThroughAHandshake(t *testing.T) {
	t.Parallel()
	a := authenticator(t, nil)
	for name, tt := range map[string]struct {
		change   func(*authn.Request)
		eligible bool
	}{
		"document":                     {func(*authn.Request) {}, true},
		"iframe":                       {func(r *authn.Request) { r.SecFetchDest = "iframe" }, true},
		"document that accepts JSON":   {func(r *authn.Request) { r.Header.Set("Accept", "application/json") }, true},
		"old browser":                  {func(r *authn.Request) { r.SecFetchDest = "" }, true},
		"old browser, HTML comes last": {func(r *authn.Request) { setFetch(r, "", "application/json, text/html") }, false},
		"neither":                      {func(r *authn.Request) { setFetch(r, "", "") }, false},
		"fetch of HTML":                {func(r *authn.Request) { r.SecFetchDest = "empty" }, false},
		"image":                        {func(r *authn.Request) { r.SecFetchDest = "image" }, false},
		"document in capitals":         {func(r *authn.Request) { r.SecFetchDest = "Document" }, false},
		"POST":                         {func(r *authn.Request) { r.Method = http.MethodPost }, false},
		"HEAD":                         {func(r *authn.Request) { r.Method = http.MethodHead }, false},
		"htmx":                         {func(r *authn.Request) { r.HTMX = true }, false},
		"htmx that says document":      {func(r *authn.Request) { r.HTMX, r.SecFetchDest = true, "document" }, false},
		"htmx 4 in an old browser":     {func(r *authn.Request) { r.HTMX = true; setFetch(r, "", "text/html") }, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			req := document(t, "__client_uat=1")
			tt.change(&req)
			state := authenticate(t, a, req)
			assert.Equal(t, authn.ReasonClientUATWithoutSessionToken, state.Reason, "the same either way")
			assert.Equal(t, !tt.eligible, state.Recoverable)
			if tt.eligible {
				assert.Equal(t, authn.Handshake, state.Status)
				assert.Equal(t, []string{"__clerk_redirect_count=1; SameSite=Lax; HttpOnly; Max-Age=2"}, state.SetCookies)
				return
			}
			assert.Equal(t, authn.SignedOut, state.Status)
			assert.Empty(t, state.Location)
			assert.Empty(t, state.SetCookies)
		})
	}
}

func TestThreeRedirectsAreEnough(t *testing.T) {
	t.Parallel()
	a := authenticator(t, nil)
	for count, next := range map[string]string{
		"":                      "1",
		"0":                     "1",
		"1":                     "2",
		"2":                     "3",
		"3":                     "",
		"4":                     "", // Clerk's backend would go on
		"99":                    "",
		"abc":                   "1",
		"-1":                    "1",
		"1e99":                  "1",
		strings.Repeat("9", 40): "",
	} {
		t.Run("count "+count, func(t *testing.T) {
			t.Parallel()
			req := document(t, "__client_uat=1", "__clerk_redirect_count="+count)
			state := authenticate(t, a, req)
			assert.Equal(t, authn.ReasonClientUATWithoutSessionToken, state.Reason)
			if next == "" {
				assert.Equal(t, authn.SignedOut, state.Status)
				assert.Empty(t, state.Location)
				assert.Empty(t, state.SetCookies)
				assert.False(t, state.Recoverable)
			} else {
				assert.Equal(t, []string{"__clerk_redirect_count=" + next + "; SameSite=Lax; HttpOnly; Max-Age=2"}, state.SetCookies)
			}

			req.HTMX = true
			assert.Equal(t, next != "", authenticate(t, a, req).Recoverable, "the loop counter is no matter of eligibility")
		})
	}
}

func TestAFrontendAPIThatNeverSetsCookiesEndsInATerminalResponse(t *testing.T) {
	t.Parallel()
	a := authenticator(t, nil)
	req := document(t, "__client_uat=1")
	redirects := 0
	for state := authenticate(t, a, req); state.Location != ""; state = authenticate(t, a, req) {
		redirects++
		require.LessOrEqual(t, redirects, 3)
		counter, _, _ := strings.Cut(state.SetCookies[0], ";")
		req.Cookie = "__client_uat=1; " + counter
	}
	assert.Equal(t, 3, redirects)
}

func TestWhatIsRecoverable(t *testing.T) {
	t.Parallel()
	live, dev := authenticator(t, nil), authenticator(t, development(t))
	uat := "__client_uat=1"
	cookie := func(changes map[string]any) string { return "__session=" + session(t, changes) }
	for name, tt := range map[string]struct {
		a           *authn.Authenticator
		cookies     []string
		recoverable bool
	}{
		"client without a session":     {live, []string{uat}, true},
		"session without a client":     {live, []string{cookie(nil)}, true},
		"session older than client":    {live, []string{cookie(nil), "__client_uat=" + seconds(0)}, true},
		"expired":                      {live, []string{cookie(map[string]any{"exp": 1700000000 - 60}), uat}, true},
		"not active yet":               {live, []string{cookie(map[string]any{"nbf": 1700000000 + 60}), uat}, true},
		"issued in the future":         {live, []string{cookie(map[string]any{"iat": 1700000000 + 60}), uat}, true},
		"no dev browser":               {dev, nil, true},
		"signed out":                   {live, nil, false},
		"garbage":                      {live, []string{"__session=garbage", uat}, false},
		"signed by somebody else":      {live, []string{"__session=" + sign(t, foreignKey(), nil, sessionClaims(nil)), uat}, false},
		"a JWT template":               {live, []string{"__session=" + sign(t, instanceKey(), map[string]any{"cat": "cl_B7d4PD222AAA"}, sessionClaims(nil)), uat}, false},
		"signed in, nothing to mend":   {live, []string{cookie(nil), uat}, false},
		"signed out in development":    {dev, []string{"__clerk_db_jwt=x"}, false},
		"no sub, which time won't fix": {live, []string{cookie(map[string]any{"sub": nil}), uat}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			req := document(t, tt.cookies...)
			setFetch(&req, "empty", "*/*")
			req.HTMX = true
			state := authenticate(t, tt.a, req)
			assert.Equal(t, tt.recoverable, state.Recoverable)
			assert.Empty(t, state.Location)
		})
	}
}

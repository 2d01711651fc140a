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
		"no dev browser, no session":   {publicURL, nil, authn.Handshake, authn.ReasonDevBrowserMissing},
		"no dev browser, good session": {publicURL, good, authn.Handshake, authn.ReasonDevBrowserMissing},
		"an empty dev browser":         {publicURL, append(good, "__clerk_db_jwt="), authn.Handshake, authn.ReasonDevBrowserMissing},
		"dev browser":                  {publicURL, append(good, "__clerk_db_jwt=x"), authn.SignedIn, ""},
		"dev browser, no session":      {publicURL, []string{"__clerk_db_jwt=x"}, authn.SignedOut, authn.ReasonSessionTokenAndUATMissing},
		"dev browser in the URL":       {publicURL + "?__clerk_db_jwt=x", good, authn.Handshake, authn.ReasonDevBrowserSync},
		"an empty one in the URL":      {publicURL + "?__clerk_db_jwt=", append(good, "__clerk_db_jwt=x"), authn.Handshake, authn.ReasonDevBrowserSync},
		"suffixed, but plain counts":   {publicURL, append(good, "__clerk_db_jwt"+suffix+"=x"), authn.Handshake, authn.ReasonDevBrowserMissing},
		"a suffixed dev browser alone": {publicURL, []string{"__clerk_db_jwt" + suffix + "=x"}, authn.Handshake, authn.ReasonDevBrowserMissing},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			state := authenticate(t, a, at(t, tt.url, tt.cookies...))
			assert.Equal(t, tt.status, state.Status)
			assert.Equal(t, tt.reason, state.Reason)
		})
	}
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
		"document that accepts JSON":   {func(r *authn.Request) { r.Accept = "application/json" }, true},
		"old browser":                  {func(r *authn.Request) { r.SecFetchDest = "" }, true},
		"old browser, HTML comes last": {func(r *authn.Request) { r.SecFetchDest, r.Accept = "", "application/json, text/html" }, false},
		"neither":                      {func(r *authn.Request) { r.SecFetchDest, r.Accept = "", "" }, false},
		"fetch of HTML":                {func(r *authn.Request) { r.SecFetchDest = "empty" }, false},
		"image":                        {func(r *authn.Request) { r.SecFetchDest = "image" }, false},
		"document in capitals":         {func(r *authn.Request) { r.SecFetchDest = "Document" }, false},
		"POST":                         {func(r *authn.Request) { r.Method = http.MethodPost }, false},
		"HEAD":                         {func(r *authn.Request) { r.Method = http.MethodHead }, false},
		"htmx":                         {func(r *authn.Request) { r.HTMX = true }, false},
		"htmx that says document":      {func(r *authn.Request) { r.HTMX, r.SecFetchDest = true, "document" }, false},
		"htmx 4 in an old browser":     {func(r *authn.Request) { r.HTMX, r.SecFetchDest, r.Accept = true, "", "text/html" }, false},
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
			req.SecFetchDest, req.Accept, req.HTMX = "empty", "*/*", true
			state := authenticate(t, tt.a, req)
			assert.Equal(t, tt.recoverable, state.Recoverable)
			assert.Empty(t, state.Location)
		})
	}
}

func TestAHeaderBeatsAllCookies(t *testing.T) {
	t.Parallel()
	a := authenticator(t, development(t))
	req := at(t, publicURL+"?__clerk_db_jwt=x&__clerk_handshake=garbage", "__session=garbage", "__client_uat=0")
	req.Authorization = "Bearer " + session(t, nil)
	req.Referer = "https://other.com/"
	state := authenticate(t, a, req)
	assert.Equal(t, authn.SignedIn, state.Status)
	assert.Equal(t, authn.CarrierHeader, state.Carrier)
	assert.Empty(t, state.Location)
}

func TestAnExpiredHeaderTokenOfADocumentIsSentThroughAHandshakeToo(t *testing.T) {
	t.Parallel()
	req := at(t, publicURL)
	req.Authorization = "Bearer " + session(t, map[string]any{"exp": now.Unix() - 60})
	state := authenticate(t, authenticator(t, nil), req)
	assert.Equal(t, authn.Handshake, state.Status)
	assert.Contains(t, state.Location, "&__session="+req.Authorization[len("Bearer "):])
}

func TestTheCarrierIsThatOfTheToken(t *testing.T) {
	t.Parallel()
	a := authenticator(t, nil)
	good := session(t, nil)
	assert.Equal(t, authn.CarrierHeader, authenticate(t, a, bearer(t, good)).Carrier)
	assert.Equal(t, authn.CarrierHeader, authenticate(t, a, bearer(t, "garbage")).Carrier)
	assert.Equal(t, authn.CarrierCookie, authenticate(t, a, document(t, "__session="+good, "__client_uat=1")).Carrier)
	assert.Equal(t, authn.CarrierCookie, authenticate(t, a, document(t, "__session=garbage", "__client_uat=1")).Carrier)
	assert.Empty(t, authenticate(t, a, document(t)).Carrier)
}

func TestASiteWithoutSatellitesCanSkipThatHandshake(t *testing.T) {
	t.Parallel()
	a := authenticator(t, func(cfg *authn.Config) { cfg.SkipPrimaryDomainCrossOriginSync = true })
	req := document(t, "__session="+session(t, nil), "__client_uat=1")
	req.Referer = "https://google.com/"
	assert.Equal(t, authn.SignedIn, authenticate(t, a, req).Status)
}

func TestALinkOnAForeignSiteCausesOneHandshake(t *testing.T) {
	t.Parallel()
	good := []string{"__session=" + session(t, nil), "__client_uat=1"}
	devGood := []string{"__session=" + session(t, map[string]any{"iss": "https://" + testHost}), "__client_uat=1", "__clerk_db_jwt=x"}
	live, dev := authenticator(t, nil), authenticator(t, development(t))
	proxied := authenticator(t, func(cfg *authn.Config) { cfg.ProxyURL = "https://proxy.example.com/clerk" })
	for name, tt := range map[string]struct {
		a         *authn.Authenticator
		referer   string
		handshake bool
	}{
		"none":                                    {live, "", false},
		"the site itself":                         {live, "https://example.com/other", false},
		"the site itself, with its port":          {live, "https://example.com:443/other", false},
		"the site in capitals":                    {live, "HTTPS://EXAMPLE.com/", false},
		"another site":                            {live, "https://google.com/", true},
		"another scheme":                          {live, "http://example.com/", true},
		"another port":                            {live, "https://example.com:8443/", true},
		"an app":                                  {live, "android-app://com.google", true},
		"no URL":                                  {live, "nonsense", false},
		"the account portal":                      {live, "https://accounts.example.com/sign-in", false},
		"the account portal without TLS":          {live, "http://accounts.example.com/sign-in", true},
		"the Frontend API":                        {live, "https://clerk.example.com/v1/x", false},
		"a development portal, to a live site":    {live, "https://x.accounts.dev/", true},
		"a development portal":                    {dev, "https://x.accounts.dev/", false},
		"a development Frontend API of others":    {dev, "https://x.clerk.accounts.dev/", true},
		"the development Frontend API":            {dev, "https://" + testHost + "/", false},
		"an old development portal":               {dev, "https://accounts.x.lcl.dev/", false},
		"an old development site, not the portal": {dev, "https://www.x.lcl.dev/", true},
		"the proxy":                               {proxied, "https://proxy.example.com/clerk/x", false},
		"the portal behind a proxy":               {proxied, "https://accounts.example.com/", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cookies := good
			if tt.a == dev {
				cookies = devGood
			}
			req := document(t, cookies...)
			req.Referer = tt.referer
			state := authenticate(t, tt.a, req)
			if !tt.handshake {
				assert.Equal(t, authn.SignedIn, state.Status)
				return
			}
			assert.Equal(t, authn.Handshake, state.Status)
			assert.Equal(t, authn.ReasonPrimaryDomainCrossOriginSync, state.Reason)
			assert.Equal(t, "Cross-origin request from satellite domain requires handshake", state.Message)

			back := req
			back.Cookie += "; __clerk_redirect_count=1"
			assert.Equal(t, authn.SignedIn, authenticate(t, tt.a, back).Status, "once")
			for _, change := range []func(*authn.Request){
				func(r *authn.Request) { r.HTMX = true },
				func(r *authn.Request) { r.Method = http.MethodPost },
				func(r *authn.Request) { r.SecFetchDest = "iframe" },
				func(r *authn.Request) { r.SecFetchDest = "" },
			} {
				other := req
				change(&other)
				assert.Equal(t, authn.SignedIn, authenticate(t, tt.a, other).Status)
			}
		})
	}
}

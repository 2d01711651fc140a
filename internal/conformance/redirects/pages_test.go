package redirects_test

import (
	"errors"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
	"github.com/clerk-htmx/kit/internal/testutil/whatwg"
	"github.com/clerk-htmx/kit/partials"
)

// portalLink is the link of a ready page to the Account Portal, which keeps redirect_url.
var portalLink = regexp.MustCompile(`href="(https://[^"]*redirect_url[^"]*)"`)

// Clerk's form reads the query. Of the page around it, only the link for people without the form does: it leads to the Account
// Portal and back to this origin.
func TestTheSignInPageIsTheSameWhateverItsQuerySays(t *testing.T) {
	t.Parallel()
	a := harness.NewApp(t)
	page := func(query url.Values) (rest string, link *url.URL) {
		res := a.Serve(harness.Get("/sign-in?" + query.Encode()))
		require.Equal(t, http.StatusOK, res.Code)
		require.Empty(t, res.Header().Get("Location"))
		found := portalLink.FindStringSubmatch(res.Body.String())
		require.Len(t, found, 2, "%q", query)
		link, err := url.Parse(html.UnescapeString(found[1]))
		require.NoError(t, err)
		return portalLink.ReplaceAllString(res.Body.String(), "link"), link
	}
	want, portal := page(url.Values{})
	require.Contains(t, want, "<clerk-sign-in")
	params := []string{"redirect_url", "sign_in_force_redirect_url", "sign_in_fallback_redirect_url", "after_sign_in_url", "__clerk_redirect_url"}
	for values := range slices.Chunk(whatwg.HostileValues(t), len(params)) {
		query := url.Values{}
		for i, value := range values {
			query.Set(params[i], value)
		}
		got, link := page(query)
		require.Equal(t, want, got, "%q", values)
		require.Equal(t, portal.Scheme+portal.Host+portal.Path, link.Scheme+link.Host+link.Path, "%q", values)
		back, err := url.Parse(link.Query().Get("redirect_url"))
		require.NoError(t, err)
		require.Equal(t, harness.Origin, back.Scheme+"://"+back.Host, "%q", values)
	}
}

// A button links to the sign-in page and back to the page that it is on.
func TestButtonsOnHostilePathsLeadToThisOrigin(t *testing.T) {
	t.Parallel()
	a := harness.NewApp(t, func(cfg *clerkhtmx.Config) { cfg.SignUpURL = "/sign-up" })
	a.Use(func(echo.HandlerFunc) echo.HandlerFunc { // for every path, those that no route is for too
		return func(c echo.Context) error {
			page := a.Kit.Page(c)
			signIn, err := page.SignInButton()
			signUp, err2 := page.SignUpButton()
			if err := errors.Join(err, err2); err != nil {
				return err
			}
			return c.HTML(http.StatusOK, string(signIn)+string(signUp))
		}
	})
	var found leads
	for _, value := range whatwg.HostileValues(t) {
		for _, header := range [][]string{nil, {"HX-Request", "true", "HX-Boosted", "true"}} {
			if r, ok := targetOf(http.MethodGet, value, header...); ok {
				res := a.Serve(r)
				require.Equal(t, http.StatusOK, res.Code, "%.300q", value)
				found.add(t, value, res)
			}
		}
		res := a.Serve(harness.Get("/", "HX-Request", "true", "HX-Current-URL", value))
		require.Equal(t, http.StatusOK, res.Code, "%.300q", value)
		found.add(t, value, res)
	}
	assert.Greater(t, found.where()["href"], 2)
	assert.Greater(t, found.where()["href redirect_url"], 2)
	found.stayOn(t, harness.Origin)
}

// Who writes a page may have a button lead to any page, and by way of a partial's query
// anybody may. It is a page, and no script.
func TestPartialsLinkToPagesAlone(t *testing.T) {
	t.Parallel()
	a := harness.NewApp(t)
	var found leads
	refused := 0
	for _, value := range whatwg.HostileValues(t) {
		for _, prop := range []string{"url", "forceRedirectUrl"} {
			res := a.Serve(harness.Get("/clerk/partials/sign-in-button?" + prop + "=" + url.QueryEscape(value)))
			if res.Code == http.StatusOK {
				found.add(t, value, res)
				continue
			}
			require.Equal(t, http.StatusBadRequest, res.Code)
			refused++
		}
	}
	require.NotZero(t, refused)
	require.NotZero(t, found.where()["href"])
	for _, lead := range found.resolved(t) {
		if lead.Valid || !strings.Contains(lead.Value, "//xn--") { // what claims to be Punycode and is none leads nowhere
			assert.Contains(t, []string{"http:", "https:"}, lead.Protocol, "%s: %q after %q", lead.where, lead.Value, lead.cause)
		}
	}
}

// In development anybody may have the browser sent to a satellite, as in Clerk's
// backend. It is a page, on the host that was asked whether it may know the dev
// browser, which none of these hosts but loopback gets to know.
func TestSatelliteRedirectsOfDevelopmentLeadToPagesAlone(t *testing.T) {
	t.Parallel()
	a := harness.NewAppOn(t, clerktest.NewWithConfig(t, clerktest.Config{Mode: clerktest.Development}))
	const secret = "dvb_do-not-hand-out"
	var found leads
	for _, value := range whatwg.HostileValues(t) {
		if len(value) > 4<<10 {
			continue
		}
		r := harness.Get("/whoami?__clerk_redirect_url="+url.QueryEscape(value), "Sec-Fetch-Dest", "document", "Cookie", "__clerk_db_jwt="+secret)
		res := a.Serve(r)
		if location := res.Header().Get("Location"); !strings.HasPrefix(location, a.Clerk.URL) {
			found.add(t, value, res)
		}
	}
	require.NotZero(t, found.where()["Location"])
	told := 0
	for _, lead := range found.resolved(t) {
		assert.True(t, !lead.Valid || lead.Protocol == "http:" || lead.Protocol == "https:", "%q after %q", lead.Value, lead.cause)
		if strings.Contains(lead.Value, secret) && lead.Valid {
			told++
			assert.Regexp(t, `^(localhost|127\.0\.0\.1|\[::1\])(:[0-9]+)?$`, lead.Host, "%q after %q", lead.Value, lead.cause)
		}
	}
	assert.NotZero(t, told, "loopback is told, or nothing was tested")
}

func TestNewRefusesHostileURLs(t *testing.T) {
	t.Parallel()
	fields := []string{"APIURL", "ProxyURL", "SignInURL", "SignUpURL", "AfterSignOutURL", "SignInForceRedirectURL", "SignUpForceRedirectURL",
		"SignInFallbackRedirectURL", "SignUpFallbackRedirectURL", "WaitlistURL", "AfterMultiSessionSingleSignOutURL", "NewSubscriptionRedirectURL",
		`TaskURLs["setup-mfa"]`, "ClerkJSURL", "ClerkUIURL", "LocalizationURL"}
	var accepted leads
	refused := 0
	for _, value := range whatwg.HostileValues(t) {
		if strings.TrimRight(value, "/") == "" {
			continue // the default, or home
		}
		cfg := harness.ValidConfig()
		cfg.APIURL, cfg.ProxyURL, cfg.SignInURL, cfg.SignUpURL, cfg.AfterSignOutURL = value, value, value, value, value
		cfg.SignInForceRedirectURL, cfg.SignUpForceRedirectURL, cfg.SignInFallbackRedirectURL, cfg.SignUpFallbackRedirectURL = value, value, value, value
		cfg.WaitlistURL, cfg.AfterMultiSessionSingleSignOutURL, cfg.NewSubscriptionRedirectURL = value, value, value
		cfg.TaskURLs = map[partials.SessionTask]string{partials.TaskKeySetupMFA: value}
		cfg.ClerkJSURL, cfg.ClerkUIURL, cfg.LocalizationURL = value, value, value
		_, err := clerkhtmx.New(cfg)
		message := ""
		if err != nil {
			message = err.Error()
		}
		for _, field := range fields {
			switch complained := strings.Contains(message, "Config."+field+":"); {
			case complained:
				refused++
			case field == "APIURL":
				accepted.addValue(value, field, value)
			default:
				accepted.addValue(value, "a page", value)
			}
		}
	}
	require.NotZero(t, refused)
	for _, lead := range accepted.resolved(t) {
		if !lead.Valid && strings.Contains(lead.Value, "//xn--") {
			continue // leads nowhere
		}
		assert.Contains(t, []string{"http:", "https:"}, lead.Protocol, "%s: %.300q", lead.where, lead.Value)
		if strings.HasPrefix(lead.Value, "/") {
			assert.Equal(t, []string{harness.Origin, harness.Origin}, []string{lead.Origin, lead.ReadBack}, "%s: %.300q", lead.where, lead.Value)
		}
		if lead.where == "APIURL" {
			assert.NotEqual(t, harness.Origin, lead.Origin, "%.300q", lead.Value)
		}
	}
}

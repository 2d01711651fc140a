package machines_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx/clerktest"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

func TestHostileMachineTokensReachNobody(t *testing.T) {
	t.Parallel()
	a := harness.NewMachineApp(t)
	m2m := a.Clerk.CreateM2MToken(clerktest.MachineToken{Subject: "mch_them", JWT: true}).Token
	a.Clerk.ForgetRequests()
	for name, token := range map[string]string{
		"a prefix in upper case":         "AK_1",
		"a prefix in mixed case":         "Mt_1",
		"a prefix with another dash":     "oat-1",
		"a prefix in wide letters":       "\uff41k_1",
		"a prefix after a byte order":    "\ufeffak_1",
		"a prefix after a tab":           "\tak_1",
		"a prefix alone, nearly":         "ak",
		"a header of its own":            "ak_1\r\nX-Evil: 1",
		"a line break":                   "mt_1\n",
		"a zero":                         "oat_\x00",
		"another zero":                   "oat_1\x00",
		"an accent":                      "ak_\u00e9",
		"no UTF-8":                       "ak_\xff",
		"a quote":                        `mt_"},{"token":"mt_2`,
		"a megabyte":                     "ak_" + strings.Repeat("a", 1<<20),
		"a megabyte of dots":             "oat_" + strings.Repeat(".", 1<<20),
		"a JWT of a megabyte":            m2m[:10] + strings.Repeat("A", 1<<20) + m2m[10:],
		"a JWT with a line break":        m2m[:len(m2m)-8] + "\r\n" + m2m[len(m2m)-8:],
		"a JWT with padding":             m2m + "==",
		"a JWT with a fourth part":       m2m + ".e30",
		"a JWT with a part too few":      m2m[:strings.LastIndexByte(m2m, '.')],
		"a JWT after the prefix":         "AK_" + m2m,
		"a JWT in lower case":            strings.ToLower(m2m),
		"a JWT that is quoted":           `"` + m2m + `"`,
		"a JWT with the signature twice": m2m + m2m[strings.LastIndexByte(m2m, '.')+1:],
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, path := range []string{"/people", "/key", "/m2m", "/oauth", "/person-key", "/person-oauth"} {
				for _, scheme := range []string{"Bearer ", "bearer ", ""} {
					res := a.Serve(harness.Get(path, "Authorization", scheme+token))
					require.Equal(t, http.StatusUnauthorized, res.Code, "%s with %q", path, scheme)
					assert.NotEmpty(t, res.Header().Get("X-Clerk-Auth-Reason"))
					assert.Less(t, res.Body.Len(), 500, "nothing is echoed")
				}
			}
		})
	}
	t.Cleanup(func() { assert.Zero(t, harness.Verifications(a.Clerk), "Clerk is not asked") })
}

// withSessionCookie makes the request a signed-in browser's that has something else
// for a session token.
func withSessionCookie(a *harness.App, r *http.Request, token string) *http.Request {
	signedIn := a.Clerk.SignedIn(r.Clone(r.Context()), a.Ada)
	for _, cookie := range signedIn.Cookies() {
		if strings.HasPrefix(cookie.Name, "__session") {
			cookie.Value = token
		}
		r.AddCookie(cookie)
	}
	return r
}

func TestNoCookieMakesAMachine(t *testing.T) {
	t.Parallel()
	a := harness.NewMachineApp(t)
	tokens := []string{
		a.Clerk.CreateAPIKey(clerktest.MachineToken{Subject: a.Ada.ID, Scopes: []string{"invoices:read"}}).Token,
		a.Clerk.CreateM2MToken(clerktest.MachineToken{Subject: "mch_them"}).Token,
		a.Clerk.CreateM2MToken(clerktest.MachineToken{Subject: "mch_them", JWT: true}).Token,
		a.Clerk.CreateOAuthToken(clerktest.MachineToken{Subject: a.Ada.ID, Scopes: []string{"email"}}).Token,
		a.Clerk.CreateOAuthToken(clerktest.MachineToken{Subject: a.Ada.ID, Scopes: []string{"email"}, JWT: true}).Token,
	}
	for _, token := range tokens { // so that the JWTs are remembered as well signed
		for _, path := range []string{"/key", "/m2m", "/oauth"} {
			a.Serve(harness.Get(path, harness.Bearer(token)...))
		}
	}
	require.Equal(t, a.Ada.ID, a.UserID(t, withSessionCookie(a, harness.Get("/people"), a.Token(a.Ada))), "the cookies are right but for the token")
	a.Clerk.ForgetRequests()
	for _, token := range tokens {
		for _, path := range []string{"/people", "/key", "/m2m", "/oauth", "/person-key", "/person-oauth"} {
			res := a.Serve(withSessionCookie(a, harness.Get(path), token))
			assert.Equal(t, http.StatusUnauthorized, res.Code, path)
		}
		assert.Empty(t, a.UserID(t, withSessionCookie(a, harness.Get("/whoami"), token)))
	}
	assert.Zero(t, harness.Verifications(a.Clerk))
}

// The header counts alone, whatever it holds: a browser's session must not make up
// for a token that is no good.
func TestNoSessionMakesUpForAMachineToken(t *testing.T) {
	t.Parallel()
	a := harness.NewMachineApp(t)
	key := a.Clerk.CreateAPIKey(clerktest.MachineToken{Subject: "org_1"})
	for token, status := range map[string]int{
		key.Token: http.StatusOK, "ak_unknown": http.StatusUnauthorized, "mt_1": http.StatusUnauthorized, "garbage": http.StatusUnauthorized,
	} {
		res := a.Serve(a.Clerk.SignedIn(harness.Get("/person-key", harness.Bearer(token)...), a.Ada))
		assert.Equal(t, status, res.Code, token)
		assert.NotContains(t, res.Body.String(), a.Ada.ID)
	}
}

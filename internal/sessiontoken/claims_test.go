package sessiontoken_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/sessiontoken"
)

func claimsOf(t *testing.T, changes map[string]any) *sessiontoken.Claims {
	t.Helper()
	return accepts(t, verifier(instanceKeys()), session(t, changes))
}

func TestClaimsOfVersion1(t *testing.T) {
	t.Parallel()
	c := claimsOf(t, map[string]any{
		"org_id": "org_1", "org_slug": "acme", "org_role": "org:admin",
		"org_permissions": []string{"org:invoices:read"},
		"o":               map[string]any{"id": "org_2"},
	})
	assert.Equal(t, "user_1", c.Subject)
	assert.Equal(t, "sess_1", c.SessionID)
	assert.Equal(t, "https://example.com", c.AuthorizedParty)
	assert.Equal(t, "https://"+liveHost, c.Issuer)
	assert.Equal(t, now.Add(50*time.Second).UTC(), c.ExpiresAt)
	assert.Equal(t, "org_1", c.OrgID)
	assert.Equal(t, "acme", c.OrgSlug)
	assert.Equal(t, "org:admin", c.OrgRole)
	assert.Equal(t, []string{"org:invoices:read"}, c.OrgPermissions)
	assert.Empty(t, c.SessionStatus)
	assert.Nil(t, c.FactorVerificationAge)
	assert.Nil(t, c.Actor)
}

func TestClaimsOfVersion2(t *testing.T) {
	t.Parallel()
	c := claimsOf(t, map[string]any{
		"v": 2, "sts": "active", "fva": []int{3, -1}, "pla": "o:pro, u:free", "fea": "o:dashboard,ou:exports,u:themes",
		"o":      map[string]any{"id": "org_1", "slg": "acme", "rol": "admin", "per": "read, manage", "fpm": "3,2"},
		"act":    map[string]any{"sub": "user_admin", "sid": "sess_admin", "iss": "https://dashboard.clerk.com", "type": "agent"},
		"org_id": "org_old", "org_role": "org:owner",
		"email": "a@example.com",
	})
	assert.Equal(t, "org_1", c.OrgID)
	assert.Equal(t, "acme", c.OrgSlug)
	assert.Equal(t, "org:admin", c.OrgRole)
	assert.Equal(t, []string{"org:dashboard:read", "org:dashboard:manage", "org:exports:manage"}, c.OrgPermissions)
	assert.Equal(t, "active", c.SessionStatus)
	assert.Equal(t, &[2]int{3, -1}, c.FactorVerificationAge)
	assert.Equal(t, []string{"o:dashboard", "ou:exports", "u:themes"}, c.Features)
	assert.Equal(t, []string{"o:pro", "u:free"}, c.Plans)
	assert.Equal(t, &sessiontoken.Actor{Subject: "user_admin", SessionID: "sess_admin", Issuer: "https://dashboard.clerk.com", Type: "agent"}, c.Actor)
	var custom struct{ Email string }
	require.NoError(t, json.Unmarshal(c.Raw, &custom))
	assert.Equal(t, "a@example.com", custom.Email)
}

func TestVersion2WithoutAnOrganizationIsThePersonalAccount(t *testing.T) {
	t.Parallel()
	for name, changes := range map[string]map[string]any{
		"o is missing":                    {"v": 2},
		"o is null":                       {"v": 2, "o": nil},
		"o is a string":                   {"v": 2, "o": "org_1"},
		"claims of version 1 do not help": {"v": 2, "org_id": "org_1", "org_role": "org:admin", "org_permissions": []string{"org:a:b"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := claimsOf(t, changes)
			assert.Empty(t, c.OrgID)
			assert.Empty(t, c.OrgRole)
			assert.Empty(t, c.OrgPermissions)
		})
	}
	assert.Empty(t, claimsOf(t, map[string]any{"v": 2, "o": map[string]any{"id": "org_1"}}).OrgRole, "no role is not the role \"org:\"")
	for _, other := range []any{"2", 3, 1, 2.5, nil, true} {
		assert.Equal(t, "org_1", claimsOf(t, map[string]any{"v": other, "org_id": "org_1"}).OrgID, "only the number 2 is version 2")
	}
}

func TestAPendingSessionKeepsItsStatus(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "pending", claimsOf(t, map[string]any{"sts": "pending"}).SessionStatus)
}

func TestPermissionsOfVersion2(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		fea, per, fpm any
		want          []string
	}{
		"none are granted":                       {"o:a", "read", "0", nil},
		"each bit is a permission":               {"o:a", "p0,p1,p2", "5", []string{"org:a:p0", "org:a:p2"}},
		"each number is a feature's":             {"o:a,o:b", "read,write", "1,2", []string{"org:a:read", "org:b:write"}},
		"a zero for the user's feature":          {"o:a,u:b", "read", "1,0", []string{"org:a:read"}},
		"the user's feature grants nothing":      {"o:a,u:b", "read", "1,1", []string{"org:a:read"}},
		"bits beyond the permissions":            {"o:a", "read", "255", []string{"org:a:read"}},
		"numbers beyond the features":            {"o:a", "read", "1,1,1", []string{"org:a:read"}},
		"features beyond the numbers":            {"o:a,o:b", "read", "1", []string{"org:a:read"}},
		"more than 64 bits":                      {"o:a", "read", "18446744073709551617", []string{"org:a:read"}},
		"spaces":                                 {" o:a , o:b ", " read , write ", " 1 , 2 ", []string{"org:a:read", "org:b:write"}},
		"a negative number":                      {"o:a,o:b", "read", "-1,1", []string{"org:b:read"}},
		"a signed number":                        {"o:a", "read", "+1", nil},
		"hexadecimal":                            {"o:a", "read", "0x1", nil},
		"an underscore":                          {"o:a", "read", "1_1", nil},
		"an empty number":                        {"o:a,o:b", "read", ",1", []string{"org:b:read"}},
		"a feature without a scope voids them":   {"o:a,b", "read", "1,1", nil},
		"features of both, either way":           {"ou:a,uo:b", "read", "1,1", []string{"org:a:read", "org:b:read"}},
		"an unknown scope":                       {"x:a,o:b", "read", "1,1", []string{"org:b:read"}},
		"no features":                            {nil, "read", "1", nil},
		"no permissions":                         {"o:a", nil, "1", nil},
		"no numbers":                             {"o:a", "read", nil, nil},
		"all of the wrong type":                  {[]string{"o:a"}, 1, true, nil},
		"readings agree that the user is first":  {"u:x,o:a", "read", "1,1", []string{"org:a:read"}},
		"readings differ, by the organization's": {"u:x,o:a", "read", "1,0", nil},
		"readings differ, by all features":       {"u:x,o:a", "read", "0,1", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := map[string]any{"id": "org_1", "per": tt.per, "fpm": tt.fpm}
			assert.Equal(t, tt.want, claimsOf(t, map[string]any{"v": 2, "fea": tt.fea, "o": o}).OrgPermissions)
		})
	}
}

func TestFactorVerificationAge(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		fva  any
		want *[2]int
	}{
		"missing":          {nil, nil},
		"both":             {[]int{0, 5}, &[2]int{0, 5}},
		"never":            {[]int{-1, -1}, &[2]int{-1, -1}},
		"part of a minute": {[]float64{9.5, 0.1}, &[2]int{9, 0}},
		"one":              {[]int{1}, nil},
		"three":            {[]int{1, 2, 3}, nil},
		"strings":          {[]string{"1", "2"}, nil},
		"null":             {[]any{nil, 1}, nil},
		"negative":         {[]int{-2, 1}, nil},
		"part of never":    {[]float64{-0.5, 1}, nil},
		"a number":         {7, nil},
		"an object":        {map[string]int{"0": 1, "1": 2}, nil},
		"very long ago":    {[]float64{1e300, 1}, &[2]int{1<<31 - 1, 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.want, claimsOf(t, map[string]any{"fva": tt.fva}).FactorVerificationAge)
		})
	}
}

func TestClaimsOfTheWrongTypeAreMissing(t *testing.T) {
	t.Parallel()
	c := claimsOf(t, map[string]any{
		"sid": 1, "sts": true, "org_id": 7, "org_role": []string{"org:admin"}, "org_permissions": "org:a:b",
		"act": "user_admin", "pla": 1, "fea": map[string]any{}, "azp": 1,
	})
	c.Raw = nil
	assert.Equal(t, &sessiontoken.Claims{Subject: "user_1", Issuer: "https://" + liveHost, ExpiresAt: now.Add(50 * time.Second).UTC()}, c)
	assert.Nil(t, claimsOf(t, map[string]any{"org_permissions": []any{"org:a:b", 1}}).OrgPermissions)
	assert.Nil(t, claimsOf(t, map[string]any{"org_permissions": []any{nil}}).OrgPermissions)
}

func TestClaimNamesHaveOneSpelling(t *testing.T) {
	t.Parallel()
	token := signText(t, `{"alg":"RS256","kid":"ins_1"}`,
		`{"SUB":"user_3","sub":"user\u005f1","Exp":1,"exp":1700000050,"AZP":"x","Org_Id":"org_1"}`)
	claims := accepts(t, verifier(instanceKeys()), token)
	assert.Equal(t, "user_1", claims.Subject)
	assert.Empty(t, claims.AuthorizedParty)
	assert.Empty(t, claims.OrgID)
}

func TestJSONMayBeWrittenInAnyWay(t *testing.T) {
	t.Parallel()
	token := signText(t, "\t{ \"alg\" :\r\n\"RS256\" , \"kid\":\"ins_1\" }\n", `
		{
			"x" : [ ] , "y" : { } , "z" : [ 1 , { "a" : [ true , false , null , -0.5e-3 , "\"]}\\" ] } ] ,
			"sub" : "us\u0065r_1" , "exp" : 1.70000005e9 , "org_permissions" : [ "org:a:b" , "org:\u0063:d" ] ,
			"fva" : [ 1 , 2 ]
		} `)
	claims := accepts(t, verifier(instanceKeys()), token)
	assert.Equal(t, "user_1", claims.Subject)
	assert.Equal(t, []string{"org:a:b", "org:c:d"}, claims.OrgPermissions)
	assert.Equal(t, &[2]int{1, 2}, claims.FactorVerificationAge)
}

func TestTheFarthestExpiryCanBeWrittenAsJSON(t *testing.T) {
	t.Parallel()
	c := claimsOf(t, map[string]any{"exp": 8e12, "iat": now.Unix() - 10})
	assert.Equal(t, 9999, c.ExpiresAt.Year())
	_, err := json.Marshal(c.ExpiresAt)
	assert.NoError(t, err)
}

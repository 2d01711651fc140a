package authn_test

import (
	"encoding/base64"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/authn"
)

func TestParsePublishableKey(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, key    string
		live         bool
		host, suffix string
		portal       string
	}{
		{"live, unpadded", "pk_live_Y2xlcmsuY2xlcmsuZGV2JA", true, "clerk.clerk.dev", "1Z8AzTQD", "https://accounts.clerk.dev"},
		{"test, unpadded", "pk_test_Y2xlcmsuY2xlcmsuZGV2JA", false, "clerk.clerk.dev", "QvfNY2dr", "https://accounts.clerk.dev"},
		{
			"suffix with underscore", "pk_test_ZW5vdWdoLWFscGFjYS04Mi5jbGVyay5hY2NvdW50cy5sY2xjbGVyay5jb20k", false,
			"enough-alpaca-82.clerk.accounts.lclclerk.com", "jtYvyt_H", "https://enough-alpaca-82.accounts.lclclerk.com",
		},
		{
			"suffix with dash", "pk_test_eHh4eHh4LXhhYWFhYS1hYS5jbGVyay5hY2NvdW50cy5sY2xjbGVyay5jb20k", false,
			"xxxxxx-xaaaaa-aa.clerk.accounts.lclclerk.com", "tZJdb-5s", "https://xxxxxx-xaaaaa-aa.accounts.lclclerk.com",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			key, err := authn.ParsePublishableKey(tt.key)
			require.NoError(t, err)
			assert.Equal(t, tt.live, key.Live())
			assert.Equal(t, tt.host, key.FrontendAPI())
			assert.Equal(t, tt.suffix, key.CookieSuffix())
			assert.Equal(t, tt.portal, key.AccountPortalURL())
			assert.Equal(t, tt.key, key.String())
		})
	}
}

func TestAccountPortalURLReplacesTheFirstClerk(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]string{
		"clerk.example.com":                "https://accounts.example.com",
		"foo-bar-13.clerk.accounts.dev":    "https://foo-bar-13.accounts.dev",
		"foo.clerk.accountsstage.dev":      "https://foo.accountsstage.dev",
		"clerk.a.clerk.accounts.dev":       "https://accounts.a.clerk.accounts.dev",
		"login.example.com":                "https://login.example.com",
		"foo.clerk.accountsstage.clerk.io": "https://foo.accountsstage.accounts.io",
	} {
		assert.Equal(t, want, publishableKey(t, "pk_live_", host).AccountPortalURL(), host)
	}
}

func TestParsePublishableKeyRefuses(t *testing.T) {
	t.Parallel()
	encode := func(s string) string { return "pk_live_" + base64.RawStdEncoding.EncodeToString([]byte(s)) }
	for name, key := range map[string]string{
		"nothing":                    "",
		"no prefix":                  "Y2xlcmsuY2xlcmsuZGV2JA",
		"another prefix":             "pk_prod_Y2xlcmsuY2xlcmsuZGV2JA",
		"a secret key":               "sk_live_Y2xlcmsuY2xlcmsuZGV2JA",
		"four parts":                 "pk_live_Y2xlcmsuY2xlcmsuZGV2JA_x",
		"prefix alone":               "pk_live_",
		"no base64":                  "pk_live_!!!",
		"no dollar sign":             encode("clerk.example.com"),
		"two dollar signs":           encode("clerk.example.com$$"),
		"dollar sign in the middle":  encode("clerk$.example.com$"),
		"no dot":                     encode("localhost$"),
		"a path":                     encode("clerk.example.com/evil$"),
		"a user name":                encode("clerk.example.com@evil.com$"),
		"a space":                    encode("clerk.example.com evil$"),
		"a query":                    encode("clerk.example.com?$"),
		"a backslash":                encode(`clerk.example.com\evil$`),
		"a line break in the base64": "pk_live_Y2xlcmsuY2xlcmsu\nZGV2JA",
		"a line break at the end":    "pk_live_Y2xlcmsuY2xlcmsuZGV2JA==\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := authn.ParsePublishableKey(key)
			require.ErrorIs(t, err, authn.ErrPublishableKey)
		})
	}
}

func FuzzParsePublishableKey(f *testing.F) {
	f.Add("pk_live_Y2xlcmsuY2xlcmsuZGV2JA")
	f.Add("pk_test_Y2xlcmsuY2xlcmsuZGV2JA==")
	f.Add("pk_test__")
	f.Fuzz(func(t *testing.T, s string) {
		key, err := authn.ParsePublishableKey(s)
		if err != nil {
			assert.Equal(t, authn.PublishableKey{}, key)
			return
		}
		assert.Equal(t, s, key.String())
		assert.Len(t, key.CookieSuffix(), 8)
		_, err = authn.New(authn.Config{PublishableKey: key}, nil, nil, nil)
		assert.NoError(t, err)
	})
}

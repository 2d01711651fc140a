package authn_test

import (
	"maps"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/authn"
)

func TestWhichSetOfCookiesCounts(t *testing.T) {
	t.Parallel()
	const absent = ""
	live := map[string]any{"iss": "https://clerk.satellite.com"}
	token := func(changes map[string]any) string { return session(t, merge(live, changes)) }
	old, recent := token(map[string]any{"iat": now.Unix() - 30}), token(map[string]any{"iat": now.Unix() - 5})
	expired := token(map[string]any{"exp": now.Unix() - 1})
	for _, tt := range []struct {
		name                         string
		session, uat                 string
		suffixedSession, suffixedUAT string
		suffixed, plainInDevelopment bool
	}{
		{name: "1: the plain session is garbage", session: "garbage", suffixedSession: old, suffixedUAT: "1"},
		{name: "1: the plain session has no issuer", session: token(map[string]any{"iss": nil}), suffixedSession: old, suffixedUAT: "1"},
		{name: "1: the plain session has an empty issuer", session: token(map[string]any{"iss": ""}), suffixedSession: old, suffixedUAT: "1"},
		{name: "1: the plain session has a zero for its issuer", session: token(map[string]any{"iss": 0}), suffixedSession: old, suffixedUAT: "1"},
		{name: "1: the plain session has false for its issuer", session: token(map[string]any{"iss": false}), suffixedSession: old, suffixedUAT: "1"},
		{name: "ours is told by the host alone", session: token(map[string]any{"iss": "http://clerk.satellite.com"}), suffixedUAT: ""},
		{name: "ours is told by the text without any scheme", session: token(map[string]any{"iss": "clerk.https://satellite.com"}), suffixedUAT: ""},
		{name: "2: the plain session's issuer is no string", session: token(map[string]any{"iss": 7}), suffixedSession: old, suffixedUAT: "1", suffixed: true},
		{name: "2: the plain session is another instance's", session: token(map[string]any{"iss": "https://clerk.other.com"}), suffixedSession: old, suffixedUAT: "1", suffixed: true},
		{name: "2: likewise, with no suffixed cookie at all", session: token(map[string]any{"iss": "https://clerk.other.com"}), uat: "1", suffixed: true},
		{name: "3: no suffixed cookies", session: old, uat: "1"},
		{name: "3: no cookies", suffixed: false},
		{name: "4: the plain session is newer", session: recent, uat: "1", suffixedSession: old, suffixedUAT: "1"},
		{name: "4: the plain session is newer, no times", session: recent, uat: absent, suffixedSession: old, suffixedUAT: absent},
		{name: "4: the suffixed session does not decode", session: old, uat: "1", suffixedSession: "garbage", suffixedUAT: "1"},
		{name: "4: the suffixed session has no time", session: recent, uat: "1", suffixedSession: token(map[string]any{"iat": nil}), suffixedUAT: "1"},
		{name: "the suffixed session's time is not a number", session: recent, uat: "1", suffixedSession: token(map[string]any{"iat": "x"}), suffixedUAT: "1", suffixed: true},
		{name: "the plain session's time is not a number", session: token(map[string]any{"iat": "x"}), uat: "1", suffixedSession: token(map[string]any{"iat": -1}), suffixedUAT: "1", suffixed: true},
		{name: "the suffixed session is newer", session: old, uat: "1", suffixedSession: recent, suffixedUAT: "1", suffixed: true},
		{name: "both are the same", session: old, uat: "1", suffixedSession: old, suffixedUAT: "1", suffixed: true},
		{name: "5: signed out of the suffixed, not of the plain", session: old, uat: "1", suffixedSession: recent, suffixedUAT: "0"},
		{name: "signed out of both", uat: "0", suffixedUAT: "0", suffixed: true},
		{name: "signed out of the plain, and the plain is newer", session: recent, uat: "0", suffixedSession: old, suffixedUAT: "1", suffixed: true},
		{name: "6: signed out of the plain, the suffixed has expired", uat: "0", suffixedSession: expired, suffixedUAT: "1", suffixed: true, plainInDevelopment: true},
		{name: "6: it has expired this second", uat: "0", suffixedSession: token(map[string]any{"exp": now.Unix()}), suffixedUAT: "1", suffixed: true, plainInDevelopment: true},
		{name: "the suffixed is good for another second", uat: "0", suffixedSession: token(map[string]any{"exp": now.Unix() + 1}), suffixedUAT: "1", suffixed: true},
		{name: "the suffixed has no end", uat: "0", suffixedSession: token(map[string]any{"exp": nil}), suffixedUAT: "1", suffixed: true},
		{name: "the suffixed has expired, signed out of both", uat: "0", suffixedSession: expired, suffixedUAT: "0", suffixed: true},
		{name: "the suffixed has expired, signed out of neither", uat: "1", suffixedSession: expired, suffixedUAT: "1", suffixed: true},
		{name: "7: a suffixed session without its time", uat: "1", suffixedSession: old, suffixedUAT: absent},
		{name: "8: the suffixed alone", suffixedSession: old, suffixedUAT: "1", suffixed: true},
		{name: "8: the suffixed time alone", suffixedUAT: "1", suffixed: true},
		{name: "the zero is compared as text", session: recent, uat: "1", suffixedSession: old, suffixedUAT: "00"},
	} {
		for mode, key := range map[string]authn.PublishableKey{
			"live": liveKey(t), "test": publishableKey(t, "pk_test_", "clerk.satellite.com"),
		} {
			t.Run(tt.name+", "+mode, func(t *testing.T) {
				t.Parallel()
				want := tt.suffixed
				if mode == "test" && tt.plainInDevelopment {
					want = false
				}
				// A satellite that is told to sync asks Clerk whatever cookies it
				// has, and says which set it went by. In development a missing dev
				// browser has the same effect.
				a := authenticator(t, func(cfg *authn.Config) {
					cfg.PublishableKey = key
					if key.Live() {
						cfg.IsSatellite, cfg.Domain = true, "satellite.com"
					}
				})
				suffix := "_" + key.CookieSuffix()
				state := authenticate(t, a, at(t, "https://satellite.com/?__clerk_synced=false",
					"__session="+tt.session, "__client_uat="+tt.uat,
					"__session"+suffix+"="+tt.suffixedSession, "__client_uat"+suffix+"="+tt.suffixedUAT))
				require.Equal(t, authn.Handshake, state.Status)
				location, err := url.Parse(state.Location)
				require.NoError(t, err)
				assert.Equal(t, want, location.Query().Get("suffixed_cookies") == "true")
			})
		}
	}
}

func merge(base, changes map[string]any) map[string]any {
	merged := map[string]any{}
	maps.Copy(merged, base)
	maps.Copy(merged, changes)
	return merged
}

func TestTheSetsOfCookiesAreNeverMixed(t *testing.T) {
	t.Parallel()
	// The plain session is good, but the suffixed set counts, and it says that
	// nobody is signed in.
	suffix := "_" + liveKey(t).CookieSuffix()
	state := authenticate(t, authenticator(t, nil), document(t,
		"__session="+session(t, nil), "__client_uat=0", "__client_uat"+suffix+"=0"))
	assert.Equal(t, authn.ReasonSessionTokenAndUATMissing, state.Reason)
}

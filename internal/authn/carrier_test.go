package authn_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/internal/authn"
)

func TestAHeaderBeatsAllCookies(t *testing.T) {
	t.Parallel()
	a := authenticator(t, development(t))
	req := at(t, publicURL+"?__clerk_db_jwt=x&__clerk_handshake=garbage", "__session=garbage", "__client_uat=0")
	req.Authorization = "Bearer " + session(t, nil)
	req.Header.Set("Referer", "https://other.com/")
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
	assert.Equal(t, authn.CarrierCookie, authenticate(t, a, document(t, "__session="+good)).Carrier)
	assert.Empty(t, authenticate(t, a, document(t)).Carrier)
}

func TestTheCallersCookie(t *testing.T) {
	t.Parallel()
	a := authenticator(t, func(cfg *authn.Config) { cfg.Cookie = "__app" })
	for value, want := range map[string]string{"": "", "x": "x", "a%20b": "a b", "a+b%20c": "a+b c", "%ff": "%ff", "%zz": "%zz"} {
		signedOut := document(t, "__app="+value)
		assert.Equal(t, want, authenticate(t, a, signedOut).Cookie)
		signedIn := document(t, "__session="+session(t, nil), "__client_uat=1", "__app="+value)
		assert.Equal(t, want, authenticate(t, a, signedIn).Cookie)
	}
	for name, token := range map[string]string{"good": session(t, nil), "bad": sign(t, foreignKey(), nil, sessionClaims(nil))} {
		req := bearer(t, token)
		req.Cookie = "__app=x"
		assert.Empty(t, authenticate(t, a, req).Cookie, "a "+name+" token settles the matter")
	}
}

func TestHowATokenCameToBeTrusted(t *testing.T) {
	t.Parallel()
	a := authenticatorWith(t, instanceKeys(), backend{refresh: func(authn.RefreshRequest) ([]string, error) {
		return []string{"__session=" + session(t, nil)}, nil
	}}, nil)
	good := document(t, "__session="+session(t, nil), "__client_uat=1")
	assert.Equal(t, authn.VerificationSignature, authenticate(t, a, good).Verification)
	assert.Equal(t, authn.VerificationRemembered, authenticate(t, a, good).Verification)
	assert.Equal(t, authn.VerificationRefreshed, authenticate(t, a, document(t, expiredWithRefresh(t)...)).Verification)
	assert.Empty(t, authenticate(t, a, document(t)).Verification)
}

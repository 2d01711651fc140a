package jwks_test

import (
	"compress/gzip"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/authn"
	"github.com/clerk-htmx/kit/internal/jwks"
	"github.com/clerk-htmx/kit/internal/sessiontoken"
)

func serve(t *testing.T, handler http.HandlerFunc) *jwks.Source {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return jwks.New(jwks.Config{URL: server.URL + "/v1/jwks", SecretKey: "sk_test_secret"})
}

func TestTheRequest(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, http.MethodGet, r.Method)
		assert.Equal(t, "/v1/jwks", r.URL.Path)
		assert.Equal(t, "Bearer sk_test_secret", r.Header.Get("Authorization"))
		assert.Equal(t, authn.APIVersion, r.Header.Get("Clerk-API-Version"))
		_, _ = io.WriteString(w, keySet(t, newJWK("a", keyA())))
	})
	assert.True(t, keyA().Equal(requireKey(t, s, "a")))
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	var elsewhere atomic.Int32
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		elsewhere.Add(1)
		_, _ = io.WriteString(w, keySet(t, newJWK("a", keyA())))
	}))
	defer other.Close()
	for _, status := range []int{http.StatusFound, http.StatusTemporaryRedirect, http.StatusPermanentRedirect} {
		s := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/v1/jwks" {
				elsewhere.Add(1)
			}
			http.Redirect(w, r, other.URL, status)
		})
		_, err := s.Key(t.Context(), "a")
		require.ErrorIs(t, err, sessiontoken.ErrKeysUnavailable)
	}
	assert.Zero(t, elsewhere.Load())
}

func TestTheCallersClientIsNotChanged(t *testing.T) {
	t.Parallel()
	client := &http.Client{}
	jwks.New(jwks.Config{HTTPClient: client})
	assert.Nil(t, client.CheckRedirect)
}

func TestABodyIsReadOnlySoFar(t *testing.T) {
	t.Parallel()
	good := keySet(t, newJWK("a", keyA()))
	for name, handler := range map[string]http.HandlerFunc{
		"without end": func(w http.ResponseWriter, _ *http.Request) {
			for chunk := strings.Repeat(" ", 1<<16); ; {
				if _, err := io.WriteString(w, chunk); err != nil {
					return
				}
			}
		},
		"gzip bomb": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			zip := gzip.NewWriter(w)
			_, _ = io.WriteString(zip, strings.Repeat(" ", 16<<20)+good)
			_ = zip.Close()
		},
		"more than a mebibyte around good keys": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, strings.Repeat(" ", 1<<20)+good)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := serve(t, handler).Key(t.Context(), "a")
			require.ErrorIs(t, err, sessiontoken.ErrKeysUnavailable)
			assert.NotContains(t, err.Error(), "  ", "the body does not get into the error")
		})
	}
}

func TestAURLThatIsNoneIsUnavailable(t *testing.T) {
	t.Parallel()
	_, err := jwks.New(jwks.Config{URL: "::"}).Key(t.Context(), "a")
	require.ErrorIs(t, err, sessiontoken.ErrKeysUnavailable)
}

func TestWhichKeysAreTaken(t *testing.T) {
	t.Parallel()
	short, err := rsa.GenerateKey(rand.Reader, 1024) // to be refused
	require.NoError(t, err)
	encode := base64.RawURLEncoding.EncodeToString
	with := func(changes jwk) jwk {
		key := newJWK("x", keyB())
		maps.Copy(key, changes)
		maps.DeleteFunc(key, func(_ string, value any) bool { return value == nil })
		return key
	}
	for name, tt := range map[string]struct {
		key   jwk
		taken bool
	}{
		"as it is":                      {with(nil), true},
		"no alg":                        {with(jwk{"alg": nil}), true},
		"no use":                        {with(jwk{"use": nil}), true},
		"key_ops with verify":           {with(jwk{"key_ops": []string{"sign", "verify"}}), true},
		"alg RS512":                     {with(jwk{"alg": "RS512"}), false},
		"alg PS256":                     {with(jwk{"alg": "PS256"}), false},
		"alg none":                      {with(jwk{"alg": "none"}), false},
		"use enc":                       {with(jwk{"use": "enc"}), false},
		"key_ops without verify":        {with(jwk{"key_ops": []string{"encrypt"}}), false},
		"key_ops empty":                 {with(jwk{"key_ops": []string{}}), false},
		"kty oct":                       {with(jwk{"kty": "oct", "k": "AAAA"}), false},
		"kty EC":                        {with(jwk{"kty": "EC", "crv": "P-256"}), false},
		"kty OKP":                       {with(jwk{"kty": "OKP"}), false},
		"kty missing":                   {with(jwk{"kty": nil}), false},
		"1024 bits":                     {with(jwk{"n": encode(short.N.Bytes())}), false},
		"16 384 bits":                   {with(jwk{"n": encode([]byte(strings.Repeat("\xff", 2048)))}), false},
		"even modulus":                  {with(jwk{"n": encode([]byte(strings.Repeat("\xfe", 256)))}), false},
		"e 1":                           {with(jwk{"e": "AQ"}), false},
		"e even":                        {with(jwk{"e": "BA"}), false},
		"e 3":                           {with(jwk{"e": "Aw"}), true},
		"e beyond 31 bits":              {with(jwk{"e": "gAAAAQ"}), false},
		"e missing":                     {with(jwk{"e": nil}), false},
		"n missing":                     {with(jwk{"n": nil}), false},
		"n not base64url":               {with(jwk{"n": "+/+/"}), false},
		"n a number":                    {with(jwk{"n": 7}), false},
		"a kid that is no string":       {with(jwk{"kid": 7}), false},
		"another key of the good's kid": {with(jwk{"kid": "good"}), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				_, _ = io.WriteString(w, keySet(t, newJWK("good", keyA()), tt.key))
			})
			assert.True(t, keyA().Equal(requireKey(t, s, "good")), "the others do not suffer")
			_, err := s.Key(t.Context(), "x")
			if tt.taken {
				assert.NoError(t, err)
			} else {
				assert.ErrorIs(t, err, sessiontoken.ErrKeyNotFound)
			}
		})
	}
}

func FuzzKeySet(f *testing.F) {
	f.Add(`{"keys":[]}`)
	f.Add(keySet(f, newJWK("a", keyA())))
	f.Add(`{"keys":[null,1,{"kid":"a","kty":"RSA","n":"","e":"AQAB"}]}`)
	f.Fuzz(func(t *testing.T, body string) {
		a := &api{}
		a.answer(http.StatusOK, body)
		s := jwks.New(jwks.Config{URL: "https://api.clerk.test", HTTPClient: &http.Client{Transport: a}})
		key, err := s.Key(t.Context(), "a")
		if err == nil {
			assert.NoError(t, sessiontoken.CheckKey(key))
		}
	})
}

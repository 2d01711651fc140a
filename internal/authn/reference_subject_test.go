package authn_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/authn"
	"github.com/clerk-htmx/kit/internal/sessiontoken"
	"github.com/clerk-htmx/kit/internal/site"
)

// subject gives our verdicts. One Authenticator serves all states with the same
// options, so that it has met their tokens before.
type subject struct {
	authenticators map[string]*authn.Authenticator
	state          referenceState // the one at hand, by which the Backend API answers
	asked          []request
}

func (ours *subject) ask(t *testing.T, s referenceState) referenceVerdict {
	t.Helper()
	ours.state, ours.asked = s, nil
	a, err := ours.authenticator(t, s.Options)
	if err != nil {
		return referenceVerdict{Error: err.Error()}
	}
	u, err := url.Parse(s.Request.URL)
	require.NoError(t, err)
	r := &http.Request{Method: s.Request.Method, URL: u, Header: http.Header{}}
	for name, value := range s.Request.Headers {
		r.Header.Set(name, value)
	}
	req := authn.FromHTTP(r, func() site.Site { return site.Site{Scheme: u.Scheme, Host: u.Host} })
	req.HTMX = r.Header.Get("HX-Request") == "true"
	state, err := a.Authenticate(t.Context(), req)
	if err != nil {
		return referenceVerdict{Error: err.Error()}
	}

	header := http.Header{}
	state.WriteHeader(header)
	verdict := referenceVerdict{
		Status: state.Status, Reason: state.Reason, Token: state.Token,
		SetCookie: append([]string{}, header.Values("Set-Cookie")...), Headers: map[string]string{},
		OrgPermissions: []string{}, Asked: ours.asked,
	}
	header.Del("Set-Cookie")
	for name := range header {
		verdict.Headers[strings.ToLower(name)] = header.Get(name)
	}
	if c := state.Claims; c != nil {
		verdict.UserID, verdict.SessionID, verdict.SessionStatus = c.Subject, c.SessionID, c.SessionStatus
		verdict.OrgID, verdict.OrgSlug, verdict.OrgRole = c.OrgID, c.OrgSlug, c.OrgRole
		verdict.OrgPermissions = append(verdict.OrgPermissions, c.OrgPermissions...)
		verdict.FactorVerificationAge = c.FactorVerificationAge
		if c.Actor != nil {
			verdict.Actor = c.Actor.Subject
		}
	}
	return verdict
}

func (ours *subject) authenticator(t *testing.T, o referenceOptions) (*authn.Authenticator, error) {
	t.Helper()
	id, err := json.Marshal(o)
	require.NoError(t, err)
	if known := ours.authenticators[string(id)]; known != nil {
		return known, nil
	}
	key, err := authn.ParsePublishableKey(o.PublishableKey)
	require.NoError(t, err)
	var keys sessiontoken.KeySource = instanceKeys()
	if o.JWTKey != "" {
		keys, err = sessiontoken.ParseJWTKey(o.JWTKey)
		require.NoError(t, err)
	}
	a, err := authn.New(authn.Config{
		PublishableKey: key, ProxyURL: o.ProxyURL, Domain: o.Domain,
		IsSatellite: o.IsSatellite, SatelliteAutoSync: o.SatelliteAutoSync, SignInURL: o.SignInURL,
		AuthorizedParties: o.AuthorizedParties, Audience: o.Audience, Issuers: o.Issuer,
		ClockSkew: time.Duration(o.ClockSkewInMs) * time.Millisecond,
		OrganizationSync: authn.OrganizationSync{
			OrganizationPatterns:    o.OrganizationSync.OrganizationPatterns,
			PersonalAccountPatterns: o.OrganizationSync.PersonalAccountPatterns,
		},
		AllowedRedirectOrigins:           o.AllowedRedirectOrigins,
		SkipPrimaryDomainCrossOriginSync: o.SkipPrimaryDomainCrossOriginSync,
		HandshakeCookieOnly:              o.HandshakeCookieOnly,
	}, keys, ours.backend(), clock)
	if err == nil {
		if ours.authenticators == nil {
			ours.authenticators = map[string]*authn.Authenticator{}
		}
		ours.authenticators[string(id)] = a
	}
	return a, err
}

// backend answers like the apiClient of oracle.cjs.
func (ours *subject) backend() authn.Backend {
	answer := func(a backendAnswer) ([]string, error) {
		switch {
		case a.Code != "":
			return nil, &authn.RefreshError{Code: a.Code}
		case a.Cookies == nil:
			return nil, errors.New("network")
		default:
			return a.Cookies, nil
		}
	}
	return backend{
		refresh: func(p authn.RefreshRequest) ([]string, error) {
			ours.asked = append(ours.asked, request{
				SessionID: p.SessionID, Format: p.Format, SuffixedCookies: p.SuffixedCookies,
				ExpiredToken: p.ExpiredToken, RefreshToken: p.RefreshToken, RequestOrigin: p.RequestOrigin,
			})
			return answer(ours.state.Refresh)
		},
		handshakePayload: func(nonce string) ([]string, error) {
			ours.asked = append(ours.asked, request{Nonce: nonce})
			return answer(ours.state.Handshake)
		},
	}
}

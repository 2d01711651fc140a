package clerkhtmx

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/clerk/clerk-sdk-go/v2"
	"github.com/clerk/clerk-sdk-go/v2/apikey"
	"github.com/clerk/clerk-sdk-go/v2/m2m_token"

	"github.com/clerk-htmx/kit/internal/authn"
)

// machineBackend asks Clerk's Backend API about opaque tokens. A backend without a
// key is nil.
type machineBackend struct {
	backend clerk.Backend
	m2m     clerk.Backend
}

var _ authn.MachineBackend = machineBackend{}

func newMachineBackend(cfg Config, backend clerk.Backend) machineBackend {
	var b machineBackend
	if cfg.SecretKey != "" {
		b.backend, b.m2m = backend, backend
	}
	if cfg.MachineSecretKey != "" {
		cfg.SecretKey = cfg.MachineSecretKey
		b.m2m = newBackend(cfg)
	}
	return b
}

// verifiedToken is what the three endpoints answer in common.
type verifiedToken struct {
	response         *clerk.APIResponse
	machine          authn.Machine
	revoked, expired bool
}

// VerifyMachineToken implements [authn.MachineBackend].
func (b machineBackend) VerifyMachineToken(ctx context.Context, t authn.TokenType, secret string) (authn.Machine, error) {
	verify, backend := verifyAPIKey, b.backend
	switch t {
	case authn.M2MToken:
		verify, backend = verifyM2MToken, b.m2m
	case authn.OAuthToken:
		verify = verifyOAuthToken
	}
	if backend == nil {
		return authn.Machine{}, &authn.MachineTokenError{
			Reason: authn.ReasonSecretKeyInvalid, Message: "No secret key is configured.", Unavailable: true,
		}
	}
	token, err := verify(ctx, backend, secret)
	if err != nil {
		return authn.Machine{}, machineTokenError(err)
	}
	// clerk-sdk-go takes a redirect and an empty body for success.
	if token.response == nil || token.response.StatusCode != http.StatusOK || token.machine.Subject == "" {
		return authn.Machine{}, machineTokenError(errNotVerified)
	}
	if token.revoked || token.expired {
		return authn.Machine{}, &authn.MachineTokenError{
			Reason: authn.ReasonTokenInvalid, Message: "The token is revoked or has expired.",
		}
	}
	return token.machine, nil
}

func verifyAPIKey(ctx context.Context, backend clerk.Backend, secret string) (verifiedToken, error) {
	client := apikey.Client{Backend: backend}
	key, err := client.Verify(ctx, &apikey.VerifyParams{Secret: secret})
	if err != nil {
		return verifiedToken{}, err
	}
	return verifiedToken{key.Response, authn.Machine{
		ID: key.ID, Subject: key.Subject, Name: key.Name, Scopes: key.Scopes, Claims: customClaims(key.Claims),
		ExpiresAt: expiresAt(key.Expiration),
	}, key.Revoked, key.Expired}, nil
}

func verifyM2MToken(ctx context.Context, backend clerk.Backend, secret string) (verifiedToken, error) {
	client := m2m_token.Client{Backend: backend}
	token, err := client.Verify(ctx, &m2m_token.VerifyParams{Token: secret})
	if err != nil {
		return verifiedToken{}, err
	}
	return verifiedToken{token.Response, authn.Machine{
		ID: token.ID, Subject: token.Subject, Scopes: token.Scopes, Claims: customClaims(token.Claims),
		ExpiresAt: expiresAt(token.Expiration),
	}, token.Revoked, token.Expired}, nil
}

// expiresAt reads the time that a token runs out, in milliseconds since 1970; nil is
// never.
func expiresAt(millis *int64) time.Time {
	if millis == nil {
		return time.Time{}
	}
	return time.UnixMilli(*millis).UTC()
}

// customClaims: null is none.
func customClaims(claims json.RawMessage) json.RawMessage {
	if string(claims) == "null" {
		return nil
	}
	return claims
}

// oauthVerifyParams is the body of the one call that clerk-sdk-go does not have.
type oauthVerifyParams struct {
	clerk.APIParams
	AccessToken string `json:"access_token"`
}

// oauthAccessToken is the reply:
//
//	{"object": "clerk_idp_oauth_access_token", "id": "oat_…", "client_id": "…", "subject": "user_…",
//	 "scopes": ["email"], "aud": ["…"], "revoked": false, "expired": false, "expiration": 1700000000000}
type oauthAccessToken struct {
	clerk.APIResource
	ID         string   `json:"id"`
	ClientID   string   `json:"client_id"`
	Subject    string   `json:"subject"`
	Scopes     []string `json:"scopes"`
	Audience   []string `json:"aud"`
	Revoked    bool     `json:"revoked"`
	Expired    bool     `json:"expired"`
	Expiration *int64   `json:"expiration"`
}

func verifyOAuthToken(ctx context.Context, backend clerk.Backend, secret string) (verifiedToken, error) {
	req := clerk.NewAPIRequest(http.MethodPost, "/oauth_applications/access_tokens/verify")
	req.SetParams(&oauthVerifyParams{AccessToken: secret})
	var token oauthAccessToken
	if err := backend.Call(ctx, req, &token); err != nil {
		return verifiedToken{}, err
	}
	return verifiedToken{token.Response, authn.Machine{
		ID: token.ID, Subject: token.Subject, ClientID: token.ClientID, Scopes: token.Scopes, Audience: token.Audience,
		ExpiresAt: expiresAt(token.Expiration),
	}, token.Revoked, token.Expired}, nil
}

var errNotVerified = errors.New("clerkhtmx: Clerk's answer is none")

// machineTokenError gives an error of the Backend API the reason that Clerk's
// backend has for its status. What the answer says in words stays out: the log
// must not get to see an echo of the token.
func machineTokenError(err error) *authn.MachineTokenError {
	refused, ok := errors.AsType[*clerk.APIErrorResponse](err)
	if !ok || refused.Response == nil {
		return &authn.MachineTokenError{
			Reason: authn.ReasonUnexpectedError, Message: "Clerk could not be asked.", Unavailable: true, Err: callError(err),
		}
	}
	status := refused.Response.StatusCode
	answer := fmt.Errorf("clerkhtmx: Clerk answered %d (trace %q)", status, refused.TraceID)
	switch status {
	case http.StatusNotFound:
		return &authn.MachineTokenError{Reason: authn.ReasonTokenInvalid, Message: "The token was not found.", Err: answer}
	case http.StatusUnauthorized: // of our own key
		return &authn.MachineTokenError{
			Reason: authn.ReasonSecretKeyInvalid, Message: "Clerk refuses the secret key.", Unavailable: true, Err: answer,
		}
	}
	return &authn.MachineTokenError{
		Reason: authn.ReasonUnexpectedError, Message: "Clerk did not verify the token.", Err: answer,
		Unavailable: status >= http.StatusInternalServerError || status == http.StatusTooManyRequests || status == http.StatusRequestTimeout,
	}
}

// callError keeps what the transport says, which is about the connection. Any other
// error of clerk-sdk-go is the raw body of the answer.
func callError(err error) error {
	if transport, ok := errors.AsType[*url.Error](err); ok {
		return transport
	}
	return errNotVerified
}

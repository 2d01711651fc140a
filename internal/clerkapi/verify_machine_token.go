package clerkapi

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/clerk/clerk-sdk-go/v2"
	"github.com/clerk/clerk-sdk-go/v2/apikey"
	"github.com/clerk/clerk-sdk-go/v2/m2m_token"

	"github.com/clerk-htmx/kit/internal/authn"
)

// verifiedToken has the fields that the answers of the three endpoints have in common.
type verifiedToken struct {
	response         *clerk.APIResponse
	machine          authn.Machine
	revoked, expired bool
}

// VerifyMachineToken implements [authn.MachineBackend].
func (a *API) VerifyMachineToken(ctx context.Context, t authn.TokenType, secret string) (authn.Machine, error) {
	verify, backend, canAsk := verifyAPIKey, a.backend, a.secretKey
	switch t {
	case authn.M2MToken:
		verify, backend, canAsk = verifyM2MToken, a.m2m, a.m2mKey
	case authn.OAuthToken:
		verify = verifyOAuthToken
	}
	if !canAsk {
		return authn.Machine{}, &authn.MachineTokenError{
			Reason: authn.ReasonSecretKeyInvalid, Message: "No secret key is configured.", Unavailable: true,
		}
	}
	id := a.machines.digest(string(t), secret)
	machine, err := ask(ctx, a.machines, id, id, func(ctx context.Context) (authn.Machine, error) {
		token, err := verify(ctx, backend, secret)
		if err != nil {
			return authn.Machine{}, machineTokenError(withoutSecrets(err))
		}
		return token.check()
	})
	if err != nil {
		return authn.Machine{}, asMachineTokenError(err)
	}
	// Other requests may share this answer.
	machine.Scopes, machine.Audience, machine.Claims = slices.Clone(machine.Scopes), slices.Clone(machine.Audience), slices.Clone(machine.Claims)
	return machine, nil
}

// check returns the machine of an answer that is complete. clerk-sdk-go takes an empty body for
// success.
func (token verifiedToken) check() (authn.Machine, error) {
	if token.response == nil || token.response.StatusCode != http.StatusOK || token.machine.Subject == "" {
		return authn.Machine{}, machineTokenError(errUnexpectedAnswer)
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

// customClaims returns the claims, or nil if they are null.
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

// machineTokenError gives an error of the Backend API the reason that Clerk's
// backend has for its status.
func machineTokenError(err error) *authn.MachineTokenError {
	answer, ok := errors.AsType[*answerError](err)
	if !ok {
		return &authn.MachineTokenError{
			Reason: authn.ReasonUnexpectedError, Message: "Clerk could not be asked.", Unavailable: true, Err: err,
		}
	}
	switch answer.status {
	case http.StatusNotFound:
		return &authn.MachineTokenError{Reason: authn.ReasonTokenInvalid, Message: "The token was not found.", Err: err}
	case http.StatusUnauthorized: // of our own key
		return &authn.MachineTokenError{
			Reason: authn.ReasonSecretKeyInvalid, Message: "Clerk refuses the secret key.", Unavailable: true, Err: err,
		}
	}
	return &authn.MachineTokenError{
		Reason: authn.ReasonUnexpectedError, Message: "Clerk did not verify the token.", Err: err, Unavailable: !isRefusal(err),
	}
}

// asMachineTokenError gives a reason to the error of a call that was not made.
func asMachineTokenError(err error) error {
	if refusal, ok := errors.AsType[*authn.MachineTokenError](err); ok {
		return refusal
	}
	return machineTokenError(err)
}

func isMachineRefusal(err error) bool {
	refusal, ok := errors.AsType[*authn.MachineTokenError](err)
	return ok && !refusal.Unavailable
}

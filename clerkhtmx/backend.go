package clerkhtmx

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/clerk/clerk-sdk-go/v2"

	"github.com/clerk-htmx/kit/internal/authn"
)

// Backend is the client of Clerk's Backend API, for the resource packages of
// clerk-sdk-go:
//
//	organizations := &organization.Client{Backend: kit.Backend()}
func (k *Kit) Backend() clerk.Backend { return k.backend }

func newBackend(cfg Config) clerk.Backend {
	apiURL := cfg.APIURL + "/v1"
	return clerk.NewBackend(&clerk.BackendConfig{
		HTTPClient: cfg.HTTPClient,
		URL:        &apiURL,
		Key:        &cfg.SecretKey,
	})
}

// authnBackend gives the decision its two calls of the Backend API, which
// clerk-sdk-go does not have.
type authnBackend struct{ clerk.Backend }

var _ authn.Backend = authnBackend{}

// directives is the reply to a handshake nonce: {"directives": ["__session=…; Path=/", …]}
type directives struct {
	clerk.APIResource
	Directives []string `json:"directives"`
}

func (b authnBackend) HandshakePayload(ctx context.Context, nonce string) ([]string, error) {
	query := url.Values{"nonce": {nonce}}
	var reply directives
	err := b.Call(ctx, clerk.NewAPIRequest(http.MethodGet, "/clients/handshake_payload?"+query.Encode()), &reply)
	return reply.Directives, err
}

// refreshParams is the body of a refresh.
type refreshParams struct {
	clerk.APIParams
	authn.RefreshRequest
}

// refreshCookies is the reply: {"object": "cookies", "cookies": ["__session=…; Path=/", …]}
type refreshCookies struct {
	clerk.APIResource
	Cookies []string `json:"cookies"`
}

func (b authnBackend) Refresh(ctx context.Context, params authn.RefreshRequest) ([]string, error) {
	path, err := clerk.JoinPath("/sessions", url.PathEscape(params.SessionID), "refresh")
	if err != nil {
		return nil, err
	}
	query := url.Values{"suffixed_cookies": {strconv.FormatBool(params.SuffixedCookies)}}
	req := clerk.NewAPIRequest(http.MethodPost, path+"?"+query.Encode())
	req.SetParams(&refreshParams{RefreshRequest: params})
	var reply refreshCookies
	err = b.Call(ctx, req, &reply)
	var refused *clerk.APIErrorResponse
	if errors.As(err, &refused) && len(refused.Errors) > 0 {
		return nil, &authn.RefreshError{Code: refused.Errors[0].Code, Err: err}
	}
	return reply.Cookies, err
}

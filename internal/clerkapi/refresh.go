package clerkapi

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/clerk/clerk-sdk-go/v2"

	"github.com/clerk-htmx/kit/internal/authn"
)

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

var errNoCookies = errors.New("clerkapi: Clerk's answer to the refresh has no cookies")

// Refresh implements [authn.Backend]. An answer without cookies is not an error, as in
// Clerk's backend, but the limit counts it as a failed call.
func (a *API) Refresh(ctx context.Context, params authn.RefreshRequest) ([]string, error) {
	switch {
	case !a.secretKey:
		return nil, errNoSecretKey
	case !authn.IsID(params.SessionID):
		return nil, errNotAnID
	}
	suffixed := strconv.FormatBool(params.SuffixedCookies)
	body, err := json.Marshal(params) //nolint:gosec // for a digest
	if err != nil {
		return nil, err
	}
	// Clerk also judges by the request's headers, so another browser does not get to
	// share the answer.
	question := a.refreshes.digest(params.SessionID, suffixed, string(body))
	credential := a.refreshes.digest(params.ExpiredToken, params.RefreshToken)
	if refusal, ok := a.waiting.get(params.SessionID); ok && !a.refreshes.good.has(credential) {
		return nil, refusal
	}
	cookies, err := ask(ctx, a.refreshes, credential, question, func(ctx context.Context) ([]string, error) {
		return a.refresh(ctx, params, url.Values{"suffixed_cookies": {suffixed}})
	})
	if errors.Is(err, errNoCookies) {
		return nil, nil
	}
	// If its signature is not verified, the session id could be that of another session.
	if isRefusal(err) && params.SessionVerified {
		a.waiting.put(strings.Clone(params.SessionID), err) // not the whole token
	}
	return cookies, err
}

func (a *API) refresh(ctx context.Context, params authn.RefreshRequest, query url.Values) ([]string, error) {
	req := clerk.NewAPIRequest(http.MethodPost, "/sessions/"+params.SessionID+"/refresh?"+query.Encode())
	req.SetParams(&refreshParams{RefreshRequest: params})
	var reply refreshCookies
	if err := a.backend.Call(ctx, req, &reply); err != nil {
		err = withoutSecrets(err)
		if answer, ok := errors.AsType[*answerError](err); ok && answer.code != "" {
			return nil, &authn.RefreshError{Code: answer.code, Err: err}
		}
		return nil, err
	}
	if len(reply.Cookies) == 0 {
		return nil, errNoCookies
	}
	return reply.Cookies, nil
}

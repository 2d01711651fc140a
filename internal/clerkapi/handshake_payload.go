package clerkapi

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/clerk/clerk-sdk-go/v2"
)

// maxNonceSize bounds what is sent to Clerk.
const maxNonceSize = 512

var errNonce = errors.New("clerkapi: the handshake nonce is too long")

// directives is the reply to a handshake nonce: {"directives": ["__session=…; Path=/", …]}
type directives struct {
	clerk.APIResource
	Directives []string `json:"directives"`
}

// HandshakePayload implements [authn.Backend]. An answer without directives is an
// error.
func (a *API) HandshakePayload(ctx context.Context, nonce string) ([]string, error) {
	switch {
	case !a.secretKey:
		return nil, errNoSecretKey
	case len(nonce) > maxNonceSize:
		return nil, errNonce
	}
	id := a.nonces.digest(nonce)
	return ask(ctx, a.nonces, id, id, func(ctx context.Context) ([]string, error) {
		query := url.Values{"nonce": {nonce}}
		var reply directives
		err := a.backend.Call(ctx, clerk.NewAPIRequest(http.MethodGet, "/clients/handshake_payload?"+query.Encode()), &reply)
		switch {
		case err != nil:
			return nil, withoutSecrets(err)
		case len(reply.Directives) == 0:
			return nil, errUnexpectedAnswer
		}
		return reply.Directives, nil
	})
}

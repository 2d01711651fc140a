package authn

import (
	"context"
	"strings"
)

// VerifyJWS verifies a compact JWS of any payload, where Authenticate would look
// at the payload first. It returns the reason of a refusal.
func (a *Authenticator) VerifyJWS(ctx context.Context, raw string) Reason {
	if err := checkForm(raw, maxTokenSize); err != nil {
		return err.reason
	}
	parts := strings.Split(raw, ".")
	if !isTokenText(raw) || !isStrictBase64URL(parts[0]) || !isStrictBase64URL(parts[2]) {
		return errTokenEncoding.reason
	}
	t := &token{raw: raw, signature: []byte(decodePart(parts[2]))}
	header := decodePart(parts[0])
	if !isJSONObject(header) || readObject(header, t.header.set) != nil {
		return errTokenJSON.reason
	}
	if err := a.verifySignature(ctx, t); err != nil {
		return err.reason
	}
	return ""
}

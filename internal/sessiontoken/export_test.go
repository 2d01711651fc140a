package sessiontoken

import (
	"context"
	"strings"
)

// VerifyJWS verifies a compact JWS of any payload, where Parse would look at the payload
// first. It returns the reason of a refusal.
func (v *Verifier) VerifyJWS(ctx context.Context, raw string) Reason {
	if err := checkForm(raw, MaxSize); err != nil {
		return err.Reason
	}
	parts := strings.Split(raw, ".")
	if !isTokenText(raw) || !isStrictBase64URL(parts[0]) || !isStrictBase64URL(parts[2]) {
		return errTokenEncoding.Reason
	}
	t := &Token{raw: raw, signature: []byte(decodePart(parts[2]))}
	header := decodePart(parts[0])
	if !isJSONObject(header) || readObject(header, t.header.set) != nil {
		return errTokenJSON.Reason
	}
	if err := v.VerifySignature(ctx, t); err != nil {
		return err.Reason
	}
	return ""
}

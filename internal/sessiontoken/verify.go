package sessiontoken

import (
	"context"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"errors"
	"slices"
	"time"
)

// Verify checks that t is a session token of this instance that is good now. The
// order is that of Clerk's backend, since the first failure is the one reported.
func (v *Verifier) Verify(ctx context.Context, t *Token, now time.Time, skew time.Duration) *Error {
	if err := v.VerifySignature(ctx, t); err != nil {
		return err
	}
	// Clerk's backend accepts an empty sub like any other string, but no user has that id.
	if t.claims.Subject == "" {
		return errSubject
	}
	if len(v.cfg.Audience) > 0 && !t.meantFor(v.cfg.Audience) {
		return errAudience
	}
	// Unlike in clerk-sdk-go, a token without azp is refused.
	if len(v.cfg.AuthorizedParties) > 0 && !slices.Contains(v.cfg.AuthorizedParties, t.azp) {
		return errParty
	}
	if len(v.cfg.Issuers) > 0 && !slices.Contains(v.cfg.Issuers, t.issuer.value) {
		return errIssuer
	}
	if v.revoked.has(t.claims.SessionID) {
		return errRevoked
	}
	return t.verifyTimes(now.UnixMilli(), skew.Milliseconds())
}

// meantFor reports whether one of the token's audiences is among ours. Fails open
// for a token without any, as Clerk's backend does: session tokens have none
// unless the instance adds the claim.
func (t *Token) meantFor(audience []string) bool {
	if t.badAud { // Clerk's backend lets it pass
		return false
	}
	return len(t.audience) == 0 || slices.ContainsFunc(t.audience, func(aud string) bool {
		return slices.Contains(audience, aud)
	})
}

func (t *Token) verifyTimes(now, skew int64) *Error {
	switch {
	case !t.exp.valid:
		return errNoExpiry
	case t.exp.millis() <= now-skew:
		return errExpired
	case t.nbf.present && !t.nbf.valid:
		return errNotBefore
	case t.nbf.millis() > now+skew:
		return errNotActiveYet
	case t.iat.present && !t.iat.valid:
		return errIssuedAt
	case t.iat.millis() > now+skew:
		return errFuture
	}
	return nil
}

// VerifySignature checks that this instance signed t, and for use within a
// session. What the claims say is another matter.
//
// The header's jku, jwk, x5c and x5u are never looked at: the token does not get
// to say which key it should be judged by, beyond naming one of the instance's.
func (v *Verifier) VerifySignature(ctx context.Context, t *Token) *Error {
	// Clerk's backend refuses only M2M tokens here. A token made from a JWT
	// template goes to third parties, who could use it as a session.
	if !t.IsSession() {
		return errTokenCategory
	}
	return v.verifySigned(ctx, t, (*header).isPlain)
}

// verifySigned checks that this instance signed t as a token of the right typ, for
// whatever use.
func (v *Verifier) verifySigned(ctx context.Context, t *Token, typ func(*header) bool) *Error {
	if v.keys == nil {
		return errNoKey
	}
	key, err := v.keys.Key(ctx, t.header.kid)
	if err != nil {
		return keyError(err)
	}
	if !typ(&t.header) {
		return errTokenType
	}
	// Clerk's backend also takes RS384 and RS512, which no Clerk key is for. The
	// key says what it is for, never the token (RFC 8725, section 3.1).
	if t.header.alg != "RS256" {
		return errAlgorithm
	}
	if t.header.critical {
		return errTokenCritical
	}
	if t.verifiedWith != nil && t.verifiedWith == key {
		return nil
	}
	digest := sha256.Sum256([]byte(t.signed()))
	if rsa.VerifyPKCS1v15(key, crypto.SHA256, digest[:], t.signature) != nil {
		return errSignature
	}
	v.remembered.remember(t, key)
	return nil
}

// keyError makes the refusal for an error of a KeySource. It mentions neither the kid, which
// the sender chose, nor the known kids.
func keyError(err error) *Error {
	switch {
	case errors.Is(err, ErrSecretKeyInvalid):
		return errSecretKey.because(err)
	case errors.Is(err, ErrKeysUnavailable):
		return errKeysUnavailable.because(err)
	case errors.Is(err, ErrKeyNotFound):
		return errKid.because(err)
	default:
		return errKeySource.because(err)
	}
}

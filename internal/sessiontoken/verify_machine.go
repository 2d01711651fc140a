package sessiontoken

import (
	"context"
	"slices"
	"time"
)

// machineSubject starts the id of a machine.
const machineSubject = "mch_"

// VerifyM2M checks that t is a machine's token of this instance that is good now. It has
// no authorized parties to check: azp is an origin, and a machine is not one.
func (v *Verifier) VerifyM2M(ctx context.Context, t *Token, now time.Time, skew time.Duration) *Error {
	if err := v.verifySigned(ctx, t, (*header).isPlain); err != nil {
		return err
	}
	if len(v.cfg.Audience) > 0 && !t.meantFor(v.cfg.Audience) {
		return errAudience
	}
	return v.verifyIssuerAndTimes(t, now, skew)
}

// VerifyOAuth checks that t is an OAuth access token of this instance that is good now.
func (v *Verifier) VerifyOAuth(ctx context.Context, t *Token, now time.Time, skew time.Duration) *Error {
	if err := v.verifySigned(ctx, t, (*header).isAccessToken); err != nil {
		return err
	}
	if t.claims.Subject == "" {
		return errSubject
	}
	if t.badAud {
		return errAudience
	}
	if err := v.VerifyOAuthAudience(t.audience); err != nil {
		return err
	}
	return v.verifyIssuerAndTimes(t, now, skew)
}

// VerifyOAuthAudience checks the audience of an OAuth token, opaque or not. Unlike a
// session token, one that names no audience is refused when one is expected.
func (v *Verifier) VerifyOAuthAudience(audience []string) *Error {
	meantForUs := len(v.cfg.Audience) == 0 || slices.ContainsFunc(audience, func(aud string) bool {
		return slices.Contains(v.cfg.Audience, aud)
	})
	if !meantForUs {
		return errAudience
	}
	return nil
}

func (v *Verifier) verifyIssuerAndTimes(t *Token, now time.Time, skew time.Duration) *Error {
	if len(v.cfg.Issuers) > 0 && !slices.Contains(v.cfg.Issuers, t.issuer.value) {
		return errIssuer
	}
	return t.verifyTimes(now.UnixMilli(), skew.Milliseconds())
}

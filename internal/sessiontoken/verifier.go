package sessiontoken

// Config says which tokens of the instance a [Verifier] accepts. Of each list, one entry
// has to be that of the token, exactly as in the claim; an empty list accepts any.
type Config struct {
	// AuthorizedParties are the accepted values of azp. A token without azp is refused.
	AuthorizedParties []string
	// Audience are the accepted values of aud, for session tokens that have one.
	Audience []string
	// Issuers are the accepted values of iss. A token without iss is refused.
	Issuers []string
	// TokenCacheSize is the number of tokens whose good signature is remembered.
	TokenCacheSize int
}

// Verifier reads and verifies tokens of one Clerk instance. It remembers which
// signatures are good, and which sessions were revoked. It is safe for concurrent use.
type Verifier struct {
	cfg        Config
	keys       KeySource
	remembered *rememberedTokens
	revoked    *revokedSessions
}

// NewVerifier makes a Verifier. Keys nil refuses every token. The lists of cfg must not
// change any more.
func NewVerifier(cfg Config, keys KeySource) *Verifier {
	return &Verifier{
		cfg:        cfg,
		keys:       keys,
		remembered: newRememberedTokens(cfg.TokenCacheSize),
		revoked:    newRevokedSessions(),
	}
}

// Parse decodes a token, or finds it among those with a good signature. Nothing else
// about the token is verified then. A token longer than [MaxSize] is refused.
func (v *Verifier) Parse(raw string) (*Token, *Error) {
	if t, ok := v.remembered.get(raw); ok {
		return t, nil
	}
	return parse(raw, MaxSize)
}

// ParseHandshake decodes the token that brings the cookies of a handshake. It may be of
// [MaxHandshakeSize].
func (v *Verifier) ParseHandshake(raw string) (*Token, *Error) {
	return parse(raw, MaxHandshakeSize)
}

// Revoke has the tokens of a session refused from now on, as if they had expired: Clerk
// is asked for others and has none. An id is never used again, so there is no way back.
func (v *Verifier) Revoke(sessionID string) { v.revoked.add(sessionID) }

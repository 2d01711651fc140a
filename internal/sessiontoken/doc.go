// Package sessiontoken makes claims of one of Clerk's session tokens, or says why the
// token is refused. It knows nothing of requests: package authn finds the token and
// decides what a refusal means for the request.
//
// Start with verifier.go. A token's way leads through these files:
//
//  1. [Verifier.Parse] looks for the token among those whose signature was found good
//     before (remembered.go).
//  2. A new one must have the form of a JWT and one spelling of it (token.go,
//     base64url.go), and its parts must be JSON objects (json_grammar.go).
//  3. The members of the objects are read strictly, so that two readers of one token
//     never see two people (json.go). They become [Claims], in which versions 1 and 2 of
//     Clerk's format are alike (claims.go, claims_reader.go, permissions.go).
//  4. [Verifier.Verify] checks the signature with the key that a [KeySource] has for the
//     token, then the claims, then the times, in the order of Clerk's backend (verify.go).
//
// A refusal is an [*Error] with one of the reasons that Clerk's SDKs have for tokens
// (reason.go). The JWTs of machines are read in the same way and verified by rules of
// their own (verify_machine.go).
package sessiontoken

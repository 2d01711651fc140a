package machines_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

// machineException is a deviation from the reference. As in package authn, its
// verdict is the reference's own, on what we take the request for, or that with a
// change.
type machineException struct {
	when    string // of a request
	instead string // what we do
	why     string

	// takeAs changes the request into the one that we take it for, and reports
	// whether it had to.
	takeAs func(*machineCase) bool
	// adjust changes the reference's verdict.
	adjust func(machineCase, *machineVerdict)
}

// machineExceptions are all of them. Their order counts: what is refused for its
// spelling is not asked about its claims.
func machineExceptions() []machineException {
	return []machineException{
		{
			when: "scopes, scope or scp have the wrong type", instead: "no scopes", why: "the reference throws, or takes a text for a list",
			takeAs: withoutOddScopes,
			adjust: func(mc machineCase, v *machineVerdict) { // but among the custom claims it stays what it is
				if custom, ok := v.Claims.(map[string]any); ok && mc.token.claims["scopes"] != nil {
					custom = maps.Clone(custom)
					custom["scopes"] = plainJSON(mc.token.claims["scopes"])
					v.Claims = custom
				}
			},
		},
		{
			when: "aud is a list with an empty text", instead: "a list without", why: "it is nobody's name; the reference refuses the list for an OAuth token alone",
			takeAs: func(mc *machineCase) bool {
				list, ok := mc.token.claims["aud"].([]string)
				if !ok || !slices.Contains(list, "") || mc.token.tokenType() != "oauth_token" {
					return false
				}
				mc.token.claims["aud"] = slices.DeleteFunc(slices.Clone(list), func(aud string) bool { return aud == "" })
				return true
			},
		},
		{
			when: "an M2M token has an aud that is not a list of texts", instead: "a list of one for a text, else no scopes", why: "scopes are a list",
			adjust: func(_ machineCase, v *machineVerdict) { v.Scopes = listOfTexts(v.Scopes) },
		},
		{
			when: "text for scopes has more spaces than it needs, or aud is empty", instead: "no empty scopes", why: "they name nothing",
			adjust: func(mc machineCase, v *machineVerdict) {
				if _, isList := mc.token.claims["scp"].([]string); !isList || mc.token.tokenType() != "oauth_token" {
					v.Scopes = withoutEmpty(v.Scopes)
				}
			},
		},
		{
			when: "jti or client_id is not text", instead: "empty", why: "ids are text",
			adjust: func(mc machineCase, v *machineVerdict) {
				if mc.token.claims != nil {
					v.ID, v.ClientID = onlyText(v.ID), onlyText(v.ClientID)
				}
			},
		},
		{
			when: "the subject is a user or an organization", instead: "UserID or OrgID, by its prefix", why: "the reference goes by the type of the token",
			adjust: func(_ machineCase, v *machineVerdict) {
				if v.Status == "signed-in" && v.TokenType != "session_token" {
					v.UserID, v.OrgID = withPrefix("user_", v.Subject), withPrefix("org_", v.Subject)
				}
			},
		},
		refuse("a JWT has crit or b64", "it is not to be understood without them (RFC 7515, section 4.1.11)", func(mc machineCase) bool {
			return mc.token.header["crit"] != nil || mc.token.header["b64"] != nil
		}),
		refuse("sub is empty", "nobody has this id", func(mc machineCase) bool { return mc.token.claims["sub"] == "" }),
		refuse("exp, nbf or iat is beyond any date", "in the reference such a token never expires", func(mc machineCase) bool {
			return isFar(mc.token.claims["exp"]) || isFar(mc.token.claims["nbf"]) || isFar(mc.token.claims["iat"])
		}),
		refuse("aud is neither text nor a list of texts", "it does not name ours; the scopes of an M2M token that none is expected of are empty", func(mc machineCase) bool {
			return isOddAudience(mc.token.claims["aud"]) && (mc.token.tokenType() == "oauth_token" || mc.site == "audience")
		}),
		refuse("Issuer is set and iss is another", "what is expected of sessions is expected of machines; the reference ignores it", func(mc machineCase) bool {
			return mc.site == "issuers" && mc.token.claims != nil && mc.token.claims["iss"] != harness.Issuer
		}),
		{
			when: "a JWT has a claim twice, bad UTF-8, padding or more than 8 KiB", instead: "no machine token",
			why: "every token has one spelling, and nothing long is decoded at the sender's expense",
			adjust: func(mc machineCase, v *machineVerdict) {
				switch {
				case !slices.Contains([]string{"twice", "bad UTF-8", "padded", "long"}, mc.token.spelling):
				case slices.Contains(mc.accepted(), "session_token"):
					*v = refusal("token-invalid")
				default:
					*v = refusal("token-type-mismatch")
				}
			},
		},
		{
			when: "a JWT has no signature", instead: "a machine token with a bad one", why: "its claims say what it would be",
			adjust: func(mc machineCase, v *machineVerdict) {
				switch accepted := slices.Contains(mc.accepted(), mc.token.tokenType()); {
				case mc.token.spelling != "unsigned":
				case accepted && mc.token.isOfOtherCategory():
					*v = refusal("token-invalid")
				case accepted:
					*v = refusal("token-verification-failed")
				default:
					*v = refusal("token-type-mismatch")
				}
			},
		},
		{
			when: "an opaque token comes where only a session is accepted", instead: "a token of another type", why: "to the reference it is a malformed session token",
			adjust: func(mc machineCase, v *machineVerdict) {
				if mc.accepts == "session" && mc.inHeader() && mc.isOpaque() {
					v.Reason = "token-type-mismatch"
				}
			},
		},
		{
			when: "there is no token, and only several types of machine tokens are accepted", instead: "as for a list of one", why: "the request lacks a token, and has none of another type",
			adjust: func(mc machineCase, v *machineVerdict) {
				if mc.hasNoHeader() && !slices.Contains(mc.accepted(), "session_token") {
					v.Reason = "No token in header"
				}
			},
		},
		{
			when: "an opaque token has three parts", instead: "Clerk is asked", why: "the prefix says what it is; the reference takes it for a JWT",
			takeAs: func(mc *machineCase) bool {
				whole := mc.token.opaque
				mc.token.opaque = strings.Replace(whole, "a.b.c", "a-b-c", 1)
				return mc.isOpaqueAndAccepted() && mc.token.opaque != whole
			},
			adjust: func(mc machineCase, v *machineVerdict) {
				v.Asked = slices.Clone(v.Asked)
				for i, asked := range v.Asked {
					v.Asked[i].Body = strings.Replace(asked.Body, "a-b-c", "a.b.c", 1)
				}
			},
		},
		{
			when: "an opaque token has over 512 characters, or some that no bearer token has", instead: "Clerk is not asked", why: "there is none like it (RFC 6750, section 2.1)",
			adjust: func(mc machineCase, v *machineVerdict) {
				if mc.isOpaqueAndAccepted() && (len(mc.token.opaque) > 512 || !bearerText.MatchString(mc.token.opaque)) {
					*v = refusal("token-invalid")
				}
			},
		},
		{
			when: "Clerk says that an opaque token is revoked or expired", instead: "refused", why: "the reference relies on Clerk to say so by an error",
			adjust: func(mc machineCase, v *machineVerdict) {
				if v.Status == "signed-in" && mc.isOpaque() && (mc.token.answered == "revoked" || mc.token.answered == "expired") {
					*v = asking(refusal("token-invalid"), v)
				}
			},
		},
		{
			when: "Clerk's answer is neither a 200 with an object of the documented types and a subject nor an error in JSON", instead: "unexpected-error",
			why: "it is somebody else's, such as a proxy's; the reference throws, lets a machine in that is nobody, or believes the status alone",
			adjust: func(mc machineCase, v *machineVerdict) {
				if len(v.Asked) > 0 && mc.isOddAnswer() {
					*v = asking(refusal("unexpected-error"), v)
				}
			},
		},
	}
}

// refuse is for what the reference lets in.
func refuse(when, why string, is func(machineCase) bool) machineException {
	return machineException{when: when, instead: "refused", why: why, adjust: func(mc machineCase, v *machineVerdict) {
		if v.Status == "signed-in" && v.TokenType != "session_token" && is(mc) {
			*v = refusal("token-verification-failed")
		}
	}}
}

func refusal(reason string) machineVerdict {
	return machineVerdict{Status: "signed-out", Reason: reason}.normal()
}

func asking(refused machineVerdict, v *machineVerdict) machineVerdict {
	refused.Asked = v.Asked
	return refused
}

var bearerText = regexp.MustCompile(`^[\w.~+/=-]*$`)

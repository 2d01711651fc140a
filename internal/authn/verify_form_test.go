package authn_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/internal/authn"
)

func TestATokenThatIsNotWellFormedIsRefused(t *testing.T) {
	t.Parallel()
	a := authenticator(t, nil)
	good := session(t, nil)
	parts := strings.Split(good, ".")
	payload := func(text string) string { return signText(t, `{"alg":"RS256","kid":"ins_1"}`, text) }
	const rest = `"sub":"user_1","exp":1700000050`

	for name, token := range map[string]string{
		"one part":                       "abc",
		"two parts":                      parts[0] + "." + parts[1],
		"four parts":                     good + ".x",
		"five parts":                     good + ".x.y",
		"dots":                           strings.Repeat(".", 8<<10),
		"empty parts":                    "..",
		"longer than 8 KiB":              session(t, map[string]any{"x": strings.Repeat("a", 8<<10)}),
		"padding":                        parts[0] + "." + parts[1] + "." + parts[2] + "==",
		"standard base64":                parts[0] + "." + parts[1] + "." + "+/" + parts[2][2:],
		"white space in front":           "\t" + good,
		"line break within":              good[:20] + "\n" + good[20:],
		"stray bits at the end":          good[:len(good)-1] + nextLetter(good[len(good)-1]),
		"JSON serialization":             `{"payload":"` + parts[1] + `","signatures":[]}`,
		"payload is an array":            payload(`[1]`),
		"payload is a string":            payload(`"x"`),
		"payload is null":                payload(`null`),
		"payload is empty":               payload(``),
		"trailing bytes":                 payload(`{` + rest + `} x`),
		"two objects":                    payload(`{` + rest + `}{}`),
		"byte order mark":                payload("\uFEFF{" + rest + "}"),
		"NUL byte":                       payload("{\"x\":\"\x00\"," + rest + "}"),
		"bad UTF-8":                      payload("{\"x\":\"\xff\"," + rest + "}"),
		"single quotes":                  payload(`{'sub':'user_1'}`),
		"comment":                        payload(`{/**/` + rest + `}`),
		"comma at the end":               payload(`{` + rest + `,}`),
		"number that is none":            payload(`{"x":1e400,` + rest + `}`),
		"nested too deep":                payload(`{"x":` + strings.Repeat("[", 100) + strings.Repeat("]", 100) + `,` + rest + `}`),
		"nested 1 000 deep":              payload(`{"x":` + strings.Repeat(`{"x":`, 1000) + `1` + strings.Repeat("}", 1000) + `,` + rest + `}`),
		"sub twice":                      payload(`{"sub":"user_1","sub":"user_2","exp":1700000050}`),
		"sub twice, once escaped":        payload(`{"sub":"user_1","s\u0075b":"user_2","exp":1700000050}`),
		"a name twice in a nested claim": payload(`{"o":{"id":"a","id":"b"},` + rest + `}`),
		"a name twice in the header":     signText(t, `{"alg":"RS256","kid":"ins_1","alg":"RS256"}`, `{`+rest+`}`),
		"header is an array":             signText(t, `["alg"]`, `{`+rest+`}`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			refuses(t, a, token, authn.ReasonTokenInvalid)
		})
	}
}

// nextLetter changes only bits that do not belong to the signature: 256 bytes in
// base64 leave four bits to spare, of which an encoder sets none.
func nextLetter(c byte) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	return alphabet[strings.IndexByte(alphabet, c)+1:][:1]
}

func TestASpaceEndsTheTokenOfAnAuthorizationHeader(t *testing.T) {
	t.Parallel()
	a := authenticator(t, nil)
	good := session(t, nil)
	for name, tt := range map[string]struct {
		header string
		status authn.Status
		reason authn.Reason
	}{
		"Bearer":                      {"Bearer " + good, authn.SignedIn, ""},
		"no scheme":                   {good, authn.SignedIn, ""},
		"something after the token":   {"Bearer " + good + " x", authn.SignedIn, ""},
		"bearer in lower case":        {"bearer " + good, authn.SignedOut, authn.ReasonSessionTokenAndUATMissing},
		"Basic":                       {"Basic dTpw", authn.SignedOut, authn.ReasonSessionTokenAndUATMissing},
		"Bearer without a token":      {"Bearer ", authn.SignedOut, authn.ReasonTokenInvalid},
		"Bearer and two spaces":       {"Bearer  " + good, authn.SignedOut, authn.ReasonTokenInvalid},
		"an opaque API key":           {"Bearer ak_123", authn.SignedOut, authn.ReasonTokenInvalid},
		"an opaque M2M token":         {"Bearer mt_123", authn.SignedOut, authn.ReasonTokenInvalid},
		"an opaque OAuth token":       {"Bearer oat_123", authn.SignedOut, authn.ReasonTokenInvalid},
		"nothing, and nothing either": {"", authn.SignedOut, authn.ReasonSessionTokenAndUATMissing},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			req := at(t, publicURL)
			req.Authorization = tt.header
			state := authenticate(t, a, req)
			assert.Equal(t, tt.status, state.Status)
			assert.Equal(t, tt.reason, state.Reason)
		})
	}
}

package authn_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/authn"
)

func TestOnlyWellFormedCookiesAreSet(t *testing.T) {
	t.Parallel()
	a := authenticator(t, nil)
	good := "__session=" + session(t, nil) + "; Path=/"
	for name, bad := range map[string]string{
		"CR LF":                   "a=b\r\nX-Evil: 1",
		"LF":                      "a=b\nSet-Cookie: c=d",
		"NUL":                     "a=b\x00",
		"not ASCII":               "a=é",
		"no equals sign":          "nothing",
		"no name":                 "=b",
		"empty":                   "",
		"a name with a space":     "a b=c",
		"a value with a quote":    `a=b"c`,
		"longer than 4096 bytes":  "a=" + strings.Repeat("b", 4096),
		"attributes without end":  "a=b; Path=/" + strings.Repeat("c", 8<<10),
		"a tab among attributes":  "a=b;\tPath=/",
		"a line break in an attr": "a=b; Path=/\r\nX-Evil: 1",
		"an attr is not ASCII":    "a=b; Path=/é",
		"DEL in an attr":          "a=b; Path=/\x7f",
		"a session in two lines":  "__session=" + session(t, map[string]any{"sub": "user_2"}) + "; Path=/\n",
		"4097 bytes":              "a=" + strings.Repeat("b", 4095),
		"5121 bytes in all":       "a=b; Path=/" + strings.Repeat("c", 5121-11),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, directives := range [][]string{{bad, good}, {good, bad}} {
				state := authenticate(t, a, document(t, "__clerk_handshake="+handshakeToken(t, directives...)))
				assert.Equal(t, authn.SignedIn, state.Status)
				assert.Equal(t, "user_1", state.Claims.Subject)
				assert.Equal(t, []string{good}, state.SetCookies)
				require.Error(t, state.Cause)
				assert.NotContains(t, state.Cause.Error(), "Evil")
			}
		})
	}
	t.Run("names are Clerk's to choose", func(t *testing.T) {
		t.Parallel()
		directives := []string{"anything=x; Domain=example.com; Partitioned; Priority=High", good}
		state := authenticate(t, a, document(t, "__clerk_handshake="+handshakeToken(t, directives...)))
		assert.Equal(t, directives, state.SetCookies)
		assert.NoError(t, state.Cause)
	})
	t.Run("as long and as many as may be", func(t *testing.T) {
		t.Parallel()
		directives := []string{good, "a=" + strings.Repeat("b", 4094), "a=b; Path=/" + strings.Repeat("c", 5120-11)}
		for i := range 47 {
			directives = append(directives, fmt.Sprintf("c%d=x", i))
		}
		state := authenticate(t, a, document(t, "__clerk_handshake="+handshakeToken(t, directives...)))
		assert.Equal(t, directives, state.SetCookies)
		assert.NoError(t, state.Cause)
	})
	t.Run("an equals sign ends the session", func(t *testing.T) {
		t.Parallel()
		padded := "__session=" + session(t, nil) + "==; Path=/"
		state := authenticate(t, a, document(t, "__clerk_handshake="+handshakeToken(t, padded)))
		assert.Equal(t, session(t, nil), state.Token)
		assert.Equal(t, []string{padded}, state.SetCookies)
	})
	t.Run("no more than 50", func(t *testing.T) {
		t.Parallel()
		directives := []string{good}
		for i := range 50 {
			directives = append(directives, fmt.Sprintf("c%d=x", i))
		}
		state := authenticate(t, a, document(t, "__clerk_handshake="+handshakeToken(t, directives...)))
		assert.Equal(t, authn.SignedOut, state.Status)
		assert.Empty(t, state.SetCookies)
		assert.Error(t, state.Cause)
	})
}

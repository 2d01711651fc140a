package authn_test

import (
	"encoding/base64"
	"math/big"
	"path/filepath"
	"testing"

	"github.com/clerk-htmx/kit/internal/testutil/node"
	"github.com/clerk-htmx/kit/internal/testutil/packages"
)

// oracle is Clerk's JavaScript backend, in a process of Node's.
type oracle struct{ *node.Process }

// startOracle needs Node and what "make browser-packages" fetches. Without them
// nothing is compared, which must be seen, and must not happen in CI.
func startOracle(t *testing.T) *oracle {
	t.Helper()
	o := &oracle{node.Start(t, filepath.Join("testdata", "reference", "oracle.cjs"), "NODE_PATH="+packages.Require(t))}
	o.Tell(t, map[string]any{"now": now.Unix(), "jwks": instanceJWKS()})
	return o
}

func instanceJWKS() map[string]any {
	encode := base64.RawURLEncoding.EncodeToString
	public := instanceKey().PublicKey
	return map[string]any{"keys": []map[string]string{{
		"kid": kid, "kty": "RSA", "alg": "RS256", "use": "sig",
		"n": encode(public.N.Bytes()), "e": encode(big.NewInt(int64(public.E)).Bytes()),
	}}}
}

// ask returns the backend's verdict on s, whose tokens are in place.
func (o *oracle) ask(t *testing.T, s referenceState) referenceVerdict {
	t.Helper()
	var verdict referenceVerdict
	o.Ask(t, s, &verdict)
	return verdict
}

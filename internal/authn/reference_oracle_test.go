package authn_test

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"io"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/testutil/packages"
	"github.com/clerk-htmx/kit/internal/testutil/programs"
)

// oracle is Clerk's JavaScript backend, in a process of Node's.
type oracle struct {
	in  io.Writer
	out *bufio.Scanner
}

// startOracle needs Node and what "make browser-packages" fetches. Without them
// nothing is compared, which must be seen, and must not happen in CI.
func startOracle(t *testing.T) *oracle {
	t.Helper()
	node := programs.Node().Require(t)
	folder := packages.Require(t)

	cmd := exec.CommandContext(t.Context(), node, filepath.Join("testdata", "reference", "oracle.cjs"))
	cmd.Env = append(os.Environ(), "NODE_PATH="+folder)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Wait() // the end of its input, or of the test, ends it
	})

	o := &oracle{in: in, out: bufio.NewScanner(out)}
	o.out.Buffer(nil, 1<<20)
	o.tell(t, map[string]any{"now": now.Unix(), "jwks": instanceJWKS()})
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

func (o *oracle) tell(t *testing.T, value any) {
	t.Helper()
	line, err := json.Marshal(value)
	require.NoError(t, err)
	_, err = o.in.Write(append(line, '\n'))
	require.NoError(t, err)
}

// ask returns the backend's verdict on s, whose tokens are in place.
func (o *oracle) ask(t *testing.T, s referenceState) referenceVerdict {
	t.Helper()
	o.tell(t, s)
	require.True(t, o.out.Scan(), "the oracle died: %v", o.out.Err())
	var verdict referenceVerdict
	require.NoError(t, json.Unmarshal(o.out.Bytes(), &verdict))
	return verdict
}

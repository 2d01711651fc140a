package engines

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/clerk-htmx/kit/internal/testutil/programs"
)

// Firefox starts a headless Firefox for t. Without one on this machine it skips the test, or fails it
// in CI, see [programs.Program.Require].
func Firefox(t testing.TB) *Browser {
	t.Helper()
	path := programs.Firefox().Require(t)
	profile := t.TempDir()
	return start(t, func(ctx context.Context) (driver, error) {
		if err := os.WriteFile(filepath.Join(profile, "user.js"), []byte(firefoxPreferences), 0o600); err != nil {
			return nil, err
		}
		command := exec.Command(path, "--headless", "--no-remote", "--profile", profile,
			"--remote-debugging-port", "0", "--remote-allow-origins", bidiOrigin)
		command.Env = append(os.Environ(), "MOZ_CRASHREPORTER_DISABLE=1")
		if err := run(t, command); err != nil {
			return nil, err
		}
		address, err := bidiAddress(ctx, profile)
		if err != nil {
			return nil, err
		}
		return dialBiDi(ctx, address)
	})
}

// firefoxPreferences add to those that Firefox sets itself while it is driven.
const firefoxPreferences = `
user_pref("network.proxy.type", 1);
user_pref("network.proxy.http", "127.0.0.1");
user_pref("network.proxy.http_port", 9);
user_pref("network.proxy.ssl", "127.0.0.1");
user_pref("network.proxy.ssl_port", 9);
user_pref("ui.prefersReducedMotion", 1);
`

// bidiAddress waits for the file in which Firefox tells its port.
func bidiAddress(ctx context.Context, profile string) (address string, err error) {
	err = poll(ctx, func() error {
		content, err := os.ReadFile(filepath.Join(profile, "WebDriverBiDiServer.json"))
		if err != nil {
			return err
		}
		var server struct {
			Port int `json:"ws_port"`
		}
		if err := json.Unmarshal(content, &server); err != nil {
			return err
		}
		address = fmt.Sprintf("ws://127.0.0.1:%d/session", server.Port)
		return nil
	})
	return address, err
}

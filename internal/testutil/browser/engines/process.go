package engines

import (
	"os/exec"
	"testing"
)

// run starts a program, which is killed at the end of t.
func run(t testing.TB, command *exec.Cmd) error {
	t.Helper()
	if err := command.Start(); err != nil {
		return err
	}
	t.Cleanup(func() {
		_ = command.Process.Kill() // it may have ended
		_ = command.Wait()         // always an error: it was killed
	})
	return nil
}

package engines

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/clerk-htmx/kit/internal/testutil/programs"
)

// WebKit starts WebKitGTK's MiniBrowser for t. It has no headless mode, so it shows its windows on a
// display of its own, Xvfb. Without one of these programs the test is skipped, or fails in CI, see
// [programs.Program.Require].
func WebKit(t testing.TB) *Browser {
	t.Helper()
	driverPath, xvfbPath := programs.WebKitDriver().Require(t), programs.Xvfb().Require(t)
	return start(t, func(ctx context.Context) (driver, error) {
		display, err := startDisplay(t, xvfbPath)
		if err != nil {
			return nil, err
		}
		var failed error
		for range webKitTries {
			d, err := startWebKit(ctx, t, driverPath, display)
			if err == nil {
				return d, nil
			}
			failed = errors.Join(failed, err)
		}
		return nil, failed
	})
}

// The driver looks for a free port, on which MiniBrowser is to listen. If another program takes that
// port first, the driver waits for MiniBrowser without end.
const (
	webKitTries    = 3
	webKitTryLimit = 25 * time.Second
)

func startWebKit(ctx context.Context, t testing.TB, driverPath, display string) (driver, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, webKitTryLimit)
	defer cancel()
	port, err := freePort(ctx)
	if err != nil {
		return nil, err
	}
	command := exec.Command(driverPath, "--port="+port)
	command.Env = append(os.Environ(), "DISPLAY="+display, "GDK_BACKEND=x11", "NO_AT_BRIDGE=1")
	if err := run(t, command); err != nil {
		return nil, err
	}
	return newWebDriver(ctx, "http://127.0.0.1:"+port, fields{
		// A page that is parsed, but not loaded, may not answer: WebKit still changes its process.
		"pageLoadStrategy": "normal",
		"proxy":            fields{"proxyType": "manual", "httpProxy": noProxy, "sslProxy": noProxy, "noProxy": []string{"127.0.0.1", "localhost"}},
	})
}

// startDisplay starts an X server on a number that the server chooses, and returns the name of its display.
func startDisplay(t testing.TB, xvfb string) (string, error) {
	t.Helper()
	read, write, err := os.Pipe()
	if err != nil {
		return "", err
	}
	defer read.Close()
	defer write.Close()
	command := exec.Command(xvfb, "-displayfd", "3", "-screen", "0", "1280x1024x24", "-nolisten", "tcp")
	command.ExtraFiles = []*os.File{write} // 3 there
	if err := run(t, command); err != nil {
		return "", err
	}
	write.Close() // so that the read ends if the server does
	number, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		return "", fmt.Errorf("%s told no display: %w", xvfb, err)
	}
	return ":" + strings.TrimSpace(number), nil
}

// freePort returns a port that was free a moment ago: the driver does not tell which one it takes by itself.
func freePort(ctx context.Context) (string, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer listener.Close()
	_, port, err := net.SplitHostPort(listener.Addr().String())
	return port, err
}

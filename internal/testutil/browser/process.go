package browser

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// chromium is the one Chromium of this test process. A start takes about a second, an isolated context in a running
// one some milliseconds, so all tests of a package share it. This is the package's only state: a test can reach
// TestMain in no other way.
var chromium process

// process starts Chromium when it is first needed and stops it at the end of Run.
type process struct {
	mu      sync.Mutex
	running bool // within Run
	root    context.Context
	cancel  context.CancelFunc
	err     error
}

// Run runs the tests of a package and then stops the browser that they used. Each package with browser tests needs it:
//
//	func TestMain(m *testing.M) { os.Exit(browser.Run(m)) }
//
// It returns the exit code for os.Exit. No browser starts before the first call of [New].
func Run(m *testing.M) int {
	chromium.mu.Lock()
	chromium.running = true
	chromium.mu.Unlock()
	defer chromium.stop()
	return m.Run()
}

// start returns the chromedp context of the running browser. A start that failed is not tried again.
func (p *process) start(path string) (context.Context, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.running {
		return nil, fmt.Errorf("browser: call browser.Run from TestMain of this package")
	}
	if p.root == nil && p.err == nil {
		p.root, p.cancel, p.err = launch(path)
	}
	return p.root, p.err
}

func (p *process) stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.running = false
	if p.cancel != nil {
		p.cancel()
	}
}

func launch(path string) (context.Context, context.CancelFunc, error) {
	allocator, stopAllocator := chromedp.NewExecAllocator(context.Background(), options(path)...)
	root, stopBrowser := chromedp.NewContext(allocator, chromedp.WithLogf(quiet), chromedp.WithErrorf(quiet))
	cancel := func() {
		stopBrowser()
		stopAllocator()
	}
	// The browser lives as long as the context of the first call, so the limit on the start cannot be a deadline.
	limit := time.AfterFunc(startLimit, cancel)
	defer limit.Stop()
	if err := chromedp.Do(root); err != nil {
		cancel()
		return nil, nil, fmt.Errorf("browser: start %s: %w", path, err)
	}
	return root, cancel, nil
}

// quiet drops what chromedp logs: events that it does not know, which concern no test.
func quiet(string, ...any) {}

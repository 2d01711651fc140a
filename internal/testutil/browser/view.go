package browser

import (
	"os"
	"path/filepath"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// A Viewport is a size of the page, in CSS pixels.
type Viewport struct{ Width, Height int64 }

// Usual viewports for [Tab.SetViewport]. A new tab has Desktop.
var (
	Desktop = Viewport{Width: 1280, Height: 800}
	Phone   = Viewport{Width: 390, Height: 844}
)

// ColorScheme is a value of the CSS media feature prefers-color-scheme.
type ColorScheme string

// What people set in their system. A new tab has Light.
const (
	Light ColorScheme = "light"
	Dark  ColorScheme = "dark"
)

// SetViewport changes the size of the page.
func (tab *Tab) SetViewport(v Viewport) {
	tab.b.t.Helper()
	tab.do("set the viewport", chromedp.EmulateViewport(v.Width, v.Height, chromedp.EmulateScale(1)))
}

// SetColorScheme changes what prefers-color-scheme says.
func (tab *Tab) SetColorScheme(scheme ColorScheme) {
	tab.b.t.Helper()
	tab.do("set the color scheme", command(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: string(scheme)}},
	}))
}

// DisableJavaScript keeps the scripts of the next pages from running. What the test evaluates still runs.
func (tab *Tab) DisableJavaScript() {
	tab.b.t.Helper()
	tab.do("disable JavaScript", command(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}))
}

// layoutShift sums up all shifts as if they were in one session window.
const layoutShift = `new Promise((resolve) => {
	let sum = 0;
	new PerformanceObserver((list) => list.getEntries().forEach((entry) => (sum += entry.value))).observe({ type: 'layout-shift', buffered: true });
	setTimeout(() => requestAnimationFrame(() => setTimeout(() => resolve(sum), 100)), 400);
})`

// LayoutShift returns the page's Cumulative Layout Shift (https://web.dev/articles/cls) half a second from now.
func (tab *Tab) LayoutShift() float64 {
	tab.b.t.Helper()
	return Eval[float64](tab, layoutShift)
}

// PNG returns a picture of the viewport.
func (tab *Tab) PNG() []byte {
	tab.b.t.Helper()
	ctx, cancel := tab.limit()
	defer cancel()
	picture, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		tab.b.t.Fatalf("browser: screenshot: %v", err)
	}
	return picture
}

// Screenshot writes a picture of the viewport to NAME.png in the test's artifact folder and returns its path. Only
// "go test -artifacts" keeps that folder.
func (tab *Tab) Screenshot(name string) string {
	tab.b.t.Helper()
	path := filepath.Join(tab.b.t.ArtifactDir(), name+".png")
	if err := os.WriteFile(path, tab.PNG(), 0o644); err != nil {
		tab.b.t.Fatalf("browser: screenshot: %v", err)
	}
	return path
}

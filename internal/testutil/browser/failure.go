package browser

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/chromedp/chromedp"
)

const (
	dumpLimit     = 5 * time.Second
	loggedEntries = 20
)

// dump shows the state of a failed test's tab: a short log for the reader, and all of it in the
// artifact folder. It must not fail the test for another reason, so it leaves out anything that
// is unavailable.
func (tab *Tab) dump(number int) {
	requests, messages := tab.log.all(), tab.log.allMessages()
	tab.b.t.Logf("browser: tab %d at the end:\nmessages:\n%s\nrequests:\n%s",
		number, lines(tail(messages)), lines(tail(requests)))

	// The dump has its own deadline, because the test's may have passed.
	ctx, cancel := context.WithTimeout(tab.ctx, dumpLimit)
	defer cancel()
	picture, _ := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	html, _ := chromedp.Run(ctx, chromedp.Evaluate[string]("location.href + '\\n' + document.documentElement.outerHTML"))

	dir := tab.b.t.ArtifactDir()
	for name, content := range map[string][]byte{
		"png":  picture,
		"html": []byte(html),
		"log":  []byte(lines(messages) + "\n\n" + lines(requests) + "\n"),
	} {
		if len(content) == 0 {
			continue
		}
		path := filepath.Join(dir, fmt.Sprintf("tab%d.%s", number, name))
		if err := os.WriteFile(path, content, 0o644); err != nil {
			tab.b.t.Logf("browser: %v", err)
		}
	}
	tab.b.t.Logf("browser: picture, page and log of tab %d are in %s (go test -artifacts keeps it)", number, dir)
}

func tail[T any](list []T) []T { return list[max(0, len(list)-loggedEntries):] }

func lines[T fmt.Stringer](list []T) string {
	var text strings.Builder
	for _, entry := range list {
		fmt.Fprintf(&text, "  %s\n", entry)
	}
	return strings.TrimSuffix(text.String(), "\n")
}

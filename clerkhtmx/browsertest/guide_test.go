package browsertest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/websocket"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/internal/testutil/browser"
	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
	"github.com/clerk-htmx/kit/internal/testutil/packages"
)

// liveSite has the pages /sse and /ws, each with the guide's script for it. The server
// ends each connection at once, as if its token had run out.
type liveSite struct {
	*httptest.Server
	fake *fakeclerk.Clerk
	// accepted and refused count connections.
	accepted, refused atomic.Int32
}

func newLiveSite(t *testing.T) *liveSite {
	t.Helper()
	e := echo.New()
	s := &liveSite{Server: httptest.NewServer(e)}
	t.Cleanup(s.Close)
	fake, err := fakeclerk.New(fakeclerk.Config{BaseURL: s.URL + "/fapi", Origin: s.URL, Browser: os.DirFS(packages.Require(t))})
	require.NoError(t, err)
	require.NoError(t, fake.Seed())
	s.fake = fake
	kit, err := clerkhtmx.New(clerkhtmx.Config{
		PublishableKey: fake.PublishableKey(), SecretKey: fake.SecretKey(), APIURL: s.URL + "/fapi/api",
		ProxyURL: "/fapi", AuthorizedParties: []string{s.URL},
	})
	require.NoError(t, err)
	e.Any("/fapi/*", echo.WrapHandler(http.StripPrefix("/fapi", fake)))
	e.Use(kit.Middleware(), s.countRefusals)
	kit.Register(e)
	e.GET("/events", s.serveEvents, kit.Protect())
	e.GET("/live", s.serveWebSocket(kit))
	for path, script := range map[string]string{"/sse": guideScripts(t)[0], "/ws": guideScripts(t)[1]} {
		e.GET(path, func(c echo.Context) error {
			head, err := kit.Page(c).Head()
			if err != nil {
				return err
			}
			script := strings.ReplaceAll(script, "wss://", "ws://") // the test's server has no certificate
			return c.HTML(http.StatusOK, `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>live</title><link rel="icon" href="data:,">`+
				string(head)+`<script>`+spoilCookie+script+`</script></head><body></body></html>`)
		})
	}
	return s
}

// spoilCookie is what show does in the guide's script: it leaves a cookie that no server
// accepts, as time does.
const spoilCookie = `
	function show() {
		for (const c of document.cookie.split('; ')) {
			if (c.startsWith('__session')) document.cookie = c.split('=')[0] + '=a.b.c; path=/';
		}
	}
`

// guideScripts are the scripts of the guide's section about connections.
func guideScripts(t *testing.T) []string {
	t.Helper()
	guide, err := os.ReadFile("../../docs/authentication.md")
	require.NoError(t, err)
	_, section, _ := strings.Cut(string(guide), "### WebSockets and server-sent events\n")
	section, _, _ = strings.Cut(section, "\n## ")
	var scripts []string
	for {
		_, rest, found := strings.Cut(section, "```js\n")
		if !found {
			break
		}
		script, after, _ := strings.Cut(rest, "```")
		scripts, section = append(scripts, script), after
	}
	require.Len(t, scripts, 2)
	return scripts
}

func (s *liveSite) countRefusals(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		err := next(c)
		if c.Response().Status == http.StatusUnauthorized && c.Path() == "/events" {
			s.refused.Add(1)
		}
		return err
	}
}

func (s *liveSite) serveEvents(c echo.Context) error {
	s.accepted.Add(1)
	c.Response().Header().Set(echo.HeaderContentType, "text/event-stream")
	fmt.Fprintf(c.Response(), "data: %s\n\n", clerkhtmx.From(c).UserID)
	return nil
}

func (s *liveSite) serveWebSocket(kit *clerkhtmx.Kit) echo.HandlerFunc {
	return echo.WrapHandler(websocket.Handler(func(ws *websocket.Conn) {
		var token string
		if websocket.Message.Receive(ws, &token) != nil {
			return
		}
		if _, err := kit.VerifyToken(ws.Request().Context(), token); err != nil {
			s.refused.Add(1)
			return
		}
		s.accepted.Add(1)
	}))
}

func TestTheGuidesScriptsForLiveConnections(t *testing.T) {
	t.Parallel()
	for _, page := range []string{"/sse", "/ws"} {
		t.Run(page, func(t *testing.T) {
			t.Parallel()
			s := newLiveSite(t)
			tab := browser.New(t).Tab()
			tab.Navigate(s.URL + page)
			tab.WaitFor(`window.Clerk?.loaded === true`)
			tab.Run(fmt.Sprintf(`(async () => {
				const attempt = await Clerk.client.signIn.create({ identifier: %q, password: %q });
				await Clerk.setActive({ session: attempt.createdSessionId });
			})()`, fakeclerk.SeedEmail, fakeclerk.SeedPassword))
			tab.WaitFor(`Boolean(Clerk.session)`)
			assert.Zero(t, s.accepted.Load(), "a page that nobody is signed in to does not connect")

			tab.Navigate(s.URL + page)
			assert.Eventually(t, func() bool { return s.accepted.Load() >= 3 }, browser.WaitLimit, 20*time.Millisecond, "it comes back")
			assert.Zero(t, s.refused.Load(), "each time with a token that is good")
			tab.RequireClean()
		})
	}
}

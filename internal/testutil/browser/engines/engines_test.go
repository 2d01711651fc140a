package engines_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-htmx/kit/internal/testutil/browser/engines"
)

const page = `<!doctype html>
<html><head><title>%[1]s</title><script>throw new Error("thrown")</script></head>
<body>
  <form><input name="email" value="old"><button type="button">Greet</button></form>
  <p id="greeting" hidden></p>
  <script>
    document.querySelector("button").onclick = () => {
      const greeting = document.getElementById("greeting");
      greeting.textContent = "Hello " + document.querySelector("input").value;
      greeting.hidden = false;
      console.error("clicked");
    };
  </script>
</body></html>`

func TestEnginesDriveAPage(t *testing.T) {
	t.Parallel()
	for _, engine := range []struct {
		name  string
		start func(testing.TB) *engines.Browser
	}{
		{"Firefox", engines.Firefox},
		{"WebKit", engines.WebKit},
	} {
		t.Run(engine.name, func(t *testing.T) {
			t.Parallel()
			var errors engines.PageErrors
			server := httptest.NewServer(errors.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "text/html")
				fmt.Fprintf(w, page, r.URL.Path)
			})))
			t.Cleanup(server.Close)

			b := engine.start(t)
			first := b.Tab()
			first.Navigate(server.URL + "/first")
			first.WaitGone("#greeting")
			first.Type("input", "test+clerk_test@example.com")
			first.Click("button")
			first.WaitText("#greeting", "test+clerk_test@example.com")
			assert.Equal(t, "Hello test+clerk_test@example.com", first.Text("#greeting"), "the old value is gone")
			first.WaitFor("navigator.webdriver === false")

			second := b.Tab()
			second.Navigate(server.URL + "/second")
			second.WaitVisible("button")
			first.WaitFor(`location.pathname === "/first" && !document.hasFocus()`)

			first.Navigate(server.URL + "/third")
			first.Back()
			first.WaitFor(`location.pathname === "/first"`)

			all := errors.All()
			if assert.GreaterOrEqual(t, len(all), 2) {
				assert.Contains(t, all[0], "/first: ")
				assert.Contains(t, all[0], "thrown")
				assert.Contains(t, all[1], "/first: clicked")
			}
		})
	}
}

package fakeclerk_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
)

var modes = map[string]fakeclerk.Mode{
	"production":                fakeclerk.ProductionMode,
	"development":               fakeclerk.DevelopmentMode,
	"development on own domain": fakeclerk.DevelopmentCustomHostMode,
}

// device talks to the Frontend API as clerk-js does: a cookie jar, form bodies, POST with _method for other writes.
type device struct {
	t          *testing.T
	fake       *fakeclerk.Clerk
	server     *httptest.Server
	client     *http.Client
	devBrowser string // sent as __clerk_db_jwt if set
	session    string // sent as _clerk_session_id if set
}

// answer is a decoded response.
type answer struct {
	t      *testing.T
	status int
	header http.Header
	body   []byte
}

func newFake(t *testing.T, cfg fakeclerk.Config) *fakeclerk.Clerk {
	t.Helper()
	fake, err := fakeclerk.New(cfg)
	require.NoError(t, err)
	return fake
}

// newDevice starts a server for the fake and a browser with no cookies.
func newDevice(t *testing.T, cfg fakeclerk.Config) *device {
	t.Helper()
	fake := newFake(t, cfg)
	server := httptest.NewServer(fake)
	t.Cleanup(server.Close)
	return newDeviceAt(t, fake, server)
}

func newDeviceAt(t *testing.T, fake *fakeclerk.Clerk, server *httptest.Server) *device {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	client := &http.Client{
		Jar:           jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return &device{t: t, fake: fake, server: server, client: client}
}

// another is a second browser on the same instance.
func (d *device) another() *device { return newDeviceAt(d.t, d.fake, d.server) }

func (d *device) get(path string) *answer { return d.do(http.MethodGet, path, nil) }

func (d *device) post(path string, fields ...string) *answer { return d.write("", path, fields) }

func (d *device) patch(path string, fields ...string) *answer { return d.write("PATCH", path, fields) }

func (d *device) delete(path string) *answer { return d.write("DELETE", path, nil) }

func (d *device) write(override, path string, fields []string) *answer {
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	if override != "" {
		path += separator(path) + "_method=" + override
	}
	return d.do(http.MethodPost, path, form)
}

func separator(path string) string {
	if strings.Contains(path, "?") {
		return "&"
	}
	return "?"
}

func (d *device) do(method, path string, form url.Values) *answer {
	d.t.Helper()
	for name, value := range map[string]string{"__clerk_db_jwt": d.devBrowser, "_clerk_session_id": d.session} {
		if value != "" {
			path += separator(path) + name + "=" + url.QueryEscape(value)
		}
	}
	req, err := http.NewRequestWithContext(d.t.Context(), method, d.server.URL+path, strings.NewReader(form.Encode()))
	require.NoError(d.t, err)
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Origin", d.server.URL)
	}
	res, err := d.client.Do(req)
	require.NoError(d.t, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	require.NoError(d.t, err)
	return &answer{t: d.t, status: res.StatusCode, header: res.Header, body: body}
}

// signIn goes through the password flow and makes the session the current one.
func (d *device) signIn(email, password string) *answer {
	d.t.Helper()
	a := d.post("/v1/client/sign_ins", "identifier", email, "password", password).ok()
	d.session = a.text("response.created_session_id")
	return a
}

// cookie is a value in the jar, or "".
func (d *device) cookie(name string) string {
	u, err := url.Parse(d.server.URL)
	require.NoError(d.t, err)
	for _, cookie := range d.client.Jar.Cookies(u) {
		if cookie.Name == name {
			return cookie.Value
		}
	}
	return ""
}

func (a *answer) ok() *answer {
	a.t.Helper()
	require.Equal(a.t, http.StatusOK, a.status, "%s", a.body)
	return a
}

// refused also checks that the first error has the code.
func (a *answer) refused(status int, code string) *answer {
	a.t.Helper()
	require.Equal(a.t, status, a.status, "%s", a.body)
	require.Equal(a.t, code, a.text("errors.0.code"))
	return a
}

func (a *answer) json() any {
	a.t.Helper()
	var v any
	require.NoError(a.t, json.Unmarshal(a.body, &v), "%s", a.body)
	return v
}

// at follows a path such as client.sessions.0.id; nil for null.
func (a *answer) at(path string) any {
	a.t.Helper()
	v := a.json()
	for key := range strings.SplitSeq(path, ".") {
		switch container := v.(type) {
		case map[string]any:
			require.Contains(a.t, container, key, "%s in %s", path, a.body)
			v = container[key]
		case []any:
			var index int
			require.NoError(a.t, json.Unmarshal([]byte(key), &index))
			require.Greater(a.t, len(container), index, "%s in %s", path, a.body)
			v = container[index]
		default:
			require.Fail(a.t, "no such path", "%s in %s", path, a.body)
		}
	}
	return v
}

// part is the answer below a path.
func (a *answer) part(path string) *answer {
	a.t.Helper()
	body, err := json.Marshal(a.at(path))
	require.NoError(a.t, err)
	return &answer{t: a.t, status: a.status, header: a.header, body: body}
}

func (a *answer) text(path string) string {
	a.t.Helper()
	s, ok := a.at(path).(string)
	require.True(a.t, ok, "%s is no string in %s", path, a.body)
	return s
}

func createUser(t *testing.T, fake *fakeclerk.Clerk, email string) fakeclerk.User {
	t.Helper()
	name, _, _ := strings.Cut(email, "@")
	user, err := fake.CreateUser(fakeclerk.User{Email: email, FirstName: name, LastName: "Lovelace", Password: password})
	require.NoError(t, err)
	return user
}

const password = "correct horse battery"

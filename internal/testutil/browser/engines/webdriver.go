package engines

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
)

// webDriver is a session at a server that speaks WebDriver, https://www.w3.org/TR/webdriver2/
type webDriver struct {
	client  http.Client
	server  string // address
	session string // path at the server
	current string // the tab that commands go to
}

// newWebDriver waits until the server answers and starts a session with these capabilities.
func newWebDriver(ctx context.Context, server string, capabilities fields) (*webDriver, error) {
	d := &webDriver{client: http.Client{Timeout: startLimit}, server: server}
	if err := poll(ctx, func() error { return d.call(ctx, http.MethodGet, "/status", nil, nil) }); err != nil {
		return nil, err
	}
	var created struct{ SessionID string }
	params := fields{"capabilities": fields{"alwaysMatch": capabilities}}
	if err := d.call(ctx, http.MethodPost, "/session", params, &created); err != nil {
		return nil, err
	}
	d.session = "/session/" + created.SessionID
	return d, nil
}

// call sends a command and decodes its value into result, unless that is nil.
func (d *webDriver) call(ctx context.Context, method, path string, params fields, result any) error {
	body, err := json.Marshal(params)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, method, d.server+d.session+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	response, err := d.client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	var reply struct{ Value json.RawMessage }
	if err := json.NewDecoder(response.Body).Decode(&reply); err != nil {
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s %s: %s", method, path, reply.Value)
	}
	if result == nil {
		return nil
	}
	return json.Unmarshal(reply.Value, result)
}

func (d *webDriver) post(ctx context.Context, path string, params fields, result any) error {
	return d.call(ctx, http.MethodPost, path, params, result)
}

func (d *webDriver) open(ctx context.Context) (string, error) {
	var created struct{ Handle string }
	// Without a window manager, WebKitGTK shows a new window and gives it the focus, but not a new tab of a window.
	err := d.post(ctx, "/window/new", fields{"type": "window"}, &created)
	return created.Handle, err
}

// in makes commands go to a tab. It does not bring the tab to the front.
func (d *webDriver) in(ctx context.Context, tab string) error {
	if d.current == tab {
		return nil
	}
	d.current = tab
	return d.post(ctx, "/window", fields{"handle": tab}, nil)
}

func (d *webDriver) navigate(ctx context.Context, tab, url string) error {
	if err := d.in(ctx, tab); err != nil {
		return err
	}
	return d.post(ctx, "/url", fields{"url": url}, nil)
}

func (d *webDriver) evaluate(ctx context.Context, tab, expression string) (string, error) {
	if err := d.in(ctx, tab); err != nil {
		return "", err
	}
	var value string
	err := d.post(ctx, "/execute/sync", fields{"script": "return " + asJSON(expression), "args": []any{}}, &value)
	return value, err
}

func (d *webDriver) perform(ctx context.Context, tab string, source inputSource) error {
	if err := d.in(ctx, tab); err != nil {
		return err
	}
	return d.post(ctx, "/actions", fields{"actions": []inputSource{source}}, nil)
}

func (d *webDriver) close(ctx context.Context) error {
	return d.call(ctx, http.MethodDelete, "", nil, nil)
}

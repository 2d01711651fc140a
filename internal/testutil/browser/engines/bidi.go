package engines

import (
	"context"
	"encoding/json"
	"fmt"

	"golang.org/x/net/websocket"
)

// bidi is a connection that speaks WebDriver BiDi, https://www.w3.org/TR/webdriver-bidi/
//
// It sends one command at a time and subscribes to no events.
type bidi struct {
	socket *websocket.Conn
	lastID int
}

// bidiOrigin is what the browser must allow: it refuses web pages.
const bidiOrigin = "http://127.0.0.1"

func dialBiDi(ctx context.Context, address string) (*bidi, error) {
	config, err := websocket.NewConfig(address, bidiOrigin)
	if err != nil {
		return nil, err
	}
	socket, err := config.DialContext(ctx)
	if err != nil {
		return nil, err
	}
	b := &bidi{socket: socket}
	return b, b.call(ctx, "session.new", fields{"capabilities": fields{}}, nil)
}

// fields are those of a JSON object.
type fields map[string]any

// call sends a command and decodes its result into result, unless that is nil.
func (b *bidi) call(ctx context.Context, method string, params fields, result any) error {
	deadline, _ := ctx.Deadline()
	if err := b.socket.SetDeadline(deadline); err != nil {
		return err
	}
	b.lastID++
	if err := websocket.JSON.Send(b.socket, fields{"id": b.lastID, "method": method, "params": params}); err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	for {
		var reply struct {
			ID      int
			Error   string
			Message string
			Result  json.RawMessage
		}
		if err := websocket.JSON.Receive(b.socket, &reply); err != nil {
			return fmt.Errorf("%s: %w", method, err)
		}
		switch {
		case reply.ID != b.lastID: // of a command whose time was up
		case reply.Error != "":
			return fmt.Errorf("%s: %s: %s", method, reply.Error, reply.Message)
		case result != nil:
			return json.Unmarshal(reply.Result, result)
		default:
			return nil
		}
	}
}

func (b *bidi) open(ctx context.Context) (string, error) {
	var created struct{ Context string }
	if err := b.call(ctx, "browsingContext.create", fields{"type": "tab"}, &created); err != nil {
		return "", err
	}
	return created.Context, b.call(ctx, "browsingContext.activate", fields{"context": created.Context}, nil)
}

func (b *bidi) navigate(ctx context.Context, tab, url string) error {
	return b.call(ctx, "browsingContext.navigate", fields{"context": tab, "url": url, "wait": "interactive"}, nil)
}

func (b *bidi) evaluate(ctx context.Context, tab, expression string) (string, error) {
	var evaluated struct {
		Result           struct{ Value string }
		ExceptionDetails *struct{ Text string }
	}
	err := b.call(ctx, "script.evaluate", fields{
		"expression":   asJSON(expression),
		"target":       fields{"context": tab},
		"awaitPromise": true,
	}, &evaluated)
	if err == nil && evaluated.ExceptionDetails != nil {
		err = fmt.Errorf("the page threw: %s", evaluated.ExceptionDetails.Text)
	}
	return evaluated.Result.Value, err
}

// asJSON is an expression for the promise of the JSON of another expression's value.
func asJSON(expression string) string {
	return "(async () => JSON.stringify(await (" + expression + "\n)))()"
}

func (b *bidi) perform(ctx context.Context, tab string, source inputSource) error {
	return b.call(ctx, "input.performActions", fields{"context": tab, "actions": []inputSource{source}}, nil)
}

func (b *bidi) close(context.Context) error { return b.socket.Close() }

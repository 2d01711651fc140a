package fakeclerk

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"time"
)

// call is one request being answered, with the instance locked.
type call struct {
	*Clerk
	r      *http.Request
	form   url.Values
	body   []byte
	header http.Header // of the answer
	now    time.Time
	site   site
	client *client // the browser; nil when it is unknown
}

// handler answers a call with a JSON value. The error is an *apiError; any other is a 500.
type handler func(*call) (any, error)

// envelope is how the Frontend API wraps resources. On writes clerk-js replaces its client by the one in it.
type envelope struct {
	Response any         `json:"response"`
	Client   *clientJSON `json:"client"`
}

// frontend is for the Frontend API's resources. Every write carries the whole client with fresh tokens, so that clerk-js
// needs no second request.
func (c *Clerk) frontend(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.answer(w, r, (*call).identifyClient, func(call *call) (any, error) {
			response, err := h(call)
			if err != nil {
				return nil, err
			}
			if r.Method == http.MethodGet {
				return envelope{Response: response}, nil
			}
			client, err := call.clientOrNil()
			return envelope{Response: response, Client: client}, err
		})
	})
}

// frontendBare is for the few Frontend API answers that have no envelope.
func (c *Clerk) frontendBare(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.answer(w, r, (*call).identifyClient, h)
	})
}

// public is for handlers that need neither the browser nor the secret key.
func (c *Clerk) public(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.answer(w, r, func(*call) error { return nil }, h)
	})
}

// backend is for the Backend API.
func (c *Clerk) backend(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.answer(w, r, (*call).checkSecretKey, h)
	})
}

func (c *Clerk) answer(w http.ResponseWriter, r *http.Request, identify func(*call) error, h handler) {
	call, err := c.begin(w, r)
	if err != nil {
		c.fail(w, r, err, nil)
		return
	}
	response, client, err := call.locked(identify, h)
	if err != nil {
		c.fail(w, r, err, client)
		return
	}
	writeJSON(w, http.StatusOK, response)
}

// locked runs the handler. A refusal comes with the client, as it is then.
func (c *call) locked(identify func(*call) error, h handler) (response any, client *clientJSON, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err = identify(c); err == nil {
		response, err = h(c)
	}
	c.syncCookies()
	if err != nil {
		// The refusal matters more than the client, so an error for the client is ignored.
		client, _ = c.clientOrNil()
	}
	return response, client, err
}

// begin reads the body before the instance is locked, so that a slow sender holds up nobody.
func (c *Clerk) begin(w http.ResponseWriter, r *http.Request) (*call, error) {
	call := &call{Clerk: c, r: r, header: w.Header(), now: c.now(), site: c.siteOf(r)}
	var err error
	if call.form, call.body, err = readBody(r); err != nil {
		return nil, err
	}
	return call, nil
}

func (c *Clerk) fail(w http.ResponseWriter, r *http.Request, err error, client *clientJSON) {
	refusal, ok := errors.AsType[*apiError](err)
	if !ok {
		c.cfg.Logger.ErrorContext(r.Context(), "fake clerk", "path", r.URL.Path, "error", err)
		refusal = &apiError{status: http.StatusInternalServerError, code: "internal_clerk_error", message: "Oops."}
	}
	writeError(w, refusal, client)
}

// decode reads a JSON body. An empty one leaves v as it is.
func (c *call) decode(v any) error {
	if len(c.body) == 0 {
		return nil
	}
	if err := json.Unmarshal(c.body, v); err != nil {
		return &apiError{status: http.StatusBadRequest, code: "request_body_invalid", message: "The body is not valid JSON."}
	}
	return nil
}

// has tells a field sent empty from one not sent.
func (c *call) has(field string) bool { return c.form.Has(field) }

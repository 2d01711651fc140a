package fakeclerk

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
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

// public is for handlers that need neither the browser nor the secret key.
func (c *Clerk) public(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.answer(w, r, func(*call) error { return nil }, h)
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
		before := c.sessionIDs()
		response, err = h(c)
		c.rotateClient(before)
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

// readBody returns the form of a Frontend API request, or the raw body of a Backend API request, which is JSON.
func readBody(r *http.Request) (url.Values, []byte, error) {
	mediaType, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case mediaType == "application/x-www-form-urlencoded":
		if err := r.ParseForm(); err != nil {
			return nil, nil, bodyError(err)
		}
		return r.PostForm, nil, nil
	case strings.HasPrefix(mediaType, "multipart/"):
		if err := r.ParseMultipartForm(maxBody); err != nil {
			return nil, nil, bodyError(err)
		}
		return r.PostForm, nil, nil
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, nil, bodyError(err)
	}
	return url.Values{}, body, nil
}

func bodyError(err error) *apiError {
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return &apiError{status: http.StatusRequestEntityTooLarge, code: "request_body_too_large", message: "The body is too large."}
	}
	return &apiError{status: http.StatusBadRequest, code: "request_body_invalid", message: "The body cannot be read."}
}

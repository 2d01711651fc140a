package browser

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"sync"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
)

// recorder keeps what a tab reports. The protocol's reader fills it, the test reads it.
type recorder struct {
	mu       sync.Mutex
	requests []Request
	messages []Message
	// ClearLog hides what is before these.
	firstRequest, firstMessage int
}

func (r *recorder) requestsSince() []Request {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.requests[r.firstRequest:])
}

func (r *recorder) messagesSince() []Message {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.messages[r.firstMessage:])
}

// all returns the requests of the tab's whole life.
func (r *recorder) all() []Request {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.requests)
}

// allMessages returns the messages of the tab's whole life.
func (r *recorder) allMessages() []Message {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.messages)
}

func (r *recorder) clear() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.firstRequest, r.firstMessage = len(r.requests), len(r.messages)
}

// handle is called for every event of the tab, in order.
func (r *recorder) handle(event any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if e.RedirectResponse != nil {
			r.update(e.RequestID, func(hop *Request) { hop.Status, hop.finished = int(e.RedirectResponse.Status), true })
		}
		r.requests = append(r.requests, Request{
			Method: e.Request.Method,
			URL:    e.Request.URL,
			Type:   string(e.Type),
			Header: header(e.Request.Headers),
			id:     e.RequestID,
		})
	case *network.EventResponseReceived:
		r.update(e.RequestID, func(request *Request) { request.Status = int(e.Response.Status) })
	case *network.EventLoadingFinished:
		r.update(e.RequestID, func(request *Request) { request.finished = true })
	case *network.EventLoadingFailed:
		r.update(e.RequestID, func(request *Request) {
			request.Failure, request.finished = cmp.Or(e.ErrorText, string(e.BlockedReason)), true
			request.Blocked = e.BlockedReason == network.BlockedReasonInspector
		})
	case *runtime.EventConsoleAPICalled:
		r.add(consoleMessage(e))
	case *runtime.EventExceptionThrown:
		r.add(exceptionMessage(e.ExceptionDetails))
	case *runtime.EventBindingCalled:
		if e.Name == cspBinding {
			r.add(cspMessage(e.Payload))
		}
	case *log.EventEntryAdded:
		// The network's entries are in Requests, where a test can tell a wanted 401 from a mishap; the policy's come through
		// the binding.
		if e.Entry.Source != log.EntrySourceNetwork && e.Entry.Source != log.EntrySourceSecurity {
			r.add(Message{Kind: logKind(e.Entry.Level), Text: e.Entry.Text, URL: e.Entry.URL})
		}
	}
}

func (r *recorder) add(m Message) { r.messages = append(r.messages, m) }

// update changes the last request with this id: the hops of a redirect share one.
func (r *recorder) update(id network.RequestID, change func(*Request)) {
	for i := len(r.requests) - 1; i >= 0; i-- {
		if r.requests[i].id == id {
			change(&r.requests[i])
			return
		}
	}
}

func header(headers network.Headers) http.Header {
	h := make(http.Header, len(headers))
	for name, value := range headers {
		h.Set(name, fmt.Sprint(value))
	}
	return h
}

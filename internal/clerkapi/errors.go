package clerkapi

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/clerk/clerk-sdk-go/v2"
)

// errUnexpectedAnswer is for an answer that is not the one that Clerk documents, such
// as a proxy's page.
var errUnexpectedAnswer = errors.New("clerkapi: the answer is not one of Clerk's Backend API")

// answerError is an error that Clerk answered with. It leaves out Clerk's
// message, which could repeat a credential in the log.
type answerError struct {
	status  int
	code    string // of its first entry, "" for none
	traceID string
}

func (e *answerError) Error() string {
	return fmt.Sprintf("clerkapi: Clerk answered %d (trace %q)", e.status, e.traceID)
}

// isRefusal reports whether err is Clerk's verdict on what it was asked about, and not
// a failure of Clerk's.
func isRefusal(err error) bool {
	answer, ok := errors.AsType[*answerError](err)
	return ok && answer.status < http.StatusInternalServerError &&
		answer.status != http.StatusTooManyRequests && answer.status != http.StatusRequestTimeout
}

// withoutSecrets is for calls about a credential. It keeps the status and code of Clerk's
// own errors, and the errors of the transport, which are about the connection. Any other
// error of clerk-sdk-go is the raw body of the answer.
func withoutSecrets(err error) error {
	if answer, ok := errors.AsType[*clerk.APIErrorResponse](err); ok {
		e := &answerError{status: answer.HTTPStatusCode, traceID: answer.TraceID}
		if answer.Response != nil {
			e.status = answer.Response.StatusCode
		}
		if len(answer.Errors) > 0 {
			e.code = answer.Errors[0].Code
		}
		return e
	}
	if failure, ok := errors.AsType[*url.Error](err); ok {
		where, _, _ := strings.Cut(failure.URL, "?") // a nonce is in the query
		return &url.Error{Op: failure.Op, URL: where, Err: failure.Err}
	}
	return errUnexpectedAnswer
}

// documented replaces the error for an answer that is not Clerk's: that error would be the body
// of the answer, of any size. It is for calls that are not about a credential.
func documented(err error) error {
	_, answered := errors.AsType[*clerk.APIErrorResponse](err)
	_, failed := errors.AsType[*url.Error](err)
	if answered || failed {
		return err
	}
	return errUnexpectedAnswer
}

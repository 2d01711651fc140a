package fakeclerk

import "net/http"

// apiError is a refusal in Clerk's terms.
type apiError struct {
	status  int
	code    string
	message string
	meta    map[string]any
}

func (e *apiError) Error() string { return e.code + ": " + e.message }

type errorJSON struct {
	Code        string         `json:"code"`
	Message     string         `json:"message"`
	LongMessage string         `json:"long_message"`
	Meta        map[string]any `json:"meta"`
}

type errorsJSON struct {
	Errors  []errorJSON    `json:"errors"`
	TraceID string         `json:"clerk_trace_id"`
	Meta    map[string]any `json:"meta,omitempty"`
}

// writeError puts the client into meta, where clerk-js looks for it, unless it is nil.
func writeError(w http.ResponseWriter, e *apiError, client *clientJSON) {
	body := errorsJSON{
		Errors:  []errorJSON{{Code: e.code, Message: e.message, LongMessage: e.message, Meta: e.meta}},
		TraceID: newID("trace"),
	}
	if body.Errors[0].Meta == nil {
		body.Errors[0].Meta = map[string]any{}
	}
	if client != nil {
		body.Meta = map[string]any{"client": client}
	}
	writeJSON(w, e.status, body)
}

// formError puts the message under the form field param.
func formError(code, message, param string) *apiError {
	return &apiError{
		status: http.StatusUnprocessableEntity, code: code, message: message, meta: map[string]any{"param_name": param},
	}
}

func missingParam(param string) *apiError {
	return formError("form_param_missing", param+" must be included.", param)
}

func codeIncorrect() *apiError {
	return formError("form_code_incorrect", "Incorrect code.", "code")
}

func passwordIncorrect(param string) *apiError {
	return formError("form_password_incorrect", "Password is incorrect. Try again, or use another method.", param)
}

func notFound(what string) *apiError {
	return &apiError{status: http.StatusNotFound, code: "resource_not_found", message: what + " not found."}
}

// unauthenticated makes clerk-js read the client again and give up sessions that are gone.
func unauthenticated() *apiError {
	return &apiError{status: http.StatusUnauthorized, code: "authentication_invalid", message: "Invalid authentication."}
}

func tooManyRequests() *apiError {
	return &apiError{status: http.StatusTooManyRequests, code: "too_many_requests", message: "Too many requests, retry later."}
}

// originInvalid has clerk-js tell people which domain the keys of a production instance are for.
func originInvalid() *apiError {
	return &apiError{status: http.StatusBadRequest, code: "origin_invalid", message: "Invalid HTTP Origin header."}
}

func forbidden() *apiError {
	return &apiError{
		status: http.StatusForbidden, code: "missing_organization_permission",
		message: "Current user is missing an organization permission.",
	}
}

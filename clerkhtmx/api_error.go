package clerkhtmx

// apiError has the shape of Clerk's own API errors:
//
//	{"errors": [{"code": "authentication_invalid", "message": "…", "reason": "token-expired"}]}
type apiError struct {
	Errors []apiErrorItem `json:"errors"`
}

type apiErrorItem struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Reason  Reason `json:"reason,omitempty"`
}

func oneError(code, message string, reason Reason) apiError {
	return apiError{Errors: []apiErrorItem{{Code: code, Message: message, Reason: reason}}}
}

func newAPIError(v verdict, auth Auth) apiError {
	item := apiErrorItem{Code: "authorization_invalid", Message: "You are not authorized to do this.", Reason: auth.reason}
	switch v {
	case verdictUnauthenticated, verdictStale:
		item.Code, item.Message = "authentication_invalid", "You are not signed in."
	case verdictUnavailable:
		item.Code, item.Message = "authentication_unavailable", "Sessions cannot be verified right now."
	}
	return apiError{Errors: []apiErrorItem{item}}
}

// reverificationError is the error by which clerk-js recognizes that people must verify again:
//
//	{"clerk_error": {"type": "forbidden", "reason": "reverification-error",
//	  "metadata": {"reverification": {"level": "second_factor", "afterMinutes": 10}}}}
type reverificationError struct {
	ClerkError struct {
		Type     string `json:"type"`
		Reason   string `json:"reason"`
		Metadata struct {
			Reverification ReverificationLevel `json:"reverification"`
		} `json:"metadata"`
	} `json:"clerk_error"`
}

func newReverificationError(level ReverificationLevel) reverificationError {
	var e reverificationError
	e.ClerkError.Type = "forbidden"
	e.ClerkError.Reason = "reverification-error"
	e.ClerkError.Metadata.Reverification = level
	return e
}

func unmetReverification(auth Auth, requirements []Requirement) *ReverificationLevel {
	for _, r := range requirements {
		if r.reverification != nil && !auth.Has(r) {
			return r.reverification
		}
	}
	return nil
}

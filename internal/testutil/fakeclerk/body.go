package fakeclerk

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

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

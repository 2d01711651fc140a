package jwks

import (
	"context"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/clerk-htmx/kit/internal/authn"
	"github.com/clerk-htmx/kit/internal/sessiontoken"
)

const (
	// maxBody and maxKeys bound a key set. Clerk's has one or two keys of 500
	// bytes each.
	maxBody = 1 << 20
	maxKeys = 100

	maxAttempts = 3
	firstDelay  = 125 * time.Millisecond
)

// errRetryable marks a failure that may be temporary.
var errRetryable = errors.New("jwks: temporary failure")

// withoutRedirects returns a copy of client that does not follow redirects. A redirect would
// take the secret key along to another path of the host, which net/http allows.
func withoutRedirects(client *http.Client) *http.Client {
	if client == nil {
		client = &http.Client{Timeout: fetchTimeout}
	}
	own := *client
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &own
}

// download fetches the key set, with retries for what may be temporary. Its errors
// wrap sessiontoken.ErrKeysUnavailable or sessiontoken.ErrSecretKeyInvalid.
func (s *Source) download(ctx context.Context) (map[string]*rsa.PublicKey, error) {
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	delay := firstDelay
	for attempt := 1; ; attempt++ {
		keys, err := s.attempt(ctx)
		if err == nil || !errors.Is(err, errRetryable) || attempt == maxAttempts {
			return keys, err
		}
		select {
		case <-time.After(delay + rand.N(delay)):
			delay *= 2
		case <-ctx.Done():
			return nil, err
		}
	}
}

func (s *Source) attempt(ctx context.Context) (map[string]*rsa.PublicKey, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url, nil)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", sessiontoken.ErrKeysUnavailable, err)
	}
	req.Header.Set("Authorization", "Bearer "+s.secretKey)
	req.Header.Set("Clerk-API-Version", authn.APIVersion)
	req.Header.Set("Accept", "application/json")
	resp, err := s.client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("%w: %w: %w", sessiontoken.ErrKeysUnavailable, errRetryable, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %w: %w", sessiontoken.ErrKeysUnavailable, errRetryable, err)
	case len(body) > maxBody:
		return nil, fmt.Errorf("%w: response is longer than %d bytes", sessiontoken.ErrKeysUnavailable, maxBody)
	case resp.StatusCode >= 500 || resp.StatusCode == http.StatusTooManyRequests:
		return nil, fmt.Errorf("%w: %w: status %d", sessiontoken.ErrKeysUnavailable, errRetryable, resp.StatusCode)
	case resp.StatusCode != http.StatusOK && hasErrorCode(body, "clerk_key_invalid"):
		return nil, fmt.Errorf("%w (status %d)", sessiontoken.ErrSecretKeyInvalid, resp.StatusCode)
	case resp.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("%w: status %d", sessiontoken.ErrKeysUnavailable, resp.StatusCode)
	}
	keys, err := parseKeySet(body)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", sessiontoken.ErrKeysUnavailable, err)
	}
	return keys, nil
}

// hasErrorCode looks for a code in the error format of Clerk's API.
func hasErrorCode(body []byte, code string) bool {
	var reply struct {
		Errors []struct {
			Code string `json:"code"`
		} `json:"errors"`
	}
	if json.Unmarshal(body, &reply) != nil {
		return false
	}
	for _, e := range reply.Errors {
		if e.Code == code {
			return true
		}
	}
	return false
}

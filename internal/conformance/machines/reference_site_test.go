package machines_test

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/clerkhtmx"
	"github.com/clerk-htmx/kit/internal/conformance/harness"
)

// machineQuestion is a request to the Backend API for a verification.
type machineQuestion struct{ Path, Authorization, Body string }

// machineAnswer is the Backend API's answer to it.
type machineAnswer struct {
	status      int
	contentType string
	body        string
}

// verifyingAPI is a Backend API that publishes the keys of an instance and answers
// questions about tokens as it is told to.
type verifyingAPI struct {
	*httptest.Server
	mu     sync.Mutex
	answer machineAnswer
	asked  []machineQuestion
}

func newVerifyingAPI(t *testing.T) *verifyingAPI {
	t.Helper()
	api := &verifyingAPI{}
	mux := http.NewServeMux()
	mux.Handle("GET /v1/jwks", jsonAnswer(harness.NewInstance(harness.SigningKeys()[0])))
	mux.HandleFunc("POST /", func(w http.ResponseWriter, r *http.Request) {
		api.mu.Lock()
		defer api.mu.Unlock()
		body, err := io.ReadAll(r.Body)
		assert.NoError(t, err)
		// The paths of clerk-sdk-go have a version, those of @clerk/backend none.
		path := strings.TrimPrefix(r.URL.Path, "/v1")
		api.asked = append(api.asked, machineQuestion{path, r.Header.Get("Authorization"), string(body)})
		w.Header().Set("Content-Type", api.answer.contentType)
		w.WriteHeader(api.answer.status)
		_, err = io.WriteString(w, api.answer.body)
		assert.NoError(t, err)
	})
	api.Server = httptest.NewServer(mux)
	t.Cleanup(api.Close)
	return api
}

func jsonAnswer(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		next.ServeHTTP(w, r)
	})
}

func (api *verifyingAPI) answerWith(answer machineAnswer) {
	api.mu.Lock()
	defer api.mu.Unlock()
	api.answer, api.asked = answer, nil
}

func (api *verifyingAPI) questions() []machineQuestion {
	api.mu.Lock()
	defer api.mu.Unlock()
	return api.asked
}

// machineOptions are those of Clerk's authenticateRequest, for both sides.
type machineOptions struct {
	AcceptsToken     any      `json:"acceptsToken"`
	PublishableKey   string   `json:"publishableKey"`
	SecretKey        string   `json:"secretKey,omitempty"`
	MachineSecretKey string   `json:"machineSecretKey,omitempty"`
	JWTKey           string   `json:"jwtKey,omitempty"`
	Audience         []string `json:"audience,omitempty"`
	Issuer           []string `json:"issuer,omitempty"`
	APIURL           string   `json:"apiUrl"`
}

// machineSettings are the ways to configure an application.
func machineSettings() map[string]machineOptions {
	plain := machineOptions{
		PublishableKey: "pk_live_" + base64.StdEncoding.EncodeToString([]byte("clerk.kit.test$")),
		SecretKey:      "sk_live_do-not-print-me",
	}
	audience, issuers, machine := plain, plain, plain
	audience.Audience = []string{"api", "other"}
	issuers.Issuer = []string{harness.Issuer}
	machine.MachineSecretKey = "ak_machine"
	machine.JWTKey = publicPEM(harness.SigningKeys()[0])
	return map[string]machineOptions{"plain": plain, "audience": audience, "issuers": issuers, "machine": machine}
}

// publicPEM is the key as Clerk's Dashboard shows it.
func publicPEM(k harness.SigningKey) string {
	der, err := x509.MarshalPKIXPublicKey(&k.Private.PublicKey)
	if err != nil {
		panic(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
}

// machineAcceptance are values of acceptsToken, each with what we call it.
func machineAcceptance() map[string]any {
	return map[string]any{
		"session": "session_token", "key": "api_key", "m2m": "m2m_token", "oauth": "oauth_token", "any": "any",
		"key-list":  []string{"api_key"},
		"machines":  []string{"oauth_token", "m2m_token", "api_key"},
		"m2m-oauth": []string{"m2m_token", "oauth_token"},
		"people":    []string{"session_token", "api_key"},
		"mixed":     []string{"oauth_token", "session_token", "m2m_token"},
	}
}

// acceptedBy are the types that a value of acceptsToken accepts.
func acceptedBy(acceptsToken any) []string {
	switch types := acceptsToken.(type) {
	case []string:
		return types
	case string:
		if types != "any" {
			return []string{types}
		}
	}
	return []string{"session_token", "api_key", "m2m_token", "oauth_token"}
}

// machineSite is an application with a route for each acceptance.
type machineSite struct{ *echo.Echo }

func newMachineSites(t *testing.T, api *verifyingAPI) map[string]*machineSite {
	t.Helper()
	requirements := map[string]clerkhtmx.Requirement{
		"session_token": clerkhtmx.SignedIn(), "api_key": clerkhtmx.APIKey(), "m2m_token": clerkhtmx.M2MToken(), "oauth_token": clerkhtmx.OAuthToken(),
	}
	sites := map[string]*machineSite{}
	for name, o := range machineSettings() {
		kit, err := clerkhtmx.New(clerkhtmx.Config{
			PublishableKey: o.PublishableKey, SecretKey: o.SecretKey, MachineSecretKey: o.MachineSecretKey, JWTKey: o.JWTKey,
			Audience: o.Audience, Issuers: o.Issuer, APIURL: api.URL, Logger: slog.New(slog.DiscardHandler),
			BackendAPILimit: clerkhtmx.BackendAPILimit{PerSecond: 1e6}, // most of the tokens are bad
		})
		require.NoError(t, err)
		t.Cleanup(func() { assert.NoError(t, kit.Close()) })
		e := echo.New()
		e.Use(kit.Middleware())
		for path, acceptsToken := range machineAcceptance() {
			var accepted []clerkhtmx.Requirement
			for _, tokenType := range acceptedBy(acceptsToken) {
				accepted = append(accepted, requirements[tokenType])
			}
			e.GET("/"+path, tellMachineVerdict, kit.Protect(clerkhtmx.Any(accepted...)))
		}
		sites[name] = &machineSite{e}
	}
	return sites
}

// tellMachineVerdict answers who was let in.
func tellMachineVerdict(c echo.Context) error {
	auth := clerkhtmx.From(c)
	verdict := machineVerdict{
		Status: "signed-in", TokenType: string(auth.TokenType), UserID: auth.UserID, OrgID: auth.OrgID,
		ID: auth.Machine.ID, Subject: auth.Machine.Subject, Name: auth.Machine.Name, Scopes: auth.Machine.Scopes, ClientID: auth.Machine.ClientID,
	}
	if auth.TokenType != clerkhtmx.TokenTypeSession {
		_ = auth.Claims(&verdict.Claims) // nil if there are none
	}
	return c.JSON(http.StatusOK, verdict)
}

func (s *machineSite) serve(t *testing.T, mc machineCase) machineVerdict {
	t.Helper()
	r := harness.Get("/" + mc.accepts)
	for name, value := range mc.headers() {
		r.Header.Set(name, value)
	}
	res := httptest.NewRecorder()
	s.ServeHTTP(res, r)
	if res.Code == http.StatusOK {
		return harness.DecodeJSON[machineVerdict](t, res)
	}
	assert.Contains(t, []int{http.StatusUnauthorized, http.StatusServiceUnavailable}, res.Code)
	return machineVerdict{Status: res.Header().Get("X-Clerk-Auth-Status"), Reason: res.Header().Get("X-Clerk-Auth-Reason")}
}

// forReference is the case as machines.cjs reads it.
func (mc machineCase) forReference(apiURL string) any {
	options := machineSettings()[mc.site]
	options.AcceptsToken, options.APIURL = machineAcceptance()[mc.accepts], apiURL
	return map[string]any{
		"options": options,
		"request": map[string]any{"url": "https://kit.test/" + mc.accepts, "headers": mc.headers()},
	}
}

func (mc machineCase) headers() map[string]string {
	headers := map[string]string{}
	if mc.authorization != "" {
		headers["authorization"] = fmt.Sprintf(mc.authorization, mc.token.text)
	}
	if mc.cookie != "" {
		headers["cookie"] = fmt.Sprintf(mc.cookie, mc.token.text)
	}
	return headers
}

func (mc machineCase) String() string {
	return fmt.Sprintf("site %s, route %s, Authorization %q, Cookie %q, token %+v", mc.site, mc.accepts, mc.authorization, mc.cookie, mc.token)
}

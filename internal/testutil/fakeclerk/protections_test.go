package fakeclerk_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
)

func TestBotProtectionAsksForACaptchaAtSignUp(t *testing.T) {
	t.Parallel()
	d := newDevice(t, fakeclerk.Config{BotProtection: true})
	environment := d.get("/v1/environment").ok()
	assert.Equal(t, true, environment.at("user_settings.sign_up.captcha_enabled"))
	assert.NotEmpty(t, environment.text("display_config.captcha_public_key"))
	assert.NotEmpty(t, environment.text("display_config.captcha_public_key_invisible"))
	d.post("/v1/client/sign_ups", "email_address", "a@example.com").refused(400, "captcha_missing_token")
	d.post("/v1/client/sign_ups", "email_address", "a@example.com", "captcha_token", "x").refused(400, "captcha_invalid")
	d.post("/v1/client/sign_ups", "email_address", "a@example.com", "captcha_token", fakeclerk.CaptchaToken).ok()
	createUser(t, d.fake, "ada@example.com")
	d.signIn("ada@example.com", password)

	assert.Equal(t, false, newDevice(t, fakeclerk.Config{}).get("/v1/environment").ok().at("user_settings.sign_up.captcha_enabled"))
}

func TestRateLimitsBlockForTenSeconds(t *testing.T) {
	t.Parallel()
	var passed atomic.Int64
	now := func() time.Time { return time.Unix(1_800_000_000, passed.Load()) }
	d := newDevice(t, fakeclerk.Config{RateLimits: true, Now: now})
	createUser(t, d.fake, "ada@example.com")
	var attempt string
	for range 5 {
		attempt = d.post("/v1/client/sign_ins", "identifier", "ada@example.com").ok().text("response.id")
	}
	passed.Store(int64(2500 * time.Millisecond))
	refused := d.post("/v1/client/sign_ins", "identifier", "ada@example.com").refused(429, "too_many_requests")
	assert.Equal(t, "8", refused.header.Get("Retry-After"))
	for range 3 {
		d.post("/v1/client/sign_ins/"+attempt+"/attempt_first_factor", "strategy", "password", "password", "wrong").refused(422, "form_password_incorrect")
	}
	d.post("/v1/client/sign_ins/"+attempt+"/attempt_first_factor", "strategy", "password", "password", password).refused(429, "too_many_requests")
	d.get("/v1/client").ok()
	passed.Store(int64(12600 * time.Millisecond))
	d.post("/v1/client/sign_ins/"+attempt+"/attempt_first_factor", "strategy", "password", "password", password).ok()

	unlimited := newDevice(t, fakeclerk.Config{})
	createUser(t, unlimited.fake, "ada@example.com")
	for range 7 {
		unlimited.post("/v1/client/sign_ins", "identifier", "ada@example.com").ok()
	}
}

func TestAFaultSaysWhenToComeAgain(t *testing.T) {
	t.Parallel()
	d := newDevice(t, fakeclerk.Config{})
	for _, test := range []struct {
		fault fakeclerk.Fault
		want  string
	}{
		{fakeclerk.Fault{Pattern: "/v1/client", Status: 429}, "10"},
		{fakeclerk.Fault{Pattern: "/v1/client", Status: 429, RetryAfter: 1500 * time.Millisecond}, "2"},
		{fakeclerk.Fault{Pattern: "/v1/client", Status: 503, RetryAfter: time.Minute}, "60"},
		{fakeclerk.Fault{Pattern: "/v1/client", Status: 503}, ""},
	} {
		require.NoError(t, d.fake.Inject(test.fault))
		answer := d.get("/v1/client")
		assert.Equal(t, test.fault.Status, answer.status)
		assert.Equal(t, test.want, answer.header.Get("Retry-After"))
	}
}

func TestPagesOfOtherOriginsAreRefused(t *testing.T) {
	t.Parallel()
	cfg := fakeclerk.Config{Origin: "https://app.example.com", AllowedOrigins: []string{"https://admin.example.com"}}
	fake := newFake(t, cfg)
	ask := func(fake *fakeclerk.Clerk, path, origin string) *httptest.ResponseRecorder {
		req := httptest.NewRequest(http.MethodGet, path, nil)
		req.RemoteAddr = "127.0.0.1:50000"
		if origin != "" {
			req.Header.Set("Origin", origin)
		}
		rec := httptest.NewRecorder()
		fake.ServeHTTP(rec, req)
		return rec
	}
	for origin, want := range map[string]int{
		"https://app.example.com": 200, "https://admin.example.com": 200, "": 200,
		"https://other.example.com": 400, "http://app.example.com": 400,
	} {
		assert.Equal(t, want, ask(fake, "/v1/environment", origin).Code, origin)
	}
	assert.Contains(t, ask(fake, "/v1/environment", "https://other.example.com").Body.String(), "origin_invalid")
	assert.Equal(t, 200, ask(newFake(t, fakeclerk.Config{}), "/v1/environment", "https://other.example.com").Code)
	_, err := fakeclerk.New(fakeclerk.Config{AllowedOrigins: []string{"app.example.com"}})
	assert.ErrorContains(t, err, "AllowedOrigins")
}

func TestTheClientCookieRotates(t *testing.T) {
	t.Parallel()
	moment := time.Now()
	d := newDevice(t, fakeclerk.Config{RotateClient: true, Now: func() time.Time { return moment }})
	createUser(t, d.fake, "ada@example.com")
	d.post("/v1/client").ok()
	seen := []string{d.cookie("__client")}
	d.signIn("ada@example.com", password)
	seen = append(seen, d.cookie("__client"))
	d.post("/v1/client/sessions/" + d.session + "/touch").ok()
	assert.Equal(t, seen[1], d.cookie("__client"), "only a sign-in or sign-out rotates it")

	thief := d.another()
	u, err := url.Parse(d.server.URL)
	require.NoError(t, err)
	thief.client.Jar.SetCookies(u, []*http.Cookie{{Name: "__client", Value: seen[0]}})
	assert.Nil(t, thief.get("/v1/client").ok().at("response"), "the former cookie still counts")

	d.delete("/v1/client/sessions").ok()
	seen = append(seen, d.cookie("__client"))
	assert.NotEqual(t, seen[0], seen[1])
	assert.NotEqual(t, seen[1], seen[2])
}

func TestTheHandshakeExpiresItsCookieOrNot(t *testing.T) {
	t.Parallel()
	for _, keep := range []bool{false, true} {
		d := newDevice(t, fakeclerk.Config{KeepHandshakeCookie: keep})
		d.get("/v1/client/handshake?redirect_url=" + d.server.URL)
		_, claims := decode(t, d.cookie("__clerk_handshake"))
		expires := false
		for _, directive := range claims["handshake"].([]any) {
			expires = expires || strings.HasPrefix(directive.(string), "__clerk_handshake=;")
		}
		assert.NotEqual(t, keep, expires)
	}
}

func TestCodesAreRandomButForTestAddresses(t *testing.T) {
	t.Parallel()
	d := newDevice(t, fakeclerk.Config{RandomCodes: true})
	signUp := func(email string) string {
		id := d.post("/v1/client/sign_ups", "email_address", email, "password", password).ok().text("response.id")
		return "/v1/client/sign_ups/" + id
	}
	assert.Empty(t, d.fake.Code("new@example.com"))
	path := signUp("new@example.com")
	d.post(path+"/attempt_verification", "code", "").refused(422, "form_code_incorrect")
	d.post(path+"/prepare_verification", "strategy", "email_code").ok()
	first := d.fake.Code("New@example.com")
	assert.Regexp(t, `^\d{6}$`, first)
	d.post(path+"/prepare_verification", "strategy", "email_code").ok()
	second := d.fake.Code("new@example.com")
	if first != second { // one in a million
		d.post(path+"/attempt_verification", "code", first).refused(422, "form_code_incorrect")
	}
	d.post(path+"/attempt_verification", "code", second).ok()
	assert.Empty(t, d.fake.Code("new@example.com"), "a code is good once")

	path = signUp("new+clerk_test@example.com")
	d.post(path+"/prepare_verification", "strategy", "email_code").ok()
	d.post(path+"/attempt_verification", "code", "424242").ok()

	signIn := d.another().post("/v1/client/sign_ins", "identifier", "new@example.com", "strategy", "email_code").ok()
	assert.Equal(t, "needs_first_factor", signIn.text("response.status"))
	assert.Regexp(t, `^\d{6}$`, d.fake.Code("new@example.com"))
}

func TestEveryFlowChecksTheCodeThatWasSent(t *testing.T) {
	t.Parallel()
	d := newDevice(t, fakeclerk.Config{RandomCodes: true})
	createUser(t, d.fake, "ada@example.com")
	other := d.another()
	started := other.post("/v1/client/sign_ins", "identifier", "ada@example.com").ok()
	path := "/v1/client/sign_ins/" + started.text("response.id")
	other.post(path+"/attempt_first_factor", "strategy", "email_code", "code", "424242").refused(422, "form_code_incorrect")
	other.post(path+"/prepare_first_factor", "strategy", "email_code").ok()
	other.post(path+"/attempt_first_factor", "strategy", "email_code", "code", d.fake.Code("ada@example.com")).ok()

	d.signIn("ada@example.com", password)
	session := "/v1/client/sessions/" + d.session
	d.post(session+"/verify/prepare_first_factor", "strategy", "email_code").ok()
	d.post(session+"/verify/attempt_first_factor", "strategy", "email_code", "code", "").refused(422, "form_code_incorrect")
	d.post(session+"/verify/attempt_first_factor", "strategy", "email_code", "code", d.fake.Code("ada@example.com")).ok()

	for collection, address := range map[string]string{"email_addresses": "ada@example.org", "phone_numbers": "+442079460000"} {
		field := map[string]string{"email_addresses": "email_address", "phone_numbers": "phone_number"}[collection]
		added := d.post("/v1/me/"+collection, field, address).ok()
		path := "/v1/me/" + collection + "/" + added.text("response.id")
		d.post(path+"/prepare_verification", "strategy", "any").ok()
		d.post(path+"/attempt_verification", "code", "424242x").refused(422, "form_code_incorrect")
		d.post(path+"/attempt_verification", "code", d.fake.Code(address)).ok()
	}
	number := d.post("/v1/me/phone_numbers", "phone_number", "+12015550123").ok()
	path = "/v1/me/phone_numbers/" + number.text("response.id")
	d.post(path + "/prepare_verification").ok()
	d.post(path+"/attempt_verification", "code", "424242").ok()
}

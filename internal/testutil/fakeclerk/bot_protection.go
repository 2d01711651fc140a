package fakeclerk

import "net/http"

// CaptchaToken is the token that Cloudflare's site keys for tests give, and the one that passes the bot protection.
const CaptchaToken = "XXXX.DUMMY.TOKEN.XXXX"

// captchaSiteKey and captchaInvisibleKey are Cloudflare's site keys for tests, which always pass
// (https://developers.cloudflare.com/turnstile/troubleshooting/testing/).
const (
	captchaSiteKey      = "1x00000000000000000000AA"
	captchaInvisibleKey = "1x00000000000000000000BB"
)

// checkCaptcha refuses a sign-up without a token of Cloudflare's Turnstile.
func (c *call) checkCaptcha() error {
	token := c.form.Get("captcha_token")
	switch {
	case !c.cfg.BotProtection || token == CaptchaToken:
		return nil
	case token == "":
		return &apiError{status: http.StatusBadRequest, code: "captcha_missing_token", message: "The token of the captcha is missing."}
	default:
		return &apiError{status: http.StatusBadRequest, code: "captcha_invalid", message: "The token of the captcha is invalid."}
	}
}

// captchaEnvironment is what makes clerk-js ask Turnstile for a token.
func (c *call) captchaEnvironment() (display, signUp map[string]any) {
	if !c.cfg.BotProtection {
		return nil, nil
	}
	display = map[string]any{
		"captcha_public_key": captchaSiteKey, "captcha_public_key_invisible": captchaInvisibleKey, "captcha_widget_type": "smart",
	}
	return display, map[string]any{"captcha_enabled": true, "captcha_widget_type": "smart"}
}

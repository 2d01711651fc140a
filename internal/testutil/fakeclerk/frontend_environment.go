package fakeclerk

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
)

// environmentJSON is the instance's settings as far as no configuration changes them.
//
//go:embed frontend_environment.json
var environmentJSON []byte

// getEnvironment has no envelope.
func (c *call) getEnvironment() (any, error) {
	var environment map[string]any
	if err := json.Unmarshal(environmentJSON, &environment); err != nil {
		return nil, fmt.Errorf("reading frontend_environment.json: %w", err)
	}
	merge(environment, c.configuredEnvironment())
	return environment, nil
}

func (c *call) configuredEnvironment() map[string]any {
	display := map[string]any{
		"application_name":          c.cfg.ApplicationName,
		"instance_environment_type": "production",
		"show_devmode_warning":      c.cfg.Mode != ProductionMode,
	}
	if c.cfg.Mode != ProductionMode {
		display["instance_environment_type"] = "development"
	}
	for name, path := range map[string]string{
		"home_url": "/", "sign_in_url": "/sign-in", "sign_up_url": "/sign-up", "user_profile_url": "/user", "waitlist_url": "/waitlist",
		"after_sign_in_url": "/", "after_sign_up_url": "/", "after_sign_out_one_url": "/", "after_sign_out_all_url": "/",
		"after_switch_session_url": "/", "after_leave_organization_url": "/", "after_create_organization_url": "/",
		"after_join_waitlist_url": "/", "organization_profile_url": "/organization", "create_organization_url": "/create-organization",
	} {
		display[name] = c.site.origin + path
	}
	captchaDisplay, captchaSignUp := c.captchaEnvironment()
	maps.Copy(display, captchaDisplay)
	signUp := map[string]any{"mode": c.cfg.SignUpMode}
	maps.Copy(signUp, captchaSignUp)
	return map[string]any{
		"auth_config":           map[string]any{"single_session_mode": c.cfg.SingleSession},
		"display_config":        display,
		"organization_settings": map[string]any{"force_organization_selection": c.cfg.ForceOrganizationSelection},
		"user_settings": map[string]any{
			"sign_up": signUp,
			"attributes": map[string]any{
				"username":     map[string]any{"enabled": c.cfg.UsernameEnabled},
				"phone_number": map[string]any{"enabled": c.cfg.PhoneNumberEnabled, "verifications": []string{"phone_code"}},
			},
		},
	}
}

// merge overwrites the leaves of target with those of changes.
func merge(target, changes map[string]any) {
	for name, change := range changes {
		inner, isMap := change.(map[string]any)
		current, wasMap := target[name].(map[string]any)
		if isMap && wasMap {
			merge(current, inner)
			continue
		}
		target[name] = change
	}
}

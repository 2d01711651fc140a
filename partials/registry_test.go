package partials_test

import (
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/partials"
)

// clerkProps are the props that Clerk documents and that can be written as JSON, with
// the kit's own.
var clerkProps = map[string][]string{
	"sign-in": {
		"routing", "path", "forceRedirectUrl", "fallbackRedirectUrl", "signInUrl", "signUpUrl", "signUpForceRedirectUrl",
		"signUpFallbackRedirectUrl", "afterSignOutUrl", "initialValues", "waitlistUrl", "unsafeMetadata", "withSignUp",
		"oauthFlow", "oidcPrompt", "transferable", "appearance", "id", "fallback",
	},
	"sign-up": {
		"routing", "path", "forceRedirectUrl", "fallbackRedirectUrl", "signInUrl", "signInForceRedirectUrl",
		"signInFallbackRedirectUrl", "afterSignOutUrl", "initialValues", "unsafeMetadata", "waitlistUrl", "oauthFlow",
		"oidcPrompt", "appearance", "id", "fallback",
	},
	"waitlist": {"afterJoinWaitlistUrl", "signInUrl", "appearance", "id", "fallback"},
	"user-button": {
		"userProfileMode", "userProfileUrl", "showName", "defaultOpen", "signInUrl", "afterSwitchSessionUrl",
		"userProfileProps", "appearance", "id", "fallback",
	},
	"user-avatar":  {"rounded", "appearance", "id", "fallback"},
	"user-profile": {"routing", "path", "additionalOAuthScopes", "apiKeysProps", "appearance", "id", "fallback"},
	"organization-switcher": {
		"organizationProfileMode", "organizationProfileUrl", "createOrganizationMode", "createOrganizationUrl",
		"defaultOpen", "hidePersonal", "afterCreateOrganizationUrl", "afterSelectOrganizationUrl",
		"afterSelectPersonalUrl", "afterLeaveOrganizationUrl", "skipInvitationScreen", "organizationProfileProps",
		"appearance", "id", "fallback",
	},
	"organization-profile": {"routing", "path", "afterLeaveOrganizationUrl", "apiKeysProps", "appearance", "id", "fallback"},
	"organization-list": {
		"afterCreateOrganizationUrl", "afterSelectOrganizationUrl", "afterSelectPersonalUrl", "hidePersonal",
		"skipInvitationScreen", "appearance", "id", "fallback",
	},
	"create-organization": {
		"routing", "path", "afterCreateOrganizationUrl", "skipInvitationScreen", "appearance", "id", "fallback",
	},
	"sign-in-button": {
		"mode", "url", "label", "class", "content", "id", "forceRedirectUrl", "fallbackRedirectUrl",
		"signUpForceRedirectUrl", "signUpFallbackRedirectUrl", "initialValues", "withSignUp", "oauthFlow", "appearance",
	},
	"sign-up-button": {
		"mode", "url", "label", "class", "content", "id", "forceRedirectUrl", "fallbackRedirectUrl",
		"signInForceRedirectUrl", "signInFallbackRedirectUrl", "initialValues", "oauthFlow", "unsafeMetadata", "appearance",
	},
	"sign-out-button": {"url", "label", "class", "content", "id", "sessionId", "redirectUrl"},
	"signed-in":       {"content", "id"},
	"signed-out":      {"content", "id"},
	"protect":         {"role", "permission", "feature", "plan", "content", "fallback", "id"},
	"loading":         {"content", "id"},
	"loaded":          {"content", "id"},
	"failed":          {"content", "id"},
	"degraded":        {"content", "id"},
}

func TestEveryComponentHasClerksProps(t *testing.T) {
	t.Parallel()
	for _, name := range partials.Names() {
		_, err := partials.New(name, map[string]any{"noSuchProp": true})
		var unknown *partials.UnknownPropError
		require.ErrorAs(t, err, &unknown)
		assert.Equal(t, name, unknown.Component)
		assert.Equal(t, "noSuchProp", unknown.Prop)
		assert.True(t, slices.IsSorted(unknown.Known))
		assert.ElementsMatch(t, clerkProps[name], unknown.Known, name)
	}
	assert.Len(t, clerkProps, len(partials.Names()))
}

func TestComponentsAreNamedLikeTheirElementAndStruct(t *testing.T) {
	t.Parallel()
	upper := regexp.MustCompile("[A-Z]")
	for _, name := range partials.Names() {
		c, err := partials.New(name, nil)
		require.NoError(t, err)
		assert.Equal(t, "clerk-"+name, parseHTML(t, render(t, c))[0].Data)

		kebab := strings.ToLower(upper.ReplaceAllString(reflect.TypeOf(c).Name(), "-$0"))
		assert.Equal(t, name, strings.TrimPrefix(strings.TrimPrefix(kebab, "-"), "clerk-"))
	}
}

func TestEveryComponentHasAGoldenFile(t *testing.T) {
	t.Parallel()
	covered := map[string]bool{}
	for _, c := range goldenComponents() {
		covered[reflect.TypeOf(c).Name()] = true
	}
	for _, name := range partials.Names() {
		c, err := partials.New(name, nil)
		require.NoError(t, err)
		assert.True(t, covered[reflect.TypeOf(c).Name()], name)
	}
	files, err := filepath.Glob("testdata/*.golden.html")
	require.NoError(t, err)
	assert.Len(t, files, len(goldenComponents()), "each file belongs to a test")
}

func TestAnUnknownComponentIsAnErrorThatListsTheKnown(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", "UserButton", "user_button", "clerk-user-button", "fragment", "head", "page", "attributes"} {
		_, err := partials.New(name, nil)
		var unknown *partials.UnknownComponentError
		require.ErrorAs(t, err, &unknown, name)
		assert.Equal(t, partials.Names(), unknown.Known)
		require.ErrorContains(t, err, "user-button")

		_, err = partials.FromQuery(name, nil)
		assert.ErrorAs(t, err, &unknown, name)
	}
}

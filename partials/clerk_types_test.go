package partials_test

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/testutil/packages"
	"github.com/clerk-htmx/kit/partials"
)

// optionsWithoutAField are the options of Clerk.load that Options has no field for, with the reason.
func optionsWithoutAField() map[string]string {
	return map[string]string{
		"ui":            "the script sets it",
		"routerPush":    "the script sets it, so that pages stay in place",
		"routerReplace": "the script sets it, so that pages stay in place",

		"selectInitialSession": "is a function, which the script's tag cannot hold",
		"standardBrowser":      "false is for native applications; the middleware reads the cookies that clerk-js would not set",
		"protectAssertion":     "is a token of one person that lives for a short time: pages pass it to Clerk.setProtectAssertion",
		"sdkMetadata":          "names Clerk's own SDKs in their telemetry",

		"__internal_keyless_claimKeylessApplicationUrl": "belongs to instances without keys, which the kit does not support",
		"__internal_keyless_copyInstanceKeysUrl":        "belongs to instances without keys, which the kit does not support",
		"__internal_keyless_dismissPrompt":              "belongs to instances without keys, which the kit does not support",
		"__internal_oauthTransport":                     "is a function of native applications",
	}
}

// A new version of clerk-js may bring options: each gets a field, or a reason.
func TestOptionsAreThoseOfTheShippedTypes(t *testing.T) {
	t.Parallel()
	want := append(clerkTypes{t}.members("ClerkOptions"), "treatPendingAsSignedOut") // which the script reads
	got := jsonNames(reflect.TypeFor[partials.Options]())
	for name := range optionsWithoutAField() {
		assert.NotContains(t, got, name, "has a field and needs no reason")
		got = append(got, name)
	}
	assert.ElementsMatch(t, want, got)
}

func TestTelemetryIsThatOfTheShippedTypes(t *testing.T) {
	t.Parallel()
	body := clerkTypes{t}.declaration("ClerkOptions")
	_, body, found := strings.Cut(body, "telemetry?: false | {")
	require.True(t, found)
	body, _, _ = strings.Cut(body, "};")
	var want []string
	for _, match := range regexp.MustCompile(`(\w+)\?: boolean`).FindAllStringSubmatch(body, -1) {
		want = append(want, match[1])
	}
	assert.ElementsMatch(t, want, jsonNames(reflect.TypeFor[partials.Telemetry]()))
}

func TestSessionTasksAreThoseOfTheShippedTypes(t *testing.T) {
	t.Parallel()
	_, keys, found := strings.Cut(clerkTypes{t}.declaration("SessionTask"), "key: ")
	require.True(t, found)
	keys, _, _ = strings.Cut(keys, ";")
	var want []partials.SessionTask
	for key := range strings.SplitSeq(keys, " | ") {
		want = append(want, partials.SessionTask(strings.Trim(key, "'")))
	}
	assert.ElementsMatch(t, want, []partials.SessionTask{partials.TaskKeyChooseOrganization, partials.TaskKeyResetPassword, partials.TaskKeySetupMFA})
}

// clerkTypes reads the type declarations that come with clerk-js.
type clerkTypes struct{ t *testing.T }

// declaration returns the source of a type, from its name to its end.
func (c clerkTypes) declaration(name string) string {
	c.t.Helper()
	files, err := filepath.Glob(filepath.Join(packages.Require(c.t), "@clerk", "shared", "dist", "types", "*.d.ts"))
	require.NoError(c.t, err)
	start := regexp.MustCompile(`(?m)^(?:type ` + name + ` = |interface ` + name + ` )`)
	for _, file := range files {
		content, err := os.ReadFile(file)
		require.NoError(c.t, err)
		if at := start.FindIndex(content); at != nil {
			source := string(content[at[1]:])
			end := regexp.MustCompile(`(?m)^\}(?:;|$)`).FindStringIndex(source)
			require.NotNil(c.t, end, name)
			return source[:end[1]]
		}
	}
	require.FailNow(c.t, "no shipped type is called "+name)
	return ""
}

// members returns the names of an object type, and of the types that it is an intersection with. Members stand two spaces
// from the margin.
func (c clerkTypes) members(name string) []string {
	c.t.Helper()
	source := c.declaration(name)
	intersection, _, _ := strings.Cut(source, "{")
	var names []string
	for _, part := range regexp.MustCompile(`\w+`).FindAllString(intersection, -1) {
		names = append(names, c.members(part)...)
	}
	for _, match := range regexp.MustCompile(`(?m)^  (\w+)\??: `).FindAllStringSubmatch(source, -1) {
		names = append(names, match[1])
	}
	require.NotEmpty(c.t, names, name)
	slices.Sort(names) // of a union, each member has them
	return slices.Compact(names)
}

// jsonNames returns the names of the fields that have one.
func jsonNames(t reflect.Type) []string {
	var names []string
	for _, field := range reflect.VisibleFields(t) {
		if name, _, _ := strings.Cut(field.Tag.Get("json"), ","); name != "-" {
			names = append(names, name)
		}
	}
	return names
}

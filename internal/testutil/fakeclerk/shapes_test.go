package fakeclerk_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/testutil/fakeclerk"
)

// hasShape compares with testdata/shapes/NAME.txt, which lists the fields that clerk-js was seen to accept, one "path type" a
// line. A field that is null on either side matches any type; an array with elements on one side only is not descended into.
func (a *answer) hasShape(name string) *answer {
	a.t.Helper()
	golden, err := os.ReadFile(filepath.Join("testdata", "shapes", name+".txt"))
	require.NoError(a.t, err)
	got := map[string][]string{}
	collectShape(a.json(), "", got)
	for line := range strings.Lines(string(golden)) {
		path, kind, _ := strings.Cut(strings.TrimSpace(line), " ")
		if below(path, got) {
			continue
		}
		kinds, ok := got[path]
		if !assert.True(a.t, ok, "%s: field %s is missing", name, path) {
			continue
		}
		if kind != "null" && !slices.Contains(kinds, "null") && !slices.Contains(kinds, kind) {
			assert.Fail(a.t, "wrong type", "%s: field %s is %v, want %s", name, path, kinds, kind)
		}
	}
	return a
}

// below reports whether the path lies under something that is null, or an empty array or object, in the answer.
func below(path string, got map[string][]string) bool {
	for i, r := range path {
		if r != '.' && r != '[' {
			continue
		}
		kinds := got[path[:i]]
		if slices.Contains(kinds, "null") || slices.Contains(kinds, "empty") {
			return true
		}
	}
	return slices.Contains(got[path], "empty")
}

func collectShape(v any, path string, out map[string][]string) {
	add := func(kind string) { out[path] = append(out[path], kind) }
	switch v := v.(type) {
	case map[string]any:
		add("object")
		if len(v) == 0 {
			add("empty")
		}
		for key, value := range v {
			collectShape(value, strings.TrimPrefix(path+"."+key, "."), out)
		}
	case []any:
		add("array")
		if len(v) == 0 {
			add("empty")
		}
		for _, value := range v {
			collectShape(value, path+"[]", out)
		}
	case nil:
		add("null")
	case float64:
		add("number")
	default:
		add(fmt.Sprintf("%T", v))
	}
}

func TestResourcesHaveTheShapeClerkJSWants(t *testing.T) {
	t.Parallel()
	d := seeded(t, fakeclerk.Config{})
	acme := d.organizationID("0")
	d.post("/v1/client/sessions/"+d.session+"/touch", "active_organization_id", acme).ok().part("response").hasShape("session")
	d.get("/v1/client").ok().part("response").hasShape("client")
	d.get("/v1/me").ok().part("response").hasShape("user")
	d.get("/v1/me/sessions/active").ok().hasShape("me_sessions_active")
	memberships := d.get("/v1/me/organization_memberships").ok().part("response").hasShape("me_organization_memberships")
	memberships.part("data.0").hasShape("organization_membership")
	d.get("/v1/organizations/" + acme + "/roles").ok().part("response").hasShape("organization_roles")
	d.post("/v1/organizations", "name", "New Co").ok().part("response").hasShape("organization_create")
	other := d.another()
	started := other.post("/v1/client/sign_ups", "email_address", "new@example.com", "password", password).ok()
	other.post("/v1/client/sign_ups/"+started.text("response.id")+"/prepare_verification", "strategy", "email_code").ok().
		part("response").hasShape("sign_up_prepared")
	pending := seeded(t, fakeclerk.Config{ForceOrganizationSelection: true})
	pending.get("/v1/client").ok().part("response.sessions.0").hasShape("session_pending_choose_organization")
}

func TestHasShapeNoticesWhatIsMissing(t *testing.T) {
	got := map[string][]string{}
	collectShape(map[string]any{"a": []any{map[string]any{"b": nil}}, "c": true}, "", got)
	assert.Equal(t, map[string][]string{"": {"object"}, "a": {"array"}, "a[]": {"object"}, "a[].b": {"null"}, "c": {"bool"}}, got)
	assert.True(t, below("a[].b.deep", got))
	assert.False(t, below("c", got))
}

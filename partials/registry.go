package partials

import (
	"maps"
	"reflect"
	"slices"
)

// registry has the components that can be made by name: the name of their custom
// element without "clerk-".
//
//nolint:gochecknoglobals // an immutable table
var registry = map[string]Component{
	"sign-in":               SignIn{},
	"sign-up":               SignUp{},
	"waitlist":              Waitlist{},
	"user-button":           UserButton{},
	"user-avatar":           UserAvatar{},
	"user-profile":          UserProfile{},
	"organization-switcher": OrganizationSwitcher{},
	"organization-profile":  OrganizationProfile{},
	"organization-list":     OrganizationList{},
	"create-organization":   CreateOrganization{},
	"sign-in-button":        SignInButton{},
	"sign-up-button":        SignUpButton{},
	"sign-out-button":       SignOutButton{},
	"signed-in":             SignedIn{},
	"signed-out":            SignedOut{},
	"protect":               Protect{},
	"loading":               ClerkLoading{},
	"loaded":                ClerkLoaded{},
	"failed":                ClerkFailed{},
	"degraded":              ClerkDegraded{},
}

// fields are the props of every struct that is checked.
//
//nolint:gochecknoglobals // an immutable table
var fields = fieldTable(append(registered(), reflect.TypeFor[Options]())...)

func registered() []reflect.Type {
	var types []reflect.Type
	for _, c := range registry {
		types = append(types, reflect.TypeOf(c))
	}
	return types
}

// Names returns the names that [New] knows, sorted.
func Names() []string { return slices.Sorted(maps.Keys(registry)) }

package partials_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/partials"
)

var update = flag.Bool("update", false, "rewrite testdata/*.golden.html")

func render(t testing.TB, c partials.Component) string {
	t.Helper()
	var b strings.Builder
	require.NoError(t, c.Render(t.Context(), &b))
	return b.String()
}

func head() partials.Head {
	return partials.Head{
		PublishableKey: "pk_test_Y2xlcmsuZXhhbXBsZS5jb20k",
		ClerkJSURL:     "https://clerk.example.com/npm/@clerk/clerk-js@6/dist/clerk.browser.js",
		ClerkUIURL:     "https://clerk.example.com/npm/@clerk/ui@1/dist/ui.browser.js",
		ScriptURL:      "/clerk/static/clerkhtmx.0123abcd.js",
		StyleURL:       "/clerk/static/clerkhtmx.0123abcd.css",
	}
}

func fullHead() partials.Head {
	h := head()
	h.ProxyURL = "/__clerk"
	h.Domain = "satellite.example.com"
	h.LocalizationURL = "/locales/:lang.json"
	h.BasePath = "/auth"
	h.Nonce = "bm9uY2U="
	h.ReadyTimeout = 1500 * time.Millisecond
	h.State = partials.State{UserID: "user_1", SessionID: "sess_1", SessionStatus: "active", OrgID: "org_1"}
	h.Options = partials.Options{
		SignInURL:    "/sign-in",
		TaskURLs:     map[partials.SessionTask]string{partials.TaskKeyChooseOrganization: "/onboarding"},
		Telemetry:    &partials.Telemetry{Disabled: true},
		Polling:      new(false),
		Appearance:   partials.Object{"variables": partials.Object{"colorPrimary": "#0f766e"}},
		Localization: partials.Object{"socialButtonsBlockButton": "Weiter mit {{provider|titleize}}"},
	}
	return h
}

// goldenComponents are the components by the name of their golden file.
func goldenComponents() map[string]partials.Component {
	link := partials.Trusted(`<a class="button" href="/sign-in"><b>Come in</b></a>`)

	return map[string]partials.Component{
		"sign-in": partials.SignIn{},
		"sign-in-with-props": partials.SignIn{
			Path: "/sign-in", ForceRedirectURL: "/home", SignUpURL: "https://accounts.example.com/sign-up",
			InitialValues: &partials.InitialValues{EmailAddress: "ada@example.com"},
			WithSignUp:    true, Transferable: new(false), OAuthFlow: partials.OAuthFlowPopup,
			UnsafeMetadata: partials.Object{"plan": "pro"},
			ID:             "sign-in", Fallback: partials.Text("Loading…"),
		},
		"sign-up":  partials.SignUp{Routing: partials.RoutingHash, SignInURL: "/sign-in", FallbackRedirectURL: "/welcome"},
		"waitlist": partials.Waitlist{AfterJoinWaitlistURL: "/thanks"},
		"user-button": partials.UserButton{
			ShowName: true, UserProfileMode: partials.OpenNavigation, UserProfileURL: "/me",
			UserProfileProps: &partials.UserProfile{AdditionalOAuthScopes: map[string][]string{"google": {"calendar"}}},
			ID:               "me", Fallback: partials.Text("Ada"),
		},
		"user-avatar":           partials.UserAvatar{Rounded: new(true)},
		"user-profile":          partials.UserProfile{Path: "/me", APIKeysProps: &partials.APIKeysProps{PerPage: 5}},
		"organization-switcher": partials.OrganizationSwitcher{HidePersonal: true, AfterSelectOrganizationURL: "/orgs/:slug"},
		"organization-profile":  partials.OrganizationProfile{AfterLeaveOrganizationURL: "/"},
		"organization-list":     partials.OrganizationList{SkipInvitationScreen: new(true)},
		"create-organization":   partials.CreateOrganization{AfterCreateOrganizationURL: "/orgs/:id"},

		"sign-in-button":          partials.SignInButton{URL: "/sign-in"},
		"sign-in-button-modal":    partials.SignInButton{Mode: partials.ButtonModal, URL: "/sign-in?lang=de", ForceRedirectURL: "/home?tab=1", ID: "enter", Class: "button primary", Label: "Log in"},
		"sign-in-button-content":  partials.SignInButton{Content: link, ID: "enter"},
		"sign-up-button":          partials.SignUpButton{URL: "https://accounts.example.com/sign-up", FallbackRedirectURL: "/welcome", SignInForceRedirectURL: "/home"},
		"sign-up-button-scripted": partials.SignUpButton{Mode: partials.ButtonModal, UnsafeMetadata: partials.Object{"plan": "pro"}},
		"sign-out-button":         partials.SignOutButton{RedirectURL: "/bye", ID: "leave"},

		"signed-in-hidden":      partials.SignedIn{Content: partials.Text("Hello")},
		"signed-in-shown":       partials.SignedIn{Show: true, Content: partials.Text("Hello"), ID: "hello"},
		"signed-out-hidden":     partials.SignedOut{Content: partials.Text("Who are you?")},
		"signed-out-shown":      partials.SignedOut{Show: true, Content: link},
		"protect-hidden":        partials.Protect{Role: "org:admin", Content: partials.Text("Invoices")},
		"protect-shown":         partials.Protect{Role: "org:admin", Feature: "org:reports", Plan: "org:pro", Permission: "org:invoices:read", Show: true, Content: partials.Text("Invoices")},
		"protect-fallback":      partials.Protect{Permission: "org:invoices:read", ID: "p", Content: partials.Text("Invoices"), Fallback: partials.Text("Ask an admin")},
		"protect-with-fallback": partials.Protect{Permission: "org:invoices:read", Show: true, Content: partials.Text("Invoices"), Fallback: partials.Text("Ask an admin")},
		"loading":               partials.ClerkLoading{Content: partials.Text("…")},
		"loaded":                partials.ClerkLoaded{Content: partials.Text("Ready"), ID: "ready"},
		"failed":                partials.ClerkFailed{Content: partials.Text("Try later")},
		"degraded":              partials.ClerkDegraded{Content: partials.Text("Slow today")},

		"fragment":       partials.Fragment{Name: "account", URL: "/clerk/fragments/account", Content: partials.UserButton{ID: "me"}},
		"fragment-empty": partials.Fragment{Name: "account", URL: "/clerk/fragments/account", Content: partials.Group{}},
		"fragment-load":  partials.Fragment{Name: "account", URL: "/clerk/fragments/account"},
		"head":           head(),
		"head-full":      fullHead(),
		"page":           partials.Page{Head: head(), Title: "Your profile", Lang: "de", Content: partials.UserProfile{}},
		"sign-in-page":   partials.SignInPage{Head: fullHead(), SignIn: partials.SignIn{Path: "/sign-in"}, ApplicationName: "Example", HomeURL: "/home", FallbackURL: "https://accounts.example.com/sign-in?redirect_url=https%3A%2F%2Fexample.com%2F"},
		"sign-up-page":   partials.SignUpPage{Head: head(), Title: "Join", FallbackLabel: "unused"},

		"fragment-params": partials.Fragment{
			Name: "invoice", URL: "/clerk/fragments/invoice", Content: partials.Text("Invoice 42"),
			Params: map[string]string{"view": "short & sweet", "id": "42"},
		},
	}
}

func TestComponentsRenderTheirGoldenFile(t *testing.T) {
	t.Parallel()
	for name, c := range goldenComponents() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join("testdata", name+".golden.html")
			got := render(t, c)
			if *update {
				require.NoError(t, os.WriteFile(file, []byte(got+"\n"), 0o600))
			}
			want, err := os.ReadFile(file)
			require.NoError(t, err, "run with -update to write it")
			assert.Equal(t, outline(parseHTML(t, string(want))), outline(parseHTML(t, got)))
		})
	}
}

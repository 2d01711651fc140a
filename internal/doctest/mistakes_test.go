package doctest_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestMistakesInGoAreFound(t *testing.T) {
	t.Parallel()
	check := newChecker(t)
	for _, test := range []struct{ name, language, code, want string }{
		{"an ellipsis", "go", "kit.Fragment(\"account\", …)", "illegal character U+2026"},
		{"a function that does not exist", "go", "kit.Templates(templates, \"billing\")", "kit.Templates undefined"},
		{"a field that does not exist", "go", "cfg.AuthorisedParties = nil", "cfg.AuthorisedParties undefined"},
		{"a name that nobody declares", "go", "kit.OnSignIn(greet)", "undefined: greet"},
		{"an argument of another type", "go", "e.Use(kit.Protect)", "cannot use kit.Protect"},
		{"a result too many", "go", "kit := clerkhtmx.New(cfg)", "returns 2 values"},
		{"a value of another type", "go", "auth.UserID()", "cannot call"},
		{"a declaration with a mistake", "go", "func f() error { return 1 }", "cannot use 1"},
		{"the second declaration of a name", "go", "var kit int", "kit redeclared"},
		{"a program with an unused import", "go", "package main\nimport \"os\"\nfunc main() {}", "\"os\" imported and not used"},
		{"a program with an unused variable", "go", "package main\nfunc main() { x := 1 }", "declared and not used: x"},
		{"a program that declares nothing", "go", "package main\nfunc main() { kit.Close() }", "undefined: kit"},
		{"a component of templ with an unknown field", "templ", "templ Page() {\n<p>@partials.UserButton{Name: true}</p>\n}", "unknown field Name"},
		{"templ that is not a component", "templ", "templ Page() {\n@kit\n}", "cannot convert kit"},
		{"templ without a function", "templ", "@partials.UserButton{}", "without a templ function"},
		{"nothing", "go", "kit, err := clerkhtmx.New(cfg)\n// Comments say … what they want.\nauth.UserID", ""},
		{"no mistake in templ", "templ", "templ Page(p clerkhtmx.Page) {\n\t<head>@templ.Raw(p.Head())</head>\n\tif p.Auth.SignedIn() {\n\t\t@partials.UserButton{}\n\t}\n}", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := errors.Join(check.guide([]block{{file: "guide.md", line: 7, language: test.language, code: test.code}})...)
			if test.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, test.want)
			assert.ErrorContains(t, err, "guide.md:", "the place is missing")
		})
	}
}

func TestMistakesInHTMLAreFound(t *testing.T) {
	t.Parallel()
	site := newSite(t)
	for _, test := range []struct{ name, note, code, want string }{
		{"a method that Page does not have", "", `{{.Clerk.Heads}}`, "can't evaluate field Heads"},
		{"a fragment that is not registered", "", `{{.Clerk.Fragment "acount"}}`, `no fragment is registered as "acount"`},
		{"a fragment that requires less than the template says", "", `{{.Clerk.SignedOutFragment "billing"}}`, "does not require SignedOut"},
		{"an unknown prop", "", `{{.Clerk.UserButton "showNames" true}}`, "showNames"},
		{"an unknown component", "", `{{.Clerk.Component "user-buton"}}`, "user-buton"},
		{"a name that the page does not give", "", `{{.Kit.Head}}`, `map has no entry for key "Kit"`},
		{"a mistake on the signed-in side", "", `{{if .Clerk.Auth.SignedIn}}{{.Clerk.Auth.Name}}{{end}}`, "can't evaluate field Name"},
		{"a mistake in a template of a fragment", "", `{{define "account"}}{{.User.Name}}{{end}}`, "can't evaluate field User"},
		{"a template that does not parse", "", `{{if .Clerk}}`, "unexpected EOF"},
		{"an ellipsis in a tag", "", `<div hx-trigger="load" …></div>`, `attribute "…"`},
		{"a tag that is not closed", "", `<p><b>bold</p>`, "</p> closes nothing"},
		{"an unknown element", "", `<clerk-user-buton></clerk-user-buton>`, "user-buton"},
		{"an unknown attribute", "", `<clerk-user-button show-names></clerk-user-button>`, "showNames"},
		{"a fragment that htmx does not find", "", `<div hx-get="/clerk/fragments/acount"></div>`, "404"},
		{"a partial with an unknown prop", "", `<div hx-get="/clerk/partials/user-button?showNames=true"></div>`, "400"},
		{"a template of the kit with other data", "", `{{define "page-fallback"}}{{.Link}}{{end}}`, "can't evaluate field Link"},
		{"output with an attribute too few", `output of: {{.Clerk.UserButton "id" "me"}}`, `<clerk-user-button id="me"></clerk-user-button>`, "the kit renders"},
		{"no mistake in output", `output of: {{.Clerk.UserButton "id" "me"}}`, `<clerk-user-button id="me" hx-preserve="true"></clerk-user-button>`, ""},
		{"nothing", "", `<head>{{.Clerk.Head}}</head>{{.Clerk.Fragment "account"}}{{define "account"}}{{.UserButton}}{{end}}`, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := site.check(block{language: "html", note: test.note, code: test.code})
			if test.want == "" {
				assert.NoError(t, err)
				return
			}
			assert.ErrorContains(t, err, test.want)
		})
	}
}

func TestBlocksAreFound(t *testing.T) {
	t.Parallel()
	text := "text\n\n```go\na()\n\nb()\n```\n\n<!-- not compiled: the reason -->\n\n  ```html\n  <p>\n  ```\n"
	assert.Equal(t, []block{
		{file: "guide.md", line: 4, language: "go", code: "a()\n\nb()\n"},
		{file: "guide.md", line: 12, language: "html", note: "not compiled: the reason", code: "<p>\n"},
	}, fencedBlocks("guide.md", text))
	assert.Equal(t, []string{"a()\n", "<p>\n"}, codeOf("Text:\n\n\ta()\n\nMore text:\n\n\t<p>\n"))
	for code, language := range map[string]string{
		"e.Use(kit.Middleware())":         "go",
		"GET {BasePath}/fragments/:name":  "text",
		"CLERK_JWT_KEY  CLERK_SECRET_KEY": "text",
		`{"errors": []}`:                  "json",
		"<p>":                             "html",
		`{{define "a"}}{{end}}`:           "html",
	} {
		assert.Equal(t, language, languageOf(code), code)
	}
}

// A block without a language, or with a misspelled one, would be checked by nobody.
func TestEveryBlockHasALanguage(t *testing.T) {
	t.Parallel()
	for _, blocks := range documentation(t) {
		for _, b := range blocks {
			assert.Contains(t, []string{"go", "html", "css", "templ", "js", "json", "mermaid", "sh", "text"}, b.language, b.place())
			assert.True(t, b.language != "json" || json.Valid([]byte(b.code)), b.place())
		}
	}
}

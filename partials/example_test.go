package partials_test

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"io"
	"net/url"
	"os"
	"testing/fstest"

	"github.com/clerk-htmx/kit/partials"
)

func ExampleUserButton() {
	button := partials.UserButton{
		ID:       "account",
		ShowName: true,
		Fallback: partials.Text("Ada Lovelace"),
	}
	_ = button.Render(context.Background(), os.Stdout)
	// Output: <clerk-user-button id="account" hx-preserve="true" props="{&#34;showName&#34;:true}">Ada Lovelace</clerk-user-button>
}

func ExampleSignInButton() {
	button := partials.SignInButton{URL: "/sign-in", Mode: partials.ButtonModal, Class: "primary"}
	_ = button.Render(context.Background(), os.Stdout)
	// Output: <clerk-sign-in-button mode="modal"><a class="primary" href="/sign-in">Sign in</a></clerk-sign-in-button>
}

func ExampleProtect() {
	invoices := partials.Protect{
		Role:     "org:admin",
		Show:     false, // what the server found
		Content:  partials.Trusted(`<a href="/invoices">Invoices</a>`),
		Fallback: partials.Text("Ask an admin for the invoices."),
	}
	_ = invoices.Render(context.Background(), os.Stdout)
	// Output: <clerk-protect org-role="org:admin"><div hidden><a href="/invoices">Invoices</a></div><div slot="fallback">Ask an admin for the invoices.</div></clerk-protect>
}

// html/template inserts what HTML returns as it is.
func ExampleHTML() {
	page := template.Must(template.New("page").Parse("<nav>{{.Account}}</nav>\n"))

	account, err := partials.HTML(context.Background(), partials.UserButton{})
	if err != nil {
		panic(err)
	}
	_ = page.Execute(os.Stdout, map[string]any{"Account": account})
	// Output: <nav><clerk-user-button></clerk-user-button></nav>
}

// A node of gomponents is g.NodeFunc(partials.Node(ctx, component)).
func ExampleNode() {
	type NodeFunc func(io.Writer) error // as in gomponents

	node := NodeFunc(partials.Node(context.Background(), partials.UserAvatar{}))
	_ = node(os.Stdout)
	// Output: <clerk-user-avatar></clerk-user-avatar>
}

// The application's own template as the content of a component.
func ExampleTemplate() {
	own := template.Must(template.New("own").Parse(`{{define "greeting"}}<p>Hello, {{.}}!</p>{{end}}`))

	greeting := partials.SignedIn{Show: true, Content: partials.Template(own, "greeting", "Ada & Co")}
	_ = greeting.Render(context.Background(), os.Stdout)
	// Output: <clerk-signed-in><p>Hello, Ada &amp; Co!</p></clerk-signed-in>
}

// A component of templ or gomponents as the content of one of ours.
func ExampleFunc() {
	content := partials.Func(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, "<b>Hello</b>")
		return err
	})
	_ = partials.SignedIn{Show: true, Content: content}.Render(context.Background(), os.Stdout)
	// Output: <clerk-signed-in><b>Hello</b></clerk-signed-in>
}

func ExampleGroup() {
	both := partials.Group{
		partials.SignedIn{Show: true, Content: partials.UserButton{}},
		partials.SignedOut{Content: partials.SignInButton{URL: "/sign-in"}},
	}
	_ = both.Render(context.Background(), os.Stdout)
	// Output: <clerk-signed-in><clerk-user-button></clerk-user-button></clerk-signed-in><clerk-signed-out hidden><clerk-sign-in-button><a href="/sign-in">Sign in</a></clerk-sign-in-button></clerk-signed-out>
}

func ExampleNew() {
	props, err := partials.Props("showName", true, "afterSwitchSessionUrl", "/home")
	if err != nil {
		panic(err)
	}
	button, err := partials.New("user-button", props)
	fmt.Printf("%T %v\n", button, err)

	_, err = partials.New("waitlist", map[string]any{"showName": true})
	fmt.Println(err)
	// Output:
	// partials.UserButton <nil>
	// partials: waitlist: unknown prop "showName"; known: afterJoinWaitlistUrl, appearance, fallback, id, signInUrl
}

func ExampleFromQuery() {
	query := url.Values{"signInUrl": {"javascript:alert(1)"}}
	_, err := partials.FromQuery("user-button", query)
	fmt.Println(err)

	var prop *partials.PropError
	fmt.Println(errors.As(err, &prop), prop.Prop)
	// Output:
	// partials: user-button: signInUrl must be a path on this origin or an http(s) URL
	// true signInUrl
}

// Replacing one of the kit's templates.
func ExampleParseTemplates() {
	own := fstest.MapFS{"own.html": {Data: []byte(
		`{{define "sign-in-button"}}<a class="button" href="{{.URL}}"><i>{{.Label}}</i></a>{{end}}`,
	)}}
	set, err := partials.ParseTemplates(own) // once, when the program starts
	if err != nil {
		panic(err)
	}
	ctx := partials.WithTemplates(context.Background(), set) // for every request
	_ = partials.SignInButton{URL: "/sign-in"}.Render(ctx, os.Stdout)
	// Output: <a class="button" href="/sign-in"><i>Sign in</i></a>
}

func ExampleSignInPage() {
	page := partials.SignInPage{
		Head: partials.Head{
			PublishableKey: "pk_test_Y2xlcmsuZXhhbXBsZS5jb20k",
			ScriptURL:      "/clerk/static/clerkhtmx.js",
		},
		SignIn:      partials.SignIn{Path: "/sign-in"},
		FallbackURL: "https://accounts.example.com/sign-in",
	}
	fmt.Println(page.Render(context.Background(), io.Discard))
	// Output: <nil>
}

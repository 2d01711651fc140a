package partials

import (
	"cmp"
	"context"
	"io"
	"net/url"
)

// SignInButton leads to the sign-in form: <clerk-sign-in-button> around a link.
type SignInButton struct {
	// Mode is what a click does. Default ButtonRedirect: it follows the link, which
	// works without the script, too.
	Mode ButtonMode `json:"-" prop:"mode"`
	// URL is the sign-in page. The redirect URLs below are added to it as Clerk's
	// query parameters. Without a URL the control is a <button>, which needs the
	// script.
	URL string `json:"-" prop:"url"`
	// Label is the link's text. Default "Sign in".
	Label string `json:"-" prop:"label"`
	// Class is the link's class.
	Class string `json:"-" prop:"class"`
	// Content takes the place of the link, to have markup of your own. It should
	// hold one <a href> or <button>.
	Content Component `json:"-" prop:"content"`
	// ID is the id of the link, which then keeps the focus when htmx swaps it; with
	// Content, of the element around it.
	ID string `json:"-" prop:"id"`

	// ForceRedirectURL and the others are as in [SignIn].
	ForceRedirectURL          string         `json:"forceRedirectUrl,omitempty"`
	FallbackRedirectURL       string         `json:"fallbackRedirectUrl,omitempty"`
	SignUpForceRedirectURL    string         `json:"signUpForceRedirectUrl,omitempty"`
	SignUpFallbackRedirectURL string         `json:"signUpFallbackRedirectUrl,omitempty"`
	InitialValues             *InitialValues `json:"initialValues,omitempty"`
	WithSignUp                bool           `json:"withSignUp,omitempty"`
	OAuthFlow                 OAuthFlow      `json:"oauthFlow,omitempty"`
	Appearance                Object         `json:"appearance,omitempty"`
}

// Render implements [Component].
func (c SignInButton) Render(ctx context.Context, w io.Writer) error {
	return renderButton(ctx, w, c, c.Content, buttonView{
		elementView: elementView{ID: c.ID},
		Mode:        c.Mode,
		Class:       c.Class,
		Label:       cmp.Or(c.Label, "Sign in"),
		URL: withRedirects(c.URL, redirects{
			signInForce: c.ForceRedirectURL, signInFallback: c.FallbackRedirectURL,
			signUpForce: c.SignUpForceRedirectURL, signUpFallback: c.SignUpFallbackRedirectURL,
		}),
	})
}

// SignUpButton leads to the sign-up form: <clerk-sign-up-button> around a link.
type SignUpButton struct {
	// Mode, URL, Label, Class, Content and ID are as in [SignInButton]. URL is the
	// sign-up page; Label is "Sign up" by default.
	Mode    ButtonMode `json:"-" prop:"mode"`
	URL     string     `json:"-" prop:"url"`
	Label   string     `json:"-" prop:"label"`
	Class   string     `json:"-" prop:"class"`
	Content Component  `json:"-" prop:"content"`
	ID      string     `json:"-" prop:"id"`

	// ForceRedirectURL and the others are as in [SignUp].
	ForceRedirectURL          string         `json:"forceRedirectUrl,omitempty"`
	FallbackRedirectURL       string         `json:"fallbackRedirectUrl,omitempty"`
	SignInForceRedirectURL    string         `json:"signInForceRedirectUrl,omitempty"`
	SignInFallbackRedirectURL string         `json:"signInFallbackRedirectUrl,omitempty"`
	InitialValues             *InitialValues `json:"initialValues,omitempty"`
	OAuthFlow                 OAuthFlow      `json:"oauthFlow,omitempty"`
	UnsafeMetadata            Object         `json:"unsafeMetadata,omitempty"`
	Appearance                Object         `json:"appearance,omitempty"`
}

// Render implements [Component].
func (c SignUpButton) Render(ctx context.Context, w io.Writer) error {
	return renderButton(ctx, w, c, c.Content, buttonView{
		elementView: elementView{ID: c.ID},
		Mode:        c.Mode,
		Class:       c.Class,
		Label:       cmp.Or(c.Label, "Sign up"),
		URL: withRedirects(c.URL, redirects{
			signUpForce: c.ForceRedirectURL, signUpFallback: c.FallbackRedirectURL,
			signInForce: c.SignInForceRedirectURL, signInFallback: c.SignInFallbackRedirectURL,
		}),
	})
}

// SignOutButton ends the session: <clerk-sign-out-button> around a button.
type SignOutButton struct {
	// URL is a page of yours that signs people out, for browsers without script.
	// Default: none, the control is a <button>.
	URL string `json:"-" prop:"url"`
	// Label, Class, Content and ID are as in [SignInButton]; Label is "Sign out" by
	// default.
	Label   string    `json:"-" prop:"label"`
	Class   string    `json:"-" prop:"class"`
	Content Component `json:"-" prop:"content"`
	ID      string    `json:"-" prop:"id"`

	// SessionID is the session to end. Default: all of this browser's.
	SessionID string `json:"sessionId,omitempty"`
	// RedirectURL is where people go afterwards. Default: they stay.
	RedirectURL string `json:"redirectUrl,omitempty"`
}

// Render implements [Component].
func (c SignOutButton) Render(ctx context.Context, w io.Writer) error {
	return renderButton(ctx, w, c, c.Content, buttonView{
		elementView: elementView{ID: c.ID},
		Class:       c.Class,
		Label:       cmp.Or(c.Label, "Sign out"),
		URL:         c.URL,
	})
}

// buttonView is what the templates of buttons get.
type buttonView struct {
	elementView // Content is "" for the default link
	Mode        ButtonMode
	URL         string
	Label       string
	Class       string
}

func renderButton[C Component](ctx context.Context, w io.Writer, c C, content Component, v buttonView) error {
	r, name, err := declared[C](ctx)
	if err != nil {
		return err
	}
	if v.Props, err = r.encodeProps(name, c); err != nil {
		return err
	}
	if v.Content, err = HTML(ctx, content); err != nil {
		return err
	}
	return r.render(w, name, v)
}

// redirects are the places that Clerk's pages read from their query.
type redirects struct{ signInForce, signInFallback, signUpForce, signUpFallback string }

// withRedirects adds them to a link under the names of clerk-js, which puts the same
// ones into the URL when it redirects by itself.
func withRedirects(link string, r redirects) string {
	if link == "" || r == (redirects{}) {
		return link
	}
	u, err := url.Parse(link)
	if err != nil { // encodeProps refuses the same link, with the prop's name
		return link
	}
	query := u.Query()
	for name, value := range map[string]string{
		"sign_in_force_redirect_url":    r.signInForce,
		"sign_in_fallback_redirect_url": r.signInFallback,
		"sign_up_force_redirect_url":    r.signUpForce,
		"sign_up_fallback_redirect_url": r.signUpFallback,
	} {
		if value != "" {
			query.Set(name, value)
		}
	}
	u.RawQuery = query.Encode()
	return u.String()
}

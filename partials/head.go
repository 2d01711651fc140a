package partials

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"strconv"
	"time"

	"github.com/clerk-htmx/kit/internal/safeurl"
)

// Head is the kit's part of a page's head: the style, and one external script that
// loads clerk-js and Clerk UI without holding up the page.
type Head struct {
	// PublishableKey identifies the Clerk instance. Required.
	PublishableKey string
	// ProxyURL is where this application proxies Clerk's Frontend API. Default: not
	// proxied.
	ProxyURL string
	// Domain is the domain of a satellite application. Default: none.
	Domain string
	// ClerkJSURL and ClerkUIURL are Clerk's two scripts. Default: the page brings a
	// window.Clerk of its own.
	ClerkJSURL, ClerkUIURL string
	// LocalizationURL is a JSON file with the texts of Clerk's components, which the script loads
	// before clerk-js. The page's language, <html lang>, takes the place of ":lang" in it.
	// Default: Options.Localization, else English.
	LocalizationURL string
	// ScriptURL and StyleURL are the kit's script and style. ScriptURL is required.
	ScriptURL, StyleURL string
	// BasePath is where the kit's routes are. Default "/clerk".
	BasePath string
	// State is the session that the server renders the page for.
	State State
	// Options are passed to Clerk.load.
	Options Options
	// Guards is the number of guards that have admitted the request for the page. When the
	// session changes, the script asks them again. Default 0: the page stays as it is.
	Guards int
	// Nonce is that of the page's Content-Security-Policy. Default: none.
	Nonce string
	// ReadyTimeout is how long the page waits for Clerk before clerk:ready says that
	// it timed out. Default 5 s.
	ReadyTimeout time.Duration
}

// State describes the session that the server rendered a page for. The script compares it with
// the session that clerk-js finds, and does not ask the server if the two agree. The zero State
// is signed out.
type State struct {
	UserID        string `json:"userId"`
	SessionID     string `json:"sessionId"`
	SessionStatus string `json:"sessionStatus"`
	OrgID         string `json:"orgId"`
	// Stale says that the cookies did not tell the server whether anybody is signed in.
	Stale bool `json:"stale"`
}

const (
	defaultBasePath     = "/clerk"
	defaultReadyTimeout = 5 * time.Second
)

// Render implements [Component].
func (h Head) Render(ctx context.Context, w io.Writer) error {
	view, err := h.view(ctx)
	if err != nil {
		return err
	}
	return registryOf(ctx).render(w, "head", view)
}

// Dataset returns what the script's tag says, by its names in the tag's dataset, such as
// "clerkPublishableKey". It leaves out State and Guards, which a page that no server renders does
// not have. Errors are those of Render.
func (h Head) Dataset(ctx context.Context) (map[string]string, error) {
	view, err := h.view(ctx)
	if err != nil {
		return nil, err
	}
	dataset := map[string]string{
		"clerkPublishableKey":  view.PublishableKey,
		"clerkProxyUrl":        view.ProxyURL,
		"clerkDomain":          view.Domain,
		"clerkJsUrl":           view.ClerkJSURL,
		"clerkUiUrl":           view.ClerkUIURL,
		"clerkLocalizationUrl": view.LocalizationURL,
		"clerkBasePath":        view.BasePath,
		"clerkOptions":         view.Options,
		"clerkReadyTimeout":    strconv.FormatInt(view.ReadyTimeout, 10),
	}
	maps.DeleteFunc(dataset, func(_, value string) bool { return value == "" })
	return dataset, nil
}

func (h Head) view(ctx context.Context) (headView, error) {
	if err := h.validate(); err != nil {
		return headView{}, err
	}
	options, err := registryOf(ctx).encodeOptions(h.Options)
	if err != nil {
		return headView{}, err
	}
	state, err := json.Marshal(h.State)
	if err != nil {
		return headView{}, err
	}
	timeout := cmp.Or(h.ReadyTimeout, defaultReadyTimeout)
	h.BasePath = cmp.Or(h.BasePath, defaultBasePath)
	return headView{Head: h, State: string(state), Options: options, ReadyTimeout: timeout.Milliseconds()}, nil
}

func (h Head) validate() error {
	var errs []error
	if h.PublishableKey == "" {
		errs = append(errs, errors.New("PublishableKey must not be empty"))
	}
	if h.ScriptURL == "" {
		errs = append(errs, errors.New("ScriptURL must not be empty"))
	}
	if h.BasePath != "" && !safeurl.IsLocalPath(h.BasePath) {
		errs = append(errs, errors.New("BasePath must be a path on this origin"))
	}
	if h.ReadyTimeout < 0 {
		errs = append(errs, errors.New("ReadyTimeout must not be negative"))
	}
	for _, u := range []struct{ name, value string }{
		{"ProxyURL", h.ProxyURL}, {"ClerkJSURL", h.ClerkJSURL}, {"ClerkUIURL", h.ClerkUIURL},
		{"LocalizationURL", h.LocalizationURL},
		{"ScriptURL", h.ScriptURL}, {"StyleURL", h.StyleURL},
	} {
		if u.value != "" && !safeurl.Is(u.value) {
			errs = append(errs, fmt.Errorf("%s must be %s", u.name, wantURL))
		}
	}
	if len(errs) == 0 {
		return nil
	}
	return fmt.Errorf("partials: head: %w", errors.Join(errs...))
}

// headView is what the template "head" gets: the fields of Head, and as JSON those
// that the script reads as such.
type headView struct {
	Head
	State        string
	Options      string
	ReadyTimeout int64 // milliseconds
}

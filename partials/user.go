package partials

import (
	"context"
	"io"
)

// UserButton is the avatar that opens Clerk's account menu: <clerk-user-button>.
type UserButton struct {
	// ShowName puts the name next to the avatar. Default false.
	ShowName bool `json:"showName,omitempty"`
	// DefaultOpen opens the menu at once. Default false.
	DefaultOpen bool `json:"defaultOpen,omitempty"`
	// UserProfileMode is how the user profile opens. Default OpenModal;
	// OpenNavigation goes to UserProfileURL.
	UserProfileMode OpenMode `json:"userProfileMode,omitempty"`
	UserProfileURL  string   `json:"userProfileUrl,omitempty"`
	// UserProfileProps are the props of the user profile that the menu opens.
	UserProfileProps *UserProfile `json:"userProfileProps,omitempty"`
	// SignInURL is where "Add account" goes, if people may have several sessions.
	SignInURL string `json:"signInUrl,omitempty"`
	// AfterSwitchSessionURL is where people go after choosing another of their
	// sessions. Default: they stay.
	AfterSwitchSessionURL string `json:"afterSwitchSessionUrl,omitempty"`
	// Appearance is merged with that of [Options].
	Appearance Object `json:"appearance,omitempty"`

	// ID and Fallback are as in [SignIn].
	ID       string    `json:"-" prop:"id"`
	Fallback Component `json:"-" prop:"fallback"`
}

// Render implements [Component].
func (c UserButton) Render(ctx context.Context, w io.Writer) error {
	return renderElement(ctx, w, c, c.ID, c.Fallback)
}

// UserAvatar is the user's picture: <clerk-user-avatar>.
type UserAvatar struct {
	// Rounded makes the picture a circle; new(false) a square. Default: as the
	// appearance says.
	Rounded *bool `json:"rounded,omitempty"`
	// Appearance is merged with that of [Options].
	Appearance Object `json:"appearance,omitempty"`

	// ID and Fallback are as in [SignIn].
	ID       string    `json:"-" prop:"id"`
	Fallback Component `json:"-" prop:"fallback"`
}

// Render implements [Component].
func (c UserAvatar) Render(ctx context.Context, w io.Writer) error {
	return renderElement(ctx, w, c, c.ID, c.Fallback)
}

// UserProfile is the page of account settings: <clerk-user-profile>.
type UserProfile struct {
	// Routing and Path say where it keeps the page that is open. Default: in the
	// hash. A Path implies RoutingPath.
	Routing Routing `json:"routing,omitempty"`
	Path    string  `json:"path,omitempty"`
	// AdditionalOAuthScopes asks a provider for more when an account is connected:
	// {"google": {"https://www.googleapis.com/auth/calendar"}}.
	AdditionalOAuthScopes map[string][]string `json:"additionalOAuthScopes,omitempty"`
	// APIKeysProps are the props of the page of API keys.
	APIKeysProps *APIKeysProps `json:"apiKeysProps,omitempty"`
	// Appearance is merged with that of [Options].
	Appearance Object `json:"appearance,omitempty"`

	// ID and Fallback are as in [SignIn].
	ID       string    `json:"-" prop:"id"`
	Fallback Component `json:"-" prop:"fallback"`
}

// Render implements [Component].
func (c UserProfile) Render(ctx context.Context, w io.Writer) error {
	return renderElement(ctx, w, c, c.ID, c.Fallback)
}

// APIKeysProps configure the page of API keys in a profile.
type APIKeysProps struct {
	// Hide leaves the page out. Default false.
	Hide bool `json:"hide,omitempty"`
	// PerPage is the number of keys on a page. Default: Clerk's.
	PerPage int `json:"perPage,omitempty"`
	// ShowDescription shows the keys' descriptions. Default false.
	ShowDescription bool `json:"showDescription,omitempty"`
}

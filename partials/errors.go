package partials

import (
	"fmt"
	"strings"
)

// UnknownComponentError says that there is no component of that name.
type UnknownComponentError struct {
	Name  string
	Known []string // sorted
}

func (e *UnknownComponentError) Error() string {
	return fmt.Sprintf("partials: unknown component %s; known: %s", quote(e.Name), strings.Join(e.Known, ", "))
}

// UnknownPropError says that a component has no prop of that name.
type UnknownPropError struct {
	Component string
	Prop      string
	Known     []string // sorted
}

func (e *UnknownPropError) Error() string {
	return fmt.Sprintf("partials: %s: unknown prop %s; known: %s", e.Component, quote(e.Prop), strings.Join(e.Known, ", "))
}

// PropError says that a prop has a value of the wrong type, or one that is refused.
// It never repeats the value: a URL may carry a secret.
type PropError struct {
	Component string // kebab-case, such as "user-button"
	Prop      string // Clerk's name, dotted if it is nested: "userProfileProps.path"
	Want      string // what would be accepted
	Err       error  // the cause, if there is one
}

func (e *PropError) Error() string {
	return fmt.Sprintf("partials: %s: %s must be %s", e.Component, e.Prop, e.Want)
}

// Unwrap returns the cause, or nil.
func (e *PropError) Unwrap() error { return e.Err }

// quote keeps an error short and on one line, whatever a stranger sent.
func quote(s string) string {
	const limit = 64
	if len(s) > limit {
		return fmt.Sprintf("%q…", s[:limit])
	}
	return fmt.Sprintf("%q", s)
}

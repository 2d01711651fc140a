package partials

// Object is a JSON object that goes to Clerk unchanged, in Clerk's own words, such
// as an appearance:
//
//	partials.Object{
//		"variables": partials.Object{"colorPrimary": "#0f766e"},
//		"elements":  partials.Object{"card": "shadow-none"},
//	}
//
// Its values must be something that encoding/json can encode. Nothing in it is
// checked, so it must not be made of what strangers send.
type Object map[string]any

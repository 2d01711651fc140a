package partials

// Object is a JSON object that goes to Clerk unchanged, in Clerk's own words, such
// as an appearance:
//
//	partials.Object{
//		"variables": partials.Object{"colorPrimary": "#0f766e"},
//		"elements":  partials.Object{"card": "shadow-none"},
//	}
//
// Its values must be something that encoding/json can encode. They are the
// program's own, so only [FromQuery] checks the URLs among them.
type Object map[string]any

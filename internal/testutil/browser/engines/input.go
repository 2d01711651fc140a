package engines

// WebDriver and WebDriver BiDi describe input alike, https://www.w3.org/TR/webdriver2/#actions

// An inputSource is a device and what it does.
type inputSource struct {
	Type    string  `json:"type"`
	ID      string  `json:"id"`
	Actions []input `json:"actions"`
}

type input struct {
	Type   string `json:"type"`
	X      int    `json:"x"` // of the viewport, in CSS pixels
	Y      int    `json:"y"`
	Button *int   `json:"button,omitempty"`
	Value  string `json:"value,omitempty"`
}

// point is the answer of the method of this name in page.js.
type point struct{ X, Y float64 }

func click(at point) inputSource {
	left := 0
	return inputSource{Type: "pointer", ID: "mouse", Actions: []input{
		{Type: "pointerMove", X: int(at.X), Y: int(at.Y)},
		{Type: "pointerDown", Button: &left},
		{Type: "pointerUp", Button: &left},
	}}
}

func keys(text string) inputSource {
	source := inputSource{Type: "key", ID: "keyboard"}
	for _, key := range text {
		source.Actions = append(source.Actions, input{Type: "keyDown", Value: string(key)}, input{Type: "keyUp", Value: string(key)})
	}
	return source
}

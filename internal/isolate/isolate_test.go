package isolate_test

import (
	"errors"
	"net/http"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/isolate"
)

var errApplication = errors.New("the application's error")

func blowUp(value any) { panic(value) }

type broken struct{}

func (broken) Error() string { panic("no text either") }

func TestCallReturnsWhatTheFunctionReturns(t *testing.T) {
	t.Parallel()
	ran := false
	require.NoError(t, isolate.Call(func() error {
		ran = true
		return nil
	}))
	assert.True(t, ran)
	err := isolate.Call(func() error { return errApplication })
	require.ErrorIs(t, err, errApplication)
	assert.Empty(t, isolate.Stack(err))
	assert.Len(t, isolate.Attrs(err), 1)
}

func TestCallTurnsAFunctionThatDoesNotReturnIntoAnError(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		run  func() error
		text string
		is   error
	}{
		"a panic with a text":           {func() error { blowUp("out of cheese"); return nil }, "panic: out of cheese", nil},
		"a panic with an error":         {func() error { blowUp(errApplication); return nil }, "panic: the application's error", errApplication},
		"a panic with nil":              {func() error { blowUp(nil); return nil }, "panic: panic called with nil argument", nil},
		"a panic with a request":        {func() error { blowUp(secretRequest()); return nil }, "panic with a value of type *http.Request", nil},
		"an error whose text panics":    {func() error { blowUp(broken{}); return nil }, "panic: %!v(PANIC=Error method: no text either)", nil},
		"runtime.Goexit":                {func() error { runtime.Goexit(); return nil }, "runtime.Goexit was called", nil},
		"runtime.Goexit after a return": {func() error { defer runtime.Goexit(); return errApplication }, "runtime.Goexit was called", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := isolate.Call(tt.run)
			require.ErrorContains(t, err, tt.text)
			assert.NotContains(t, err.Error(), "sk_live")
			if tt.is != nil {
				require.ErrorIs(t, err, tt.is)
			}
			assert.Contains(t, isolate.Stack(err), "isolate_test.go", "the stack leads to the code that failed")
			attrs := isolate.Attrs(err)
			require.Len(t, attrs, 2)
			assert.Equal(t, "error", attrs[0].Key)
			assert.Equal(t, "stack", attrs[1].Key)
		})
	}
}

func secretRequest() *http.Request {
	return &http.Request{Header: http.Header{"Authorization": {"Bearer sk_live_secret"}}}
}

package fragmentparams

import (
	"fmt"
	"reflect"
	"strconv"
)

// text is the value of a parameter. It is false for a type that is not supported.
func text(value any) (string, bool) {
	v := reflect.ValueOf(value)
	if v.Kind() == reflect.Pointer && v.IsNil() {
		return "", false // most String methods fail for it
	}
	if stringer, ok := value.(fmt.Stringer); ok {
		return stringer.String(), true
	}
	switch {
	case v.Kind() == reflect.String:
		return v.String(), true
	case v.CanInt():
		return strconv.FormatInt(v.Int(), 10), true
	case v.CanUint():
		return strconv.FormatUint(v.Uint(), 10), true
	default:
		return "", false
	}
}

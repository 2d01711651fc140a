package clerktest

import (
	"log/slog"
	"reflect"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEveryFieldOfConfigReachesTheEngine(t *testing.T) {
	t.Parallel()
	var cfg Config
	fields := reflect.ValueOf(&cfg).Elem()
	for i := range fields.NumField() {
		field := fields.Field(i)
		switch field.Interface().(type) {
		case func() time.Time:
			field.Set(reflect.ValueOf(time.Now))
		case *slog.Logger:
			field.Set(reflect.ValueOf(slog.Default()))
		case []string:
			field.Set(reflect.ValueOf([]string{"https://app.example.com"}))
		default:
			switch field.Kind() {
			case reflect.String:
				field.SetString("text")
			case reflect.Bool:
				field.SetBool(true)
			case reflect.Int, reflect.Int64:
				field.SetInt(1)
			case reflect.Interface:
				field.Set(reflect.ValueOf(fstest.MapFS{}))
			default:
				require.Fail(t, "no value for this field", fields.Type().Field(i).Name)
			}
		}
	}
	engine := reflect.ValueOf(cfg.engine())
	for i := range fields.NumField() {
		name := fields.Type().Field(i).Name
		assert.False(t, engine.FieldByName(name).IsZero(), name)
	}
}

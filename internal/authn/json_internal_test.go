package authn

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What the strict reader takes is what encoding/json reads, member by member.
func FuzzParseObject(f *testing.F) {
	f.Add([]byte(`{"sub":"user_1","exp":1700000050,"o":{"per":"a,b"},"fva":[1,-1],"x":null}`))
	f.Add([]byte(` { "a\u0062" : [ true , {"c":[]} , "\"]}" , 1e3 ] } `))
	f.Add([]byte(`{"a":1,"a":2}`))
	f.Add([]byte(`{"a":{"b":1,"\u0062":2}}`))
	f.Add([]byte(`{"a":1e400}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		got := map[string]string{}
		err := parseObject(data, func(name, value string) { got[name] = value })
		if err != nil {
			return
		}
		var want map[string]json.RawMessage
		require.NoError(t, json.Unmarshal(data, &want))
		require.Len(t, got, len(want))
		for name, value := range want {
			assert.Equal(t, string(value), got[name])
			checkValue(t, string(value))
		}
	})
}

func checkValue(t *testing.T, value string) {
	t.Helper()
	var want any
	require.NoError(t, json.Unmarshal([]byte(value), &want))
	s, isString := jsonString(value)
	n, isNumber := jsonNumber(value)
	switch want := want.(type) {
	case string:
		assert.True(t, isString)
		assert.Equal(t, want, s)
	case float64:
		assert.True(t, isNumber)
		assert.InDelta(t, want, n, 0)
	default:
		assert.False(t, isString || isNumber)
	}
	readActor(value)
	readOrganization(value)
	readFactorVerificationAge(value)
	readAudience(value)
	readNumericDate(value)
}

func FuzzDecodePermissions(f *testing.F) {
	f.Add("o:a,u:b", "read,write", "3,0")
	f.Add("u:b,o:a", " read ,", "18446744073709551617,-1,+1")
	f.Fuzz(func(t *testing.T, features, permissions, masks string) {
		if len(masks) > 4<<10 {
			return
		}
		split := splitScoped(features)
		granted := decodePermissions(split, permissions, masks)
		for _, permission := range granted {
			assert.Regexp(t, `(?s)^org:`, permission)
		}
		assert.LessOrEqual(t, len(granted), len(split)*(len(permissions)+1))
	})
}

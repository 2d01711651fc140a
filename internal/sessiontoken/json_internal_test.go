package sessiontoken

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What the strict reader takes is what encoding/json reads, member by member. Of
// what it refuses, encoding/json knows why: it is no JSON, or too deep for us.
func FuzzReadObject(f *testing.F) {
	f.Add(`{"sub":"user_1","exp":1700000050,"o":{"per":"a,b"},"fva":[1,-1],"x":null}`)
	f.Add(` { "a\u0062" : [ true , {"c":[]} , "\"]}" , 1e3 ] } `)
	f.Add(`{"a":1,"a":2}`)
	f.Add(`{"a":{"b":1,"\u0062":2}}`)
	f.Add(`{"a":1e400,"b":-0.5E-7,"c":01,"d":1.,"e":-}`)
	f.Add(`{"a":"\uD83D\ude00\/\b","b":"\x"}`)
	f.Add(`{"a":tru}`)
	f.Add(`{"a":[1,]}`)
	f.Add(`[]`)
	f.Fuzz(func(t *testing.T, text string) {
		if !isJSONObject(text) {
			tooDeep := strings.Count(text, "[")+strings.Count(text, "{") > maxJSONDepth
			isObject := json.Valid([]byte(text)) && strings.HasPrefix(strings.TrimLeft(text, " \t\r\n"), "{")
			assert.False(t, utf8.ValidString(text) && isObject && !tooDeep, "this is a JSON object")
			return
		}
		require.True(t, json.Valid([]byte(text)))
		got := map[string]string{}
		if readObject(text, func(name, value string) { got[name] = value }) != nil {
			return
		}
		var want map[string]json.RawMessage
		require.NoError(t, json.Unmarshal([]byte(text), &want))
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
	s, isString := JSONString(value)
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
	readStrings(value, (*Actor).member)
	readStrings(value, (*organizationClaim).member)
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

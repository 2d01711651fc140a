package machines_test

import (
	"encoding/json"
	"slices"
	"strings"
)

// The terms in which machineExceptions says when.

// inHeader: the token is the one that both sides read in the header.
func (mc machineCase) inHeader() bool {
	return mc.authorization == "Bearer %s" || mc.authorization == "Bearer %s x" || mc.authorization == "%s"
}

// hasNoHeader: the header is missing or for another authentication. What is neither
// in the header nor this is garbage in it.
func (mc machineCase) hasNoHeader() bool {
	return slices.Contains([]string{"", "bearer %s", "BEARER %s", "Basic %s"}, mc.authorization)
}

func (mc machineCase) isOpaque() bool {
	return mc.token.claims == nil && mc.token.tokenType() != "session_token"
}

func (mc machineCase) isOpaqueAndAccepted() bool {
	return mc.isOpaque() && mc.inHeader() && slices.Contains(mc.accepted(), mc.token.tokenType())
}

// isOddAnswer: the Backend API's answer is not what Clerk documents.
func (mc machineCase) isOddAnswer() bool {
	switch mc.token.answered {
	case "nobody's", "numeric id", "text for scopes", "text for aud", "no JSON", "a page", "a page not found", "created", "nothing":
		return true
	default:
		return false
	}
}

// isOfOtherCategory: an M2M token has a category that is another's.
func (s sentToken) isOfOtherCategory() bool {
	cat, ok := s.header["cat"]
	return s.tokenType() == "m2m_token" && ok && cat != any(absent{}) && cat != "cl_B7d4PD333AAA"
}

// withoutOddScopes makes scopes of the wrong type empty ones of the right type.
func withoutOddScopes(mc *machineCase) bool {
	claims := mc.token.claims
	isOdd := func(name string) bool {
		switch claims[name].(type) {
		case nil, json.RawMessage: // null
			return false
		case string:
			return name == "scp"
		case []string:
			return name != "scp"
		default:
			return true
		}
	}
	switch tokenType := mc.token.tokenType(); {
	case tokenType == "m2m_token" && isOdd("scopes"):
		claims["scopes"] = ""
	case tokenType == "oauth_token" && isOdd("scp"):
		claims["scp"] = []string{}
	case tokenType == "oauth_token" && isOdd("scope"):
		claims["scope"] = ""
	default:
		return false
	}
	return true
}

func isOddAudience(aud any) bool {
	switch aud := aud.(type) {
	case nil, string, []string, json.RawMessage: // null
		return false
	case bool:
		return aud
	default:
		return true
	}
}

func isFar(seconds any) bool { return seconds == 1e300 || seconds == -1e300 }

func onlyText(value any) any {
	if text, ok := value.(string); ok {
		return text
	}
	return ""
}

// listOfTexts makes a list of one of a text, and nothing of what is no list of texts.
func listOfTexts(value any) any {
	switch value := value.(type) {
	case string:
		return []any{value}
	case []any:
		if slices.ContainsFunc(value, func(element any) bool { return element == nil || element != onlyText(element) }) {
			return nil
		}
		return value
	default:
		return nil
	}
}

func withoutEmpty(list any) any {
	texts, _ := list.([]any)
	texts = slices.DeleteFunc(slices.Clone(texts), func(text any) bool { return text == "" })
	if len(texts) == 0 {
		return nil
	}
	return texts
}

func withPrefix(prefix, id string) string {
	if strings.HasPrefix(id, prefix) {
		return id
	}
	return ""
}

// plainJSON is the value as it is read from JSON.
func plainJSON(value any) any {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	var plain any
	if err := json.Unmarshal(text, &plain); err != nil {
		panic(err)
	}
	return plain
}

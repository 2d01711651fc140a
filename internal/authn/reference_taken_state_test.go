package authn_test

import (
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

var (
	nonceParam      = regexp.MustCompile(`__clerk_handshake_nonce=\w+`)
	devBrowserParam = regexp.MustCompile(`&__clerk_db_jwt=\w+$|__clerk_db_jwt=\w+&`)
	tooLong         = regexp.MustCompile(`<(live|test)-long>`)
	sessionParam    = regexp.MustCompile(`&__session=[^&]*`)
)

// redirectURLParam is the way back in a handshake's URL.
var redirectURLParam = regexp.MustCompile(`redirect_url=[^&]*`)

func withoutOutcome(param string) string {
	back, err := url.QueryUnescape(strings.TrimPrefix(param, "redirect_url="))
	page, query, found := strings.Cut(back, "?")
	if err != nil || !found {
		return param
	}
	pairs := slices.DeleteFunc(strings.Split(query, "&"), func(pair string) bool {
		name, _, _ := strings.Cut(pair, "=")
		return name == "__clerk_handshake" || name == "__clerk_handshake_nonce" || name == "__clerk_help"
	})
	if len(pairs) > 0 {
		page += "?" + strings.Join(pairs, "&")
	}
	// URLSearchParams spells two characters in another way.
	return "redirect_url=" + strings.NewReplacer("~", "%7E", "%2A", "*").Replace(url.QueryEscape(page))
}

// noSession are the tokens that authenticateRequest itself would call a mismatch.
var noSession = regexp.MustCompile(`<(live|test)-(?:category-template|category-null|machine)>`)

// takenState is a state on its way to the one that it is taken for.
type takenState struct {
	referenceState
	back []string // pairs, the changed text and the original
}

// isForDocument is when the reference redirects to a handshake.
func (s *takenState) isForDocument() bool {
	switch dest := s.Request.Headers["sec-fetch-dest"]; {
	case s.Request.Method != http.MethodGet:
		return false
	case dest == "":
		return strings.HasPrefix(s.Request.Headers["accept"], "text/html")
	default:
		return dest == "document" || dest == "iframe"
	}
}

func (s *takenState) inURL(from, to string) {
	if strings.Contains(s.Request.URL, from) {
		s.Request.URL = strings.ReplaceAll(s.Request.URL, from, to)
		s.undo(from, to)
	}
}

// undo has from in place of to again in the verdict.
func (s *takenState) undo(from, to string) { s.back = append(s.back, to, from) }

func (s *takenState) clone() takenState {
	c := *s
	c.Request.Headers = maps.Clone(s.Request.Headers)
	c.Refresh.Cookies, c.Handshake.Cookies = slices.Clone(s.Refresh.Cookies), slices.Clone(s.Handshake.Cookies)
	c.back = slices.Clone(s.back)
	return c
}

// redirectURL is where a satellite wants the browser sent back to, nil if it is no
// URL or nobody listens.
func (s referenceState) redirectURL() *url.URL {
	u, err := url.Parse(s.Request.URL)
	if err != nil || s.live() || s.Options.IsSatellite || !u.Query().Has("__clerk_redirect_url") {
		return nil
	}
	target, err := url.Parse(u.Query().Get("__clerk_redirect_url"))
	if err != nil {
		return nil
	}
	return target
}

// strange takes tokens of these kinds for their stand-ins.
func strange(kinds ...string) func(*takenState) {
	return func(s *takenState) {
		for _, kind := range kinds {
			for _, mode := range []string{"live", "test"} {
				s.standIn("<"+mode+"-"+kind+">", "<"+mode+"-"+kind+"-taken>")
			}
		}
	}
}

// strangeInRequest is strange for what does not matter in the Backend API's answers.
func strangeInRequest(kinds ...string) func(*takenState) {
	return func(s *takenState) {
		answers := s.clone()
		strange(kinds...)(s)
		s.Refresh, s.Handshake = answers.Refresh, answers.Handshake
	}
}

func (s *takenState) standIn(token, taken string) {
	changed := false
	replace := func(text string) string {
		changed = changed || strings.Contains(text, token)
		return strings.ReplaceAll(text, token, taken)
	}
	s.Request.URL = replace(s.Request.URL)
	for name, value := range s.Request.Headers {
		s.Request.Headers[name] = replace(value)
	}
	for _, answer := range []*backendAnswer{&s.Refresh, &s.Handshake} {
		for i, cookie := range answer.Cookies {
			answer.Cookies[i] = replace(cookie)
		}
	}
	if changed {
		s.undo(token, taken)
	}
}

// counterAs takes a loop counter of this form for another.
func counterAs(form, count string) func(*takenState) {
	counter := regexp.MustCompile(`((?:^|;) *__clerk_redirect_count=)(?:` + form + `)( *(?:;|$))`)
	return func(s *takenState) {
		if cookie := s.Request.Headers["cookie"]; cookie != "" {
			s.Request.Headers["cookie"] = counter.ReplaceAllString(cookie, "${1}"+count+"$2")
		}
	}
}

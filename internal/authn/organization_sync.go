package authn

import (
	"net/url"
	"slices"
	"strings"

	"github.com/clerk-htmx/kit/internal/pathtoregexp"
	"github.com/clerk-htmx/kit/internal/sessiontoken"
)

// OrganizationSync is that of clerkhtmx.Config, which documents the meaning of the fields.
type OrganizationSync struct {
	// OrganizationPatterns have a parameter named "slug" or "id". The first that matches
	// counts, even if its parameters are empty.
	OrganizationPatterns []string
	// PersonalAccountPatterns are tried if none of OrganizationPatterns matches.
	PersonalAccountPatterns []string
	// Organization is that of all other paths. An id starts with "org_".
	Organization string
}

type organizationMatcher struct {
	organization, personal []pathtoregexp.Pattern
	others                 organizationTarget // of paths that no pattern matches
}

// newOrganizationMatcher returns the mistakes in the patterns, too, as [Config].validate does.
func newOrganizationMatcher(cfg OrganizationSync) (organizationMatcher, []error) {
	organization, wrong := compilePathPatterns("OrganizationSync.OrganizationPatterns", cfg.OrganizationPatterns)
	personal, wrongPersonal := compilePathPatterns("OrganizationSync.PersonalAccountPatterns", cfg.PersonalAccountPatterns)
	return organizationMatcher{organization, personal, pinned(cfg.Organization)}, slices.Concat(wrong, wrongPersonal)
}

func compilePathPatterns(field string, sources []string) (patterns []pathtoregexp.Pattern, wrong []error) {
	wrong = inEntries(field, sources, func(source string) error {
		pattern, err := pathtoregexp.Compile(source)
		patterns = append(patterns, pattern)
		return err
	})
	return patterns, wrong
}

// organizationTarget is the organization or personal account that has to be active for a path.
type organizationTarget struct {
	kind  targetKind
	value string
}

type targetKind int

const (
	noTarget targetKind = iota
	organizationByID
	organizationBySlug
	personalAccount
)

func (m organizationMatcher) target(u *url.URL) organizationTarget {
	if len(m.organization)+len(m.personal) == 0 {
		return m.others
	}
	path := u.EscapedPath()
	for _, pattern := range m.organization {
		params, ok := pattern.Match(path)
		if !ok {
			continue
		}
		if id := params["id"]; id != "" {
			return organizationTarget{organizationByID, id}
		}
		if slug := params["slug"]; slug != "" {
			return organizationTarget{organizationBySlug, slug}
		}
		break // the first match counts, also when it names no organization
	}
	matches := func(pattern pathtoregexp.Pattern) bool {
		_, ok := pattern.Match(path)
		return ok
	}
	if slices.ContainsFunc(m.personal, matches) {
		return organizationTarget{kind: personalAccount}
	}
	return m.others
}

// pinned is the target of an organization by id or slug, "" for none.
func pinned(organization string) organizationTarget {
	switch {
	case organization == "":
		return organizationTarget{}
	case strings.HasPrefix(organization, "org_"):
		return organizationTarget{organizationByID, organization}
	default:
		return organizationTarget{organizationBySlug, organization}
	}
}

func (t organizationTarget) activeIn(c *sessiontoken.Claims) bool {
	switch t.kind {
	case organizationByID:
		return t.value == c.OrgID
	case organizationBySlug:
		return t.value == c.OrgSlug
	case personalAccount:
		return c.OrgID == ""
	default:
		return true
	}
}

// hasRightOrganization reports whether the active organization is that of the URL's path.
// If not, a handshake activates it. A request that cannot go through one stays signed in,
// so a page must still compare the two before it shows anything.
func (r *authentication) hasRightOrganization(c *sessiontoken.Claims) bool {
	if c.SessionStatus == sessionPending { // counts as signed out
		return true
	}
	return r.auth.organizations.target(r.req.URL).activeIn(c)
}

// sessionPending is the status of a session with tasks to do.
const sessionPending = "pending"

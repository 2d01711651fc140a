package clerkhtmx

import (
	"context"
	"errors"
	"slices"
	"strings"
)

// Requirement is one condition on an [Auth]. Several make an AND; [Any] makes an
// OR. The rules are those of the has() function of Clerk's SDKs. The zero Requirement
// is never met.
type Requirement struct {
	// A Requirement has either condition or ask. The zero Requirement has neither.
	condition func(Auth) bool
	ask       func(context.Context, Auth) (bool, error)
	// signedOut reports whether a signed-out request meets it. A refusal must then not ask to
	// sign in.
	signedOut bool
	// tokens are the types of token that can meet it; nil: only a session.
	tokens []TokenType
	// reverification is set by Reverification, for the refusal to name it.
	reverification *ReverificationLevel
}

// met is false for the zero Requirement, so that forgetting the condition fails closed.
func (r Requirement) met(ctx context.Context, a Auth) (bool, error) {
	switch {
	case r.condition != nil:
		return r.condition(a), nil
	case r.ask != nil:
		return r.ask(ctx, a)
	default:
		return false, nil
	}
}

// SignedIn requires a user.
func SignedIn() Requirement {
	return Requirement{condition: Auth.SignedIn}
}

// SignedOut requires that there be no user, as for a sign-in link. A stale
// request ([Auth.Stale]) is not known to be signed out and does not meet it.
func SignedOut() Requirement {
	return Requirement{
		condition: func(a Auth) bool { return !a.SignedIn() && !a.TokenType.isMachine() && !a.stale },
		signedOut: true,
	}
}

// Role requires a role in the active organization. "admin" and "org:admin" are
// the same role.
func Role(role string) Requirement {
	want := orgPrefixed(role)
	return signedInAnd(func(a Auth) bool {
		return a.OrgID != "" && a.OrgRole != "" && orgPrefixed(a.OrgRole) == want
	})
}

// Permission requires a custom permission in the active organization, such as
// "org:invoices:create"; the "org:" may be left out.
func Permission(permission string) Requirement {
	want := orgPrefixed(permission)
	return signedInAnd(func(a Auth) bool {
		return a.OrgID != "" && slices.Contains(a.OrgPermissions, want)
	})
}

// Feature requires a feature of the user's or the active organization's plan:
// "dashboard" in either, "org:dashboard" or "user:dashboard" in one.
func Feature(feature string) Requirement {
	return signedInAnd(func(a Auth) bool { return inScope(a.Features, feature) })
}

// Plan requires a subscription plan, scoped like [Feature].
func Plan(plan string) Requirement {
	return signedInAnd(func(a Auth) bool { return inScope(a.Plans, plan) })
}

// Where requires that a function of the application returns true. The function is called for
// signed-in requests only. Where(nil) is never met.
func Where(condition func(Auth) bool) Requirement {
	if condition == nil {
		return Requirement{}
	}
	return signedInAnd(func(a Auth) bool { return condition(a.own()) })
}

// WhereContext is [Where] for a condition that needs the request's context and can fail,
// such as a flag in the application's own database. Its error is the error of the guard
// or of the fragment: Echo answers 500, and nobody is let through.
//
//	active := clerkhtmx.WhereContext(func(ctx context.Context, a clerkhtmx.Auth) (bool, error) {
//		return db.IsActive(ctx, a.UserID)
//	})
//
// [Auth.Has] has no context to give and no error to return: there, the context is
// [context.Background], and a condition that fails is not met.
func WhereContext(condition func(context.Context, Auth) (bool, error)) Requirement {
	if condition == nil {
		return Requirement{}
	}
	return Requirement{ask: func(ctx context.Context, a Auth) (bool, error) {
		if !a.SignedIn() {
			return false, nil
		}
		return condition(ctx, a.own())
	}}
}

// Organization requires that the organization with this id ("org_…") or slug is active; "" is
// never met. If [OrganizationSync].Organization has the same value, the documents of its
// members have it activated before they get here.
func Organization(idOrSlug string) Requirement {
	return signedInAnd(func(a Auth) bool {
		return a.OrgID != "" && idOrSlug != "" &&
			(a.OrgID == idOrSlug || a.OrgSlug == idOrSlug && !strings.HasPrefix(idOrSlug, "org_"))
	})
}

// Any requires at least one of the given requirements. Without requirements it is never met.
func Any(requirements ...Requirement) Requirement {
	requirements = slices.Clone(requirements)
	var tokens []TokenType
	for _, r := range requirements {
		tokens = append(tokens, r.acceptedTokens()...)
	}
	return Requirement{tokens: tokens, ask: func(ctx context.Context, a Auth) (bool, error) {
		var errs []error
		for _, r := range requirements {
			met, err := r.met(ctx, a)
			if met && err == nil {
				return true, nil
			}
			errs = append(errs, err)
		}
		return false, errors.Join(errs...)
	}}
}

func signedInAnd(condition func(Auth) bool) Requirement {
	return Requirement{condition: func(a Auth) bool { return a.SignedIn() && condition(a) }}
}

// orgPrefixed gives a role or permission exactly one "org:" prefix.
func orgPrefixed(name string) string {
	const prefix = "org:"
	for strings.HasPrefix(name, prefix) {
		name = name[len(prefix):]
	}
	return prefix + name
}

// inScope looks a feature or plan up in the entries of a fea or pla claim, each
// "scope:slug" with the scope o, u, ou or uo.
func inScope(entries []string, asked string) bool {
	scopes, slug := "ou", asked
	if scope, rest, scoped := strings.Cut(asked, ":"); scoped {
		// Clerk reads only the second piece; an empty one asks for the scope's name.
		slug, _, _ = strings.Cut(rest, ":")
		switch scope {
		case "o", "org", "organization":
			scopes = "o"
		case "u", "user":
			scopes = "u"
		default:
			return false
		}
		if slug == "" {
			slug = scope
		}
	}
	found := false
	for _, entry := range entries {
		scope, name, ok := strings.Cut(entry, ":")
		if !ok {
			return false // malformed claim: grant nothing
		}
		known := scope == "o" || scope == "u" || scope == "ou" || scope == "uo"
		if known && name == slug && strings.ContainsAny(scope, scopes) {
			found = true
		}
	}
	return found
}

// ReverificationLevel says how fresh the verification of which factor must be.
type ReverificationLevel struct {
	// Level is the factor: FirstFactor, SecondFactor or MultiFactor.
	Level FactorLevel `json:"level"`
	// AfterMinutes is the age, in minutes, at which a verification is too old.
	AfterMinutes int `json:"afterMinutes"`
}

// FactorLevel names authentication factors in Clerk's terms.
type FactorLevel string

// The factors that a reverification can ask for. SecondFactor falls back to the first factor
// for people without a second one. MultiFactor asks for both.
const (
	FirstFactor  FactorLevel = "first_factor"
	SecondFactor FactorLevel = "second_factor"
	MultiFactor  FactorLevel = "multi_factor"
)

// ReverificationStrictMFA is Clerk's preset "strict_mfa": both factors within 10 minutes.
func ReverificationStrictMFA() ReverificationLevel { return ReverificationLevel{MultiFactor, 10} }

// ReverificationStrict is Clerk's preset "strict": the second factor within 10 minutes.
func ReverificationStrict() ReverificationLevel { return ReverificationLevel{SecondFactor, 10} }

// ReverificationModerate is Clerk's preset "moderate": the second factor within an hour.
func ReverificationModerate() ReverificationLevel { return ReverificationLevel{SecondFactor, 60} }

// ReverificationLax is Clerk's preset "lax": the second factor within a day.
func ReverificationLax() ReverificationLevel { return ReverificationLevel{SecondFactor, 1440} }

// Reverification requires that the person verified the factors recently, as level says. A token
// without the fva claim does not meet it.
func Reverification(level ReverificationLevel) Requirement {
	r := signedInAnd(level.met)
	r.reverification = &level
	return r
}

func (l ReverificationLevel) met(a Auth) bool {
	if a.FactorVerificationAge == nil || l.AfterMinutes <= 0 {
		return false
	}
	first, second := a.FactorVerificationAge[0], a.FactorVerificationAge[1]
	if first < -1 || second < -1 {
		return false
	}
	const never = -1
	fresh := func(age int) bool { return age != never && l.AfterMinutes > age }
	switch {
	case l.Level == FirstFactor:
		return fresh(first)
	case l.Level != SecondFactor && l.Level != MultiFactor:
		return false
	case second == never: // no second factor enrolled
		return fresh(first)
	case l.Level == SecondFactor:
		return fresh(second)
	default:
		return fresh(first) && fresh(second)
	}
}

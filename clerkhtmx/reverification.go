package clerkhtmx

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

// ReverificationStrictMFA is Clerk's preset "strict_mfa": both factors within 10
// minutes.
func ReverificationStrictMFA() ReverificationLevel { return ReverificationLevel{MultiFactor, 10} }

// ReverificationStrict is Clerk's preset "strict": the second factor within 10
// minutes.
func ReverificationStrict() ReverificationLevel { return ReverificationLevel{SecondFactor, 10} }

// ReverificationModerate is Clerk's preset "moderate": the second factor within
// an hour.
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

package clerkhtmx

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"time"

	"github.com/clerk/clerk-sdk-go/v2"
)

// Auth describes the person who made a request or, on a route that accepts machine tokens, the
// machine; see [APIKey]. It is a plain value: the zero Auth is signed out, so forgetting a
// check fails closed.
type Auth struct {
	// TokenType tells people from machines. It is empty when signed out. In an Auth made for a
	// test, empty means [TokenTypeSession].
	TokenType TokenType
	// UserID is Clerk's id of the user ("user_…"), empty when signed out. For a machine token,
	// it is the id of the user that the token stands for, and empty if the token stands for an
	// organization or a machine. The same holds for OrgID.
	UserID string
	// SessionID is Clerk's id of the session ("sess_…").
	SessionID string
	// SessionStatus is "active" or "pending". It is kept for a pending session
	// that counts as signed out, so that a page can lead on to its tasks.
	SessionStatus string
	// OrgID, OrgSlug and OrgRole describe the session's active organization;
	// empty for a personal account. Roles have the form "org:admin".
	OrgID, OrgSlug, OrgRole string
	// OrgPermissions are the custom permissions in the active organization, as
	// "org:invoices:create". Clerk puts no system permission into tokens.
	OrgPermissions []string
	// Features and Plans are the features and plans of the user ("u:") and of the active
	// organization ("o:"), as in "o:dashboard".
	Features, Plans []string
	// FactorVerificationAge tells how many minutes ago the first and the second
	// factor were verified, -1 for never. Nil when the token does not say.
	FactorVerificationAge *[2]int
	// Actor is the impersonator if the session is impersonated, else nil.
	Actor *Actor
	// ExpiresAt is when the token runs out; the session may go on with another token. Use it
	// to end a connection, such as a WebSocket, that must not outlive the token. Zero when
	// signed out, and for a machine token that does not run out.
	ExpiresAt time.Time
	// Machine describes the machine token. It is the zero value for people.
	Machine Machine

	reason Reason
	stale  bool
	raw    json.RawMessage
}

// Actor is the act claim of an impersonated session.
type Actor struct {
	// UserID is the impersonator's id.
	UserID string
	// SessionID is the impersonator's session, empty if the token does not say.
	SessionID string
}

// SignedIn reports whether there is a signed-in user. A pending session counts only with
// [Config].TreatPendingAsSignedIn. A machine token is never signed in, even if it stands for a
// user.
func (a Auth) SignedIn() bool { return a.UserID != "" && !a.TokenType.isMachine() }

// Reason tells why the request is signed out, in Clerk's vocabulary; empty when
// it is signed in.
func (a Auth) Reason() Reason { return a.reason }

// Stale reports whether the session is unknown because the cookies are out of date, as when the
// 60 s token has expired. The request counts as signed out, though the browser probably holds a
// live session. A document request is sent through Clerk's handshake instead, so only
// fragments, form posts and API calls are ever stale.
func (a Auth) Stale() bool { return a.stale }

// Has reports whether the request meets every requirement. Without requirements it is false. A
// signed-out request meets [SignedOut] and no other requirement.
func (a Auth) Has(requirements ...Requirement) bool {
	met, err := a.meets(context.Background(), requirements)
	return len(requirements) > 0 && met && err == nil
}

func (a Auth) meets(ctx context.Context, requirements []Requirement) (bool, error) {
	for _, r := range requirements {
		if met, err := r.met(ctx, a); !met || err != nil {
			return false, err
		}
	}
	return true, nil
}

// own returns a copy of a with its own lists, because code of the application may change them.
func (a Auth) own() Auth {
	a.OrgPermissions, a.Features, a.Plans = slices.Clone(a.OrgPermissions), slices.Clone(a.Features), slices.Clone(a.Plans)
	a.Machine.Scopes = slices.Clone(a.Machine.Scopes)
	return a
}

func copyOf[T any](p *T) *T {
	if p == nil {
		return nil
	}
	return new(*p)
}

// FromContext is [From] for code below the handler.
func FromContext(ctx context.Context) Auth { return consult(requestAuthFrom(ctx)) }

func (k *Kit) authFromContext(ctx context.Context) Auth { return consult(k.requestAuth(ctx)) }

func consult(ra *requestAuth) Auth {
	if ra == nil {
		return Auth{}
	}
	ra.consult()
	return ra.auth().own()
}

// Peek returns the same Auth as [FromContext], without marking the response as personal. Use it
// in code whose response does not depend on the Auth, such as a logger or a tracer. A page that
// shows the Auth from Peek could be cached for everybody.
func Peek(ctx context.Context) Auth {
	ra := requestAuthFrom(ctx)
	if ra == nil {
		return Auth{}
	}
	return ra.auth().own()
}

// NewContext returns a context that carries auth, for tests of code that calls
// [FromContext], and for applications that authenticate some requests themselves, such
// as those of an internal service. Every Kit of the program uses auth as its own
// verdict: [Kit.Middleware] does not authenticate such a request, and [Kit.Protect] and
// fragments go by auth. Use [Kit.NewContext] to set it for one of several Kits.
//
//	e.Use(trustInternalService) // calls c.SetRequest(r.WithContext(clerkhtmx.NewContext(…)))
//	e.Use(kit.Middleware())
func NewContext(ctx context.Context, auth Auth) context.Context {
	return &requestAuth{Context: ctx, given: &auth}
}

// NewContext is [NewContext] for this Kit alone: other Kits still authenticate the request.
func (k *Kit) NewContext(ctx context.Context, auth Auth) context.Context {
	return &requestAuth{Context: ctx, kit: k, given: &auth}
}

// ErrNoClaims is returned by [Auth.Claims] if there are no claims to decode.
var ErrNoClaims = errors.New("clerkhtmx: no session claims")

// Claims decodes the session token's claims into dst, for custom claims, or the
// custom claims of an API key or M2M token:
//
//	var claims struct{ Email string `json:"email"` }
//	err := auth.Claims(&claims)
//
// For code that is written for clerk-sdk-go, dst can be a [*clerk.SessionClaims] or a
// struct that embeds a [clerk.SessionClaims]. Its active organization is then that of
// the Auth, whatever the version of the token. Both values of FactorVerificationAge
// are -1, for never, if the token does not have them. Custom is decoded too if it is set
// to a pointer. A struct that embeds SessionClaims inherits its UnmarshalJSON, so the
// other fields of the struct are not decoded.
//
// It returns [ErrNoClaims] if the request is signed out or the machine token has no custom
// claims, and else an error of encoding/json, if any.
func (a Auth) Claims(dst any) error {
	if a.raw == nil {
		return ErrNoClaims
	}
	if err := json.Unmarshal(a.raw, dst); err != nil {
		return err
	}
	claims := sessionClaims(dst)
	if claims == nil || a.TokenType.isMachine() {
		return nil
	}
	a.completeSessionClaims(claims)
	if claims.Custom == nil {
		return nil
	}
	return json.Unmarshal(a.raw, claims.Custom)
}

// sessionClaims finds the claims of clerk-sdk-go in dst, nil if they are not there.
func sessionClaims(dst any) *clerk.SessionClaims {
	if claims, ok := dst.(*clerk.SessionClaims); ok {
		return claims
	}
	v := reflect.Indirect(reflect.ValueOf(dst))
	if v.Kind() != reflect.Struct {
		return nil
	}
	field, ok := v.Type().FieldByName("SessionClaims")
	if !ok || !field.Anonymous || field.Type != reflect.TypeFor[clerk.SessionClaims]() || len(field.Index) != 1 {
		return nil
	}
	embedded := v.FieldByIndex(field.Index).Addr().Interface()
	claims, _ := embedded.(*clerk.SessionClaims)
	return claims
}

// completeSessionClaims fills in the fields that decoding leaves out, as clerk-sdk-go's
// own middleware does: tokens of version 2 pack the organization into one claim. A
// missing age would be zero, which means just now.
func (a Auth) completeSessionClaims(claims *clerk.SessionClaims) {
	claims.ActiveOrganizationID, claims.ActiveOrganizationSlug = a.OrgID, a.OrgSlug
	claims.ActiveOrganizationRole, claims.ActiveOrganizationPermissions = a.OrgRole, slices.Clone(a.OrgPermissions)
	claims.FactorVerificationAge = [2]int64{-1, -1}
	if age := a.FactorVerificationAge; age != nil {
		claims.FactorVerificationAge = [2]int64{int64(age[0]), int64(age[1])}
	}
}

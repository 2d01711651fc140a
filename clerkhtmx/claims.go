package clerkhtmx

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"

	"github.com/clerk/clerk-sdk-go/v2"
)

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

package fakeclerk

import (
	"slices"
	"strconv"
	"strings"
)

// Clerk's two default roles.
const (
	RoleAdmin  = "org:admin"
	RoleMember = "org:member"
)

// systemPermissions are what Clerk UI asks for. They show in memberships but never in tokens.
func systemPermissions(role string) []string {
	if role == RoleAdmin {
		return []string{
			"org:sys_profile:manage", "org:sys_profile:delete", "org:sys_memberships:read", "org:sys_memberships:manage",
			"org:sys_domains:read", "org:sys_domains:manage",
		}
	}
	return []string{"org:sys_memberships:read"}
}

// roleName is the display name: org:billing_manager is "Billing manager".
func roleName(role string) string {
	name := strings.ReplaceAll(strings.TrimPrefix(role, "org:"), "_", " ")
	if name == "" {
		return ""
	}
	return strings.ToUpper(name[:1]) + name[1:]
}

// permissionClaims are the compact form in which a version 2 session token carries permissions: fea lists the features,
// per the distinct permission names, and fpm, for each feature, the bit set of its names, the first name the lowest bit.
// org:invoices:read and org:invoices:create give fea "o:invoices", per "read,create", fpm "3".
type permissionClaims struct {
	features, permissions, mapping string
}

func encodePermissions(permissions []string) permissionClaims {
	var features, names []string
	bits := map[string]uint64{}
	for _, permission := range permissions {
		feature, name, ok := strings.Cut(strings.TrimPrefix(permission, "org:"), ":")
		if !ok || strings.HasPrefix(feature, "sys_") {
			continue
		}
		if !slices.Contains(features, feature) {
			features = append(features, feature)
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
		bits[feature] |= 1 << slices.Index(names, name)
	}
	scoped := make([]string, len(features))
	masks := make([]string, len(features))
	for i, feature := range features {
		scoped[i] = "o:" + feature
		masks[i] = strconv.FormatUint(bits[feature], 10)
	}
	return permissionClaims{
		features: strings.Join(scoped, ","), permissions: strings.Join(names, ","), mapping: strings.Join(masks, ","),
	}
}

package sessiontoken

import (
	"math/big"
	"slices"
	"strings"
)

// splitScoped reads a list of features or plans, "o:dashboard,u:themes". One entry
// without a scope makes the whole list void, as in Clerk's SDKs.
func splitScoped(list string) []string {
	if list == "" {
		return nil
	}
	entries := strings.Split(list, ",")
	for i, entry := range entries {
		entries[i] = strings.TrimSpace(entry)
		if !strings.Contains(entry, ":") {
			return nil
		}
	}
	return entries
}

// decodePermissions expands the permissions of a version 2 token: the i-th number
// in featurePermissions belongs to the i-th feature, and its j-th bit, from the
// lowest, says whether the j-th permission holds for it.
//
// Clerk's documents count all features; its JavaScript SDK counts only those of
// the organization. They agree as long as these come first, as they do in all
// tokens seen. Where they do not, this grants only what both readings grant.
func decodePermissions(features []string, permissions, featurePermissions string) []string {
	if permissions == "" || featurePermissions == "" {
		return nil
	}
	names := strings.Split(permissions, ",")
	masks := parseMasks(featurePermissions)
	var granted []string
	org := 0 // the position among the organization's features
	for i, feature := range features {
		scope, slug, _ := strings.Cut(feature, ":")
		if scope != "o" && scope != "ou" && scope != "uo" {
			continue
		}
		for j, name := range names {
			if hasBit(masks, i, j) && hasBit(masks, org, j) {
				granted = append(granted, "org:"+slug+":"+strings.TrimSpace(name))
			}
		}
		org++
	}
	return slices.Clip(granted)
}

// parseMasks reads a list of decimal numbers of any length. A malformed number counts as 0, so
// that its feature gets no permissions and the others keep theirs.
func parseMasks(list string) []big.Int {
	numbers := strings.Split(list, ",")
	masks := make([]big.Int, len(numbers))
	for i, number := range numbers {
		number = strings.TrimSpace(number)
		if strings.Trim(number, "0123456789") == "" { // SetString would take signs
			masks[i].SetString(number, 10)
		}
	}
	return masks
}

func hasBit(masks []big.Int, i, bit int) bool {
	return i < len(masks) && masks[i].Bit(bit) == 1
}

package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// exactVersion is a semantic version in full; ranges and tags such as ^6.40.0, 6.x or latest are not.
var exactVersion = regexp.MustCompile(`^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$`)

// browserPackage is one top-level dependency, as package.json asks for it and package-lock.json pins it.
type browserPackage struct {
	folder    string // where it goes below .browser: its alias, or its name
	name      string // its name at the registry
	version   string
	integrity string // Subresource Integrity string of the tarball
}

// spec is how npm names this very version.
func (p browserPackage) spec() string { return p.name + "@" + p.version }

// readManifest returns the packages of package.json, in order of their folders, checked against package-lock.json.
func readManifest(root fs.FS) ([]browserPackage, error) {
	var manifest struct {
		DevDependencies map[string]string `json:"devDependencies"`
	}
	if err := readJSON(root, "package.json", &manifest); err != nil {
		return nil, err
	}
	var lock struct {
		Packages map[string]struct {
			Version   string `json:"version"`
			Integrity string `json:"integrity"`
		} `json:"packages"`
	}
	if err := readJSON(root, "package-lock.json", &lock); err != nil {
		return nil, err
	}

	packages := make([]browserPackage, 0, len(manifest.DevDependencies))
	for folder, wanted := range manifest.DevDependencies {
		p, err := parseDependency(folder, wanted)
		if err != nil {
			return nil, err
		}
		locked, ok := lock.Packages["node_modules/"+folder]
		if !ok || locked.Version != p.version || locked.Integrity == "" {
			return nil, fmt.Errorf("package-lock.json does not pin %s: run npm install --package-lock-only", p.spec())
		}
		p.integrity = locked.Integrity
		packages = append(packages, p)
	}
	slices.SortFunc(packages, func(a, b browserPackage) int { return cmp.Compare(a.folder, b.folder) })
	return packages, nil
}

// parseDependency understands the two forms that package.json uses: an exact version, and npm:NAME@VERSION for an alias.
func parseDependency(folder, wanted string) (browserPackage, error) {
	if folder == "" || folder != path.Clean(folder) || !filepath.IsLocal(filepath.FromSlash(folder)) || strings.HasPrefix(folder, ".") {
		return browserPackage{}, fmt.Errorf("package.json: %q cannot name a folder", folder)
	}
	p := browserPackage{folder: folder, name: folder, version: wanted}
	if alias, ok := strings.CutPrefix(wanted, "npm:"); ok {
		at := strings.LastIndexByte(alias, '@')
		if at <= 0 {
			return browserPackage{}, fmt.Errorf("package.json: %s: %q names no version", folder, wanted)
		}
		p.name, p.version = alias[:at], alias[at+1:]
	}
	if !exactVersion.MatchString(p.version) {
		return browserPackage{}, fmt.Errorf("package.json: %s: %q is not an exact version", folder, wanted)
	}
	return p, nil
}

func readJSON(root fs.FS, name string, into any) error {
	data, err := fs.ReadFile(root, name)
	if err != nil {
		return fmt.Errorf("%w (run this from the root of the module)", err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

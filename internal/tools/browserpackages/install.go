package main

import (
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// marker is the file in each unpacked package that holds the integrity of the tarball it came from.
// It is written last, so that its presence also says that the folder is complete.
const marker = ".integrity"

var errIntegrity = errors.New("the tarball does not have the integrity that package-lock.json gives")

// installed reports whether the folder of p below dir was unpacked from the very tarball that the lock pins.
func installed(dir string, p browserPackage) bool {
	have, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(p.folder), marker))
	return err == nil && string(have) == p.integrity
}

// install verifies the tarball and puts its content in the place of p below dir, in one rename: another process sees
// the old folder, none, or the whole new one.
func install(dir string, p browserPackage, tarball []byte) error {
	if err := verify(tarball, p.integrity); err != nil {
		return err
	}
	dest := filepath.Join(dir, filepath.FromSlash(p.folder))
	if err := os.MkdirAll(filepath.Dir(dest), 0o755); err != nil {
		return err
	}
	// Below dir, so that the rename stays within one file system.
	work, err := os.MkdirTemp(dir, ".unpack-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)

	fresh, stale := filepath.Join(work, "fresh"), filepath.Join(work, "stale")
	if err := os.Mkdir(fresh, 0o755); err != nil {
		return err
	}
	if err := unpack(tarball, fresh); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(fresh, marker), []byte(p.integrity), 0o644); err != nil {
		return err
	}
	if err := os.Rename(dest, stale); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := os.Rename(fresh, dest); err != nil && !installed(dir, p) {
		return err // where it is installed all the same, a run beside this one was first
	}
	return nil
}

// verify compares the tarball with the sha512 in integrity, an SRI string as npm writes it (W3C Subresource Integrity §3.5).
// Weaker hashes are not accepted.
func verify(tarball []byte, integrity string) error {
	sum := sha512.Sum512(tarball)
	have := "sha512-" + base64.StdEncoding.EncodeToString(sum[:])
	for want := range strings.FieldsSeq(integrity) {
		if want == have {
			return nil
		}
	}
	return fmt.Errorf("%w: have %s, want %s", errIntegrity, have, integrity)
}

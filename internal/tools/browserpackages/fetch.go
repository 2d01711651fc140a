package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

const (
	fetchTimeout   = 3 * time.Minute
	maxTarballSize = 32 << 20
)

// fetcher returns the tarball of p; root is the folder whose npm configuration counts.
type fetcher func(ctx context.Context, root string, p browserPackage) ([]byte, error)

// npmPack is the fetcher for everyday use. It goes through npm so that the user's registry, proxy and cache settings hold.
func npmPack(ctx context.Context, root string, p browserPackage) ([]byte, error) {
	npm, err := exec.LookPath("npm")
	if err != nil {
		return nil, errors.New("npm is not on PATH: install Node.js 20 or newer, which brings npm along (only the demo and the tests need it)")
	}
	dir, err := os.MkdirTemp("", "browserpackages-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)

	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, npm, "pack", p.spec(),
		"--pack-destination", dir, "--ignore-scripts", "--prefer-offline", "--loglevel=error")
	cmd.Dir = root
	cmd.WaitDelay = time.Second
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			err = ctx.Err()
		}
		return nil, fmt.Errorf("npm could not fetch %s (is the npm registry reachable?): %w\n%s", p.spec(), err, bytes.TrimSpace(stderr.Bytes()))
	}
	return readTarball(dir)
}

// readTarball reads the one tarball in dir. Its name is not relied on: npm has changed the form of it between versions.
func readTarball(dir string) ([]byte, error) {
	found, err := filepath.Glob(filepath.Join(dir, "*.tgz"))
	if err != nil {
		return nil, err
	}
	if len(found) != 1 {
		return nil, fmt.Errorf("npm pack left %d tarballs, want 1", len(found))
	}
	info, err := os.Stat(found[0])
	if err != nil {
		return nil, err
	}
	if info.Size() > maxTarballSize {
		return nil, fmt.Errorf("tarball has %d bytes, more than the %d allowed", info.Size(), maxTarballSize)
	}
	return os.ReadFile(found[0])
}

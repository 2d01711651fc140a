// Command browserpackages puts the browser packages of package.json into the folder .browser, laid out like node_modules.
//
// It reads the versions from package.json and their integrity from package-lock.json, fetches each tarball with
// "npm pack", verifies it and unpacks it. Nothing is installed and no script of a package runs: what the demo and the
// tests need is each package's self-contained dist folder, a few megabytes, where "npm install" would bring some
// 280 MB of dependencies that no browser ever loads.
//
// Three of them are for Node: @clerk/backend, which internal/authn is compared with, @clerk/shared, the one dependency
// that it loads for that and the types of clerk-js, and typescript, which checks static/src. TypeScript 7 is a native program
// in packages of its own for each platform; version 6 is one package that Node runs.
//
// Run it from the root of the module:
//
//	go run ./internal/tools/browserpackages
//
// What is already there with the right integrity is left alone, so that a run with nothing to do is quick and silent.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
)

// target is the folder, below the root of the module, that holds the unpacked packages. Git ignores it.
const target = ".browser"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, ".", npmPack, os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "browserpackages:", err)
		os.Exit(1)
	}
}

// run brings the packages that the manifest in root names into root/.browser and reports each one that it fetched.
func run(ctx context.Context, root string, fetch fetcher, out io.Writer) error {
	packages, err := readManifest(os.DirFS(root))
	if err != nil {
		return err
	}
	dir := filepath.Join(root, target)
	for _, p := range packages {
		if installed(dir, p) {
			continue
		}
		tarball, err := fetch(ctx, root, p)
		if err != nil {
			return err
		}
		if err := install(dir, p, tarball); err != nil {
			return fmt.Errorf("%s: %w", p.spec(), err)
		}
		fmt.Fprintf(out, "fetched %s into %s\n", p.spec(), filepath.Join(target, filepath.FromSlash(p.folder)))
	}
	return nil
}

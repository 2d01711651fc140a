// Command script builds what package static embeds: it bundles static/src into clerkhtmx.js with a source map beside it,
// and compresses the script and the style with gzip and Brotli.
//
// Run it with "go generate ./static". It needs Node, for Brotli, and the Go module proxy, for esbuild.
package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"

	"github.com/clerk-htmx/kit/internal/testutil/programs"
)

// esbuild is run as a program, so that go.mod does not name it.
const esbuild = "github.com/evanw/esbuild/cmd/esbuild@v0.28.2"

// errNoESBuild says that esbuild could not be fetched or compiled, which says nothing about the sources.
var errNoESBuild = errors.New("esbuild does not run (is the Go module proxy reachable?)")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := build(ctx, ".")
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "script:", err)
		os.Exit(1)
	}
}

// build makes the files for browsers from the sources in dir, which is laid out like the folder static.
func build(ctx context.Context, dir string) error {
	if err := bundle(ctx, dir); err != nil {
		return err
	}
	for _, name := range []string{"clerkhtmx.js", "clerkhtmx.css"} {
		if err := compress(ctx, filepath.Join(dir, name)); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// bundle puts the modules into one script. The source map is external: the script does not name it, because it is not
// served. Developer tools load it by hand.
func bundle(ctx context.Context, dir string) error {
	if _, err := runIn(ctx, dir, nil, "go", "run", esbuild, "--version"); err != nil {
		return fmt.Errorf("%w: %w", errNoESBuild, err)
	}
	_, err := runIn(ctx, dir, nil, "go", "run", esbuild, "src/main.js", "--bundle", "--minify", "--format=iife", "--target=es2022",
		"--legal-comments=inline", "--sourcemap=external", "--log-level=warning", "--outfile=clerkhtmx.js")
	return err
}

// compress writes name.gz and name.br.
func compress(ctx context.Context, name string) error {
	content, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	gz, err := gzipped(content)
	if err != nil {
		return err
	}
	br, err := brotli(ctx, "brotliCompressSync", content)
	if err != nil {
		return err
	}
	if err := os.WriteFile(name+".gz", gz, 0o644); err != nil {
		return err
	}
	return os.WriteFile(name+".br", br, 0o644)
}

func gzipped(content []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(content); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// brotli hands content to a function of Node's zlib. Go's standard library has no Brotli, and Node is needed for the tests
// of the script anyway.
func brotli(ctx context.Context, function string, content []byte) ([]byte, error) {
	node, err := programs.Node().Find()
	if err != nil {
		return nil, err
	}
	return runIn(ctx, ".", content, node, "-e",
		`process.stdout.write(require("node:zlib").`+function+`(require("node:fs").readFileSync(0)))`)
}

// runIn runs a program in dir and returns what it writes.
func runIn(ctx context.Context, dir string, stdin []byte, name string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	cmd.Stdin = bytes.NewReader(stdin)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("%s: %w\n%s", filepath.Base(name), err, bytes.TrimSpace(stderr.Bytes()))
	}
	return stdout.Bytes(), nil
}

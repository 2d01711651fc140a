package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/testutil/programs"
)

const static = "../../../static"

func read(t *testing.T, name ...string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(name...))
	require.NoError(t, err)
	return content
}

func TestTheBuiltFilesAreWhatTheSourcesGive(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(filepath.Join(dir, "src"), os.DirFS(filepath.Join(static, "src"))))
	for _, name := range []string{"tsconfig.json", "clerkhtmx.css"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), read(t, static, name), 0o644))
	}

	err := build(t.Context(), dir)
	if errors.Is(err, errNoESBuild) || errors.Is(err, programs.ErrNotFound) {
		programs.Missing(t, err)
	}
	require.NoError(t, err)
	for _, name := range []string{"clerkhtmx.js", "clerkhtmx.js.map"} {
		assert.True(t, bytes.Equal(read(t, dir, name), read(t, static, name)), "static/%s is out of date: run go generate ./static", name)
	}
	for _, name := range []string{"clerkhtmx.js.gz", "clerkhtmx.js.br", "clerkhtmx.css.gz", "clerkhtmx.css.br"} {
		assert.FileExists(t, filepath.Join(dir, name))
	}
}

func TestTheCompressedFilesHoldWhatTheyShould(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"clerkhtmx.js", "clerkhtmx.css"} {
		want := string(read(t, static, name))
		r, err := gzip.NewReader(bytes.NewReader(read(t, static, name+".gz")))
		require.NoError(t, err)
		content, err := io.ReadAll(r)
		require.NoError(t, err)
		assert.Equal(t, want, string(content), "static/%s.gz is out of date: run go generate ./static", name)

		programs.Node().Require(t)
		content, err = brotli(t.Context(), "brotliDecompressSync", read(t, static, name+".br"))
		require.NoError(t, err)
		assert.Equal(t, want, string(content), "static/%s.br is out of date: run go generate ./static", name)
	}
}

func TestAMistakeInASourceIsReported(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "src"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "src", "main.js"), []byte("import './missing.js';"), 0o644))
	err := build(t.Context(), dir)
	if errors.Is(err, errNoESBuild) {
		programs.Missing(t, err)
	}
	require.ErrorContains(t, err, "missing.js")
}

package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// entry is a file of a tarball; with a link, a symbolic one.
type entry struct{ name, content, link string }

func tarball(t *testing.T, entries ...entry) []byte {
	t.Helper()
	var buf bytes.Buffer
	zw := gzip.NewWriter(&buf)
	tw := tar.NewWriter(zw)
	for _, e := range entries {
		header := &tar.Header{Name: e.name, Mode: 0o755, Size: int64(len(e.content)), Typeflag: tar.TypeReg}
		if e.link != "" {
			header.Typeflag, header.Linkname = tar.TypeSymlink, e.link
		}
		require.NoError(t, tw.WriteHeader(header))
		_, err := io.WriteString(tw, e.content)
		require.NoError(t, err)
	}
	require.NoError(t, tw.Close())
	require.NoError(t, zw.Close())
	return buf.Bytes()
}

func integrity(data []byte) string {
	sum := sha512.Sum512(data)
	return "sha512-" + base64.StdEncoding.EncodeToString(sum[:])
}

// project writes a package.json and package-lock.json that pin one package, @scope/ui 1.2.3, and returns their folder.
func project(t *testing.T, integrity string) string {
	t.Helper()
	root := t.TempDir()
	write := func(name string, value any) {
		data, err := json.Marshal(value)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(root, name), data, 0o644))
	}
	write("package.json", map[string]any{"devDependencies": map[string]string{"@scope/ui": "1.2.3"}})
	write("package-lock.json", map[string]any{"packages": map[string]any{
		"node_modules/@scope/ui": map[string]string{"version": "1.2.3", "integrity": integrity},
	}})
	return root
}

// registry serves one tarball and counts how often.
type registry struct {
	tarball []byte
	fetched int
}

func (r *registry) fetch(context.Context, string, browserPackage) ([]byte, error) {
	r.fetched++
	return r.tarball, nil
}

func TestAPackageIsUnpackedOnceAndReplacedWhole(t *testing.T) {
	first := &registry{tarball: tarball(t, entry{name: "package/dist/ui.js", content: "one"}, entry{name: "package/old.js", content: "x"})}
	root := project(t, integrity(first.tarball))
	file := filepath.Join(root, ".browser", "@scope", "ui", "dist", "ui.js")

	var out strings.Builder
	require.NoError(t, run(t.Context(), root, first.fetch, &out))
	assert.Equal(t, "fetched @scope/ui@1.2.3 into "+filepath.Join(".browser", "@scope", "ui")+"\n", out.String())
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, "one", string(content))

	out.Reset()
	require.NoError(t, run(t.Context(), root, first.fetch, &out))
	assert.Equal(t, 1, first.fetched, "what is there is not fetched again")
	assert.Empty(t, out.String())

	second := &registry{tarball: tarball(t, entry{name: "package/dist/ui.js", content: "two"})}
	lock := filepath.Join(project(t, integrity(second.tarball)), "package-lock.json")
	require.NoError(t, os.Rename(lock, filepath.Join(root, "package-lock.json")))
	require.NoError(t, run(t.Context(), root, second.fetch, io.Discard))
	content, err = os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, "two", string(content))
	assert.NoFileExists(t, filepath.Join(root, ".browser", "@scope", "ui", "old.js"))

	left, err := filepath.Glob(filepath.Join(root, ".browser", ".unpack-*"))
	require.NoError(t, err)
	assert.Empty(t, left, "no work folder is left")
}

func TestATarballWithAnotherIntegrityIsRefused(t *testing.T) {
	r := &registry{tarball: tarball(t, entry{name: "package/ui.js", content: "evil"})}
	root := project(t, integrity([]byte("good")))
	require.ErrorIs(t, run(t.Context(), root, r.fetch, io.Discard), errIntegrity)
	assert.NoDirExists(t, filepath.Join(root, ".browser", "@scope", "ui"))
}

func TestOnlySHA512CountsAsIntegrity(t *testing.T) {
	data := []byte("data")
	require.NoError(t, verify(data, "sha1-AAAA "+integrity(data)))
	require.ErrorIs(t, verify(data, "sha1-AAAA"), errIntegrity)
	require.ErrorIs(t, verify(data, ""), errIntegrity)
}

func TestAFetchErrorIsReported(t *testing.T) {
	offline := errors.New("offline")
	fetch := func(context.Context, string, browserPackage) ([]byte, error) { return nil, offline }
	require.ErrorIs(t, run(t.Context(), project(t, "sha512-AAAA"), fetch, io.Discard), offline)
}

func TestUnpackRefusesWhatCouldLeaveTheFolder(t *testing.T) {
	for name, e := range map[string]entry{
		"a parent folder":               {name: "package/../../evil.js", content: "x"},
		"a parent folder in the middle": {name: "package/dist/../../evil.js", content: "x"},
		"an absolute name":              {name: "package//etc/evil.js", content: "x"},
		"no folder":                     {name: "evil.js", content: "x"},
		"a symbolic link":               {name: "package/link", link: "/etc"},
	} {
		t.Run(name, func(t *testing.T) {
			parent := t.TempDir()
			dir := filepath.Join(parent, "fresh")
			require.NoError(t, os.Mkdir(dir, 0o755))
			err := unpack(tarball(t, entry{name: "package/good.js", content: "x"}, e), dir)
			require.ErrorIs(t, err, errTarball)
			files, globErr := filepath.Glob(filepath.Join(parent, "*"))
			require.NoError(t, globErr)
			assert.Equal(t, []string{dir}, files)
		})
	}
}

func TestUnpackRefusesWhatIsNoTarballOrTooMuch(t *testing.T) {
	require.ErrorIs(t, unpack([]byte("not gzip"), t.TempDir()), errTarball)

	whole := tarball(t, entry{name: "package/a.js", content: strings.Repeat("a", 4096)})
	require.Error(t, unpack(whole[:len(whole)/2], t.TempDir()), "cut off")

	var buf bytes.Buffer
	zw := gzip.NewWriter(&buf)
	require.NoError(t, tar.NewWriter(zw).WriteHeader(&tar.Header{Name: "package/big.js", Typeflag: tar.TypeReg, Size: maxUnpackedSize + 1}))
	require.NoError(t, zw.Close())
	require.ErrorIs(t, unpack(buf.Bytes(), t.TempDir()), errTarball)
}

func TestManifest(t *testing.T) {
	const lock = `{"packages": {
		"node_modules/htmx-2": {"version": "2.0.11", "integrity": "sha512-AAAA"},
		"node_modules/@scope/ui": {"version": "1.2.3-rc.1", "integrity": "sha512-BBBB"}}}`
	read := func(dependencies string) ([]browserPackage, error) {
		return readManifest(fstest.MapFS{
			"package.json":      {Data: []byte(`{"devDependencies": ` + dependencies + `}`)},
			"package-lock.json": {Data: []byte(lock)},
		})
	}

	got, err := read(`{"htmx-2": "npm:htmx.org@2.0.11", "@scope/ui": "1.2.3-rc.1"}`)
	require.NoError(t, err)
	assert.Equal(t, []browserPackage{
		{folder: "@scope/ui", name: "@scope/ui", version: "1.2.3-rc.1", integrity: "sha512-BBBB"},
		{folder: "htmx-2", name: "htmx.org", version: "2.0.11", integrity: "sha512-AAAA"},
	}, got)

	for name, dependencies := range map[string]string{
		"a range":                `{"htmx-2": "^2.0.11"}`,
		"a tag":                  `{"htmx-2": "latest"}`,
		"an alias of no version": `{"htmx-2": "npm:@scope"}`,
		"an address":             `{"htmx-2": "https://example.com/htmx.tgz"}`,
		"a folder outside":       `{"../htmx-2": "2.0.11"}`,
		"a hidden folder":        `{".htmx-2": "2.0.11"}`,
		"not locked":             `{"other": "1.0.0"}`,
		"locked otherwise":       `{"htmx-2": "npm:htmx.org@2.0.10"}`,
	} {
		t.Run(name, func(t *testing.T) {
			_, err := read(dependencies)
			require.Error(t, err)
		})
	}
}

func TestTheManifestOfThisModuleIsPinned(t *testing.T) {
	packages, err := readManifest(os.DirFS("../../.."))
	require.NoError(t, err)
	assert.NotEmpty(t, packages)
}

func TestWithoutNpmTheMessageSaysWhatToInstall(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := npmPack(t.Context(), ".", browserPackage{name: "x", version: "1.0.0"})
	require.ErrorContains(t, err, "install Node.js")
}

func TestWhatNpmSaysIsPassedOn(t *testing.T) {
	bin := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(bin, "npm"), []byte("#!/bin/sh\necho 'E404 no such package' >&2\nexit 1\n"), 0o755))
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	_, err := npmPack(t.Context(), ".", browserPackage{name: "x", version: "1.0.0"})
	require.ErrorContains(t, err, "npm could not fetch x@1.0.0")
	require.ErrorContains(t, err, "E404 no such package")
}

package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-htmx/kit/internal/testutil/programs"
)

func TestSelectPrograms(t *testing.T) {
	all := []programs.Program{{Name: "a"}, {Name: "b"}}
	got, err := selectPrograms(all, nil)
	require.NoError(t, err)
	assert.Equal(t, all, got)

	got, err = selectPrograms(all, []string{"b"})
	require.NoError(t, err)
	assert.Equal(t, all[1:], got)

	_, err = selectPrograms(all, []string{"c"})
	require.ErrorContains(t, err, `"c"`)
}

func TestInstallUpdatesTheListsAndThenInstallsWithoutQuestions(t *testing.T) {
	dir := t.TempDir()
	calls := filepath.Join(dir, "calls")
	aptGet := filepath.Join(dir, "apt-get")
	require.NoError(t, os.WriteFile(aptGet, []byte("#!/bin/sh\necho \"$DEBIAN_FRONTEND $*\" >> "+calls+"\n"), 0o755))

	require.NoError(t, install(t.Context(), aptGet, []programs.Program{{Debian: []string{"one"}}, {Debian: []string{"two", "font"}}}))
	got, err := os.ReadFile(calls)
	require.NoError(t, err)
	assert.Equal(t, "noninteractive -qq update\nnoninteractive -qq install -y --no-install-recommends one two font\n", string(got))
}

func TestInstallPassesOnWhatAptSays(t *testing.T) {
	aptGet := filepath.Join(t.TempDir(), "apt-get")
	require.NoError(t, os.WriteFile(aptGet, []byte("#!/bin/sh\necho 'E: no network'\nexit 100\n"), 0o755))
	require.ErrorContains(t, install(t.Context(), aptGet, []programs.Program{{Debian: []string{"one"}}}), "E: no network")
}

func TestWithNothingMissingNothingIsDone(t *testing.T) {
	bin := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(bin, "browser"), []byte("#!/bin/sh\n"), 0o755))
	t.Setenv("PATH", t.TempDir())
	t.Setenv("CHROME", filepath.Join(bin, "browser"))
	require.NoError(t, run(t.Context(), []string{"chromium"}))
}

func TestWithoutAptTheMessageSaysWhatToInstall(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	t.Setenv("CHROME", "")
	err := run(t.Context(), []string{"chromium"})
	require.ErrorIs(t, err, programs.ErrNotFound)
	require.ErrorContains(t, err, "install Chromium or Google Chrome")
}

func TestWithoutAptOnlyCIFailsForAnOptionalProgram(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	t.Setenv("FIREFOX", "")
	t.Setenv("CI", "")
	require.NoError(t, run(t.Context(), []string{"firefox"}))

	t.Setenv("CHROME", "")
	require.ErrorIs(t, run(t.Context(), []string{"firefox", "chromium"}), programs.ErrNotFound)

	t.Setenv("CI", "true")
	require.ErrorIs(t, run(t.Context(), []string{"firefox"}), programs.ErrNotFound)
}

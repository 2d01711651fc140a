package main

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The README shows these files, to the letter.
func TestREADMEShowsTheQuickstart(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	for name, language := range map[string]string{"main.go": "go", "page.html": "html"} {
		source, err := os.ReadFile(name)
		require.NoError(t, err)
		code := string(source)
		if language == "go" { // without the comment for godoc
			_, code, _ = strings.Cut(code, "\npackage ")
			code = "package " + code
		}
		assert.Contains(t, string(readme), "```"+language+"\n"+code+"```\n", name)
	}
}

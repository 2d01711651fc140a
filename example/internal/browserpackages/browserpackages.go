// Package browserpackages finds what "make browser-packages" fetches: htmx, clerk-js and Clerk UI, in the layout of
// node_modules.
package browserpackages

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

const folder = ".browser"

// Find returns the folder, in the working directory or above it.
func Find() (fs.FS, error) {
	dir, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	for {
		found := os.DirFS(filepath.Join(dir, folder))
		_, err := fs.Stat(found, "@clerk/clerk-js/dist")
		switch {
		case err == nil:
			return found, nil
		case !errors.Is(err, fs.ErrNotExist):
			return nil, err
		case filepath.Dir(dir) == dir:
			return nil, fmt.Errorf("there is no folder %s here or above; run: make browser-packages", folder)
		}
		dir = filepath.Dir(dir)
	}
}

package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
)

const (
	maxUnpackedSize = 128 << 20
	maxEntries      = 20_000
)

var errTarball = errors.New("refused tarball")

// unpack writes the files of an npm tarball below dir, without the first element of their names ("package/", as npm has it).
// The tarball has been verified; all the same nothing in it is trusted: names that lead out of dir, links and devices are
// errors, count and total size have limits, and every write goes through os.Root.
func unpack(tarball []byte, dir string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()

	zr, err := gzip.NewReader(bytes.NewReader(tarball))
	if err != nil {
		return fmt.Errorf("%w: %w", errTarball, err)
	}
	tr := tar.NewReader(zr)
	left := int64(maxUnpackedSize)
	for range maxEntries {
		header, err := tr.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%w: %w", errTarball, err)
		}
		if header.Typeflag == tar.TypeDir || header.Typeflag == tar.TypeXGlobalHeader {
			continue // folders are made as files need them
		}
		if left -= header.Size; left < 0 {
			return fmt.Errorf("%w: more than %d bytes unpacked", errTarball, maxUnpackedSize)
		}
		if err := writeEntry(root, header, tr); err != nil {
			return err
		}
	}
	return fmt.Errorf("%w: more than %d entries", errTarball, maxEntries)
}

func writeEntry(root *os.Root, header *tar.Header, content io.Reader) error {
	if header.Typeflag != tar.TypeReg {
		return fmt.Errorf("%w: %q is not a plain file", errTarball, header.Name)
	}
	_, name, _ := strings.Cut(header.Name, "/")
	if name == "" || name != path.Clean(name) || !filepath.IsLocal(filepath.FromSlash(name)) {
		return fmt.Errorf("%w: bad name %q", errTarball, header.Name)
	}
	name = filepath.FromSlash(name)
	if err := root.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	file, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, content)
	return errors.Join(err, file.Close())
}

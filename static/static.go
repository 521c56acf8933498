// Package static holds what browsers get as it is: styles, scripts, icons and
// fonts. All of it is inside the program, and every address carries a digest of
// all of it, so a browser may keep what it has for good and still never mixes
// two versions.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"path"
	"strings"
	"sync"
)

//go:embed css js fonts icons icons.svg site.webmanifest
var tree embed.FS

// Prefix is what the address of every file here begins with.
const Prefix = "/static/"

// StyleSheet is the one style sheet of all pages: the files of sheets, in that
// order, in one.
const StyleSheet = "css/touchstone.css"

var sheets = []string{"tokens", "base", "frame", "controls", "states", "lists", "charts", "hours", "floating", "growth", "places", "frameworks", "print"}

// Hash is 16 hex digits that change when any file here changes.
func Hash() string { return load().hash }

// URL returns the address of a file, such as
// "/static/9f86d081884c7d65/css/touchstone.css" for "css/touchstone.css". It does
// not check that there is one; a test checks every address that pages name.
func URL(name string) string { return Prefix + Hash() + "/" + name }

// A File is one file, ready to be served.
type File struct {
	Name    string // "css/touchstone.css"
	Type    string // its Content-Type
	ETag    string // quoted, strong
	Body    []byte // not to be changed
	Gzip    []byte // Body compressed; nil where that would not help
	Forever bool   // the address carries the hash of this very version
}

// CacheControl is the Cache-Control to serve the file with.
func (f File) CacheControl() string {
	if f.Forever {
		return "public, max-age=31536000, immutable"
	}
	return "no-cache"
}

// Lookup returns the file at an address, such as
// "/static/9f86d081884c7d65/icons.svg", or at its name alone ("icons.svg"). The
// address of another version gives today's file, which is then not Forever.
func Lookup(address string) (File, bool) {
	all := load()
	name := strings.TrimPrefix(address, Prefix)
	head, rest, cut := strings.Cut(name, "/")
	if cut && isHash(head) {
		name = rest
	}
	f, ok := all.files[name]
	f.Forever = ok && head == all.hash
	return f, ok
}

// Worker is the service worker. It is served at /sw.js, since a worker may only
// look after addresses beside or below its own.
func Worker() File {
	f, _ := Lookup("js/sw.js")
	return f
}

// Names returns the name of every file, in no order.
func Names() []string {
	var names []string
	for name := range load().files {
		names = append(names, name)
	}
	return names
}

type set struct {
	hash  string
	files map[string]File
}

// load reads and compresses everything once, when first asked: about 10 ms.
var load = sync.OnceValue(func() set {
	all := set{files: make(map[string]File)}
	sum := sha256.New()
	add := func(name string, body []byte) {
		all.files[name] = newFile(name, body)
		sum.Write([]byte(name))
		sum.Write(body)
	}
	err := fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := tree.ReadFile(name)
		add(name, body)
		return err
	})
	if err != nil {
		panic(err) // the program was built wrong
	}
	add(StyleSheet, joinSheets())
	all.hash = hex.EncodeToString(sum.Sum(nil))[:16]
	return all
})

func joinSheets() []byte {
	var all bytes.Buffer
	for _, name := range sheets {
		body, err := tree.ReadFile("css/" + name + ".css")
		if err != nil {
			panic(err) // the program was built wrong
		}
		all.Write(body)
		all.WriteByte('\n')
	}
	return all.Bytes()
}

func newFile(name string, body []byte) File {
	sum := sha256.Sum256(body)
	return File{
		Name: name,
		Type: typeOf(name),
		ETag: `"` + hex.EncodeToString(sum[:8]) + `"`,
		Body: body,
		Gzip: squeeze(name, body),
	}
}

// typeOf knows the types served here itself, since a machine's own table may
// say otherwise or nothing.
func typeOf(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".png":
		return "image/png"
	case ".woff2":
		return "font/woff2"
	case ".txt":
		return "text/plain; charset=utf-8"
	case ".webmanifest":
		return "application/manifest+json"
	}
	return mime.TypeByExtension(path.Ext(name))
}

func squeeze(name string, body []byte) []byte {
	if ext := path.Ext(name); ext == ".woff2" || ext == ".png" {
		return nil // compressed already
	}
	var small bytes.Buffer
	w, _ := gzip.NewWriterLevel(&small, gzip.BestCompression) // fails for a wrong level only
	w.Write(body)                                             // a bytes.Buffer takes everything
	w.Close()
	if small.Len() >= len(body) {
		return nil
	}
	return small.Bytes()
}

func isHash(s string) bool {
	if len(s) != 16 {
		return false
	}
	return strings.Trim(s, "0123456789abcdef") == ""
}

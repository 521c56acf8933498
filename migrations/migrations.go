// Package migrations holds the schema, as numbered steps for each database. A
// released step is never edited: what comes next is a new pair of files.
package migrations

import (
	"embed"
	"io/fs"
)

//go:embed sqlite/*.sql
var files embed.FS

// SQLite returns the steps for SQLite, in a folder of their own.
func SQLite() fs.FS {
	steps, err := fs.Sub(files, "sqlite")
	if err != nil {
		panic(err) // the folder is embedded
	}
	return steps
}

package demo

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"path"
	"strings"
	"sync"
	"time"

	"touchstone/app/demo/files"
	"touchstone/evidence"
)

// A maker makes the files of pieces and reads them as uploads are read.
type maker struct {
	script *script
	intake *evidence.Intake
	begun  sync.Map // of a file’s name within the demonstration to its *ready
}

// A ready file is one that is being made, or is made.
type ready struct {
	done chan struct{}
	file evidence.File
	err  error
}

// make returns the bytes of a source of a piece of work done on a day.
func (m *maker) make(e *enrolment, src source, day time.Time) ([]byte, error) {
	if strings.HasPrefix(src.From, "media/") {
		return data.ReadFile(src.From)
	}
	ext := path.Ext(src.From)
	key := strings.TrimSuffix(src.From, ext)
	names := m.script.names(e)
	if ext == ".jpg" {
		return m.photo(e, key, day, names)
	}
	text, known := m.script.papers[key]
	if !known {
		return nil, fmt.Errorf("demonstration data: no paper %s", key)
	}
	var p files.Paper
	if err := json.Unmarshal([]byte(fill(text, day, names)), &p); err != nil {
		return nil, err
	}
	if p.House == "" {
		p.House = e.Employer
	}
	vary(p.Blocks, seed(e.Apprentice, day))
	switch ext {
	case ".pdf":
		return files.PDF(p), nil
	case ".docx":
		return files.DOCX(p), nil
	case ".xlsx":
		return files.XLSX(p), nil
	case ".csv":
		return files.CSV(p), nil
	case ".png":
		return files.Screenshot(p), nil
	case ".txt":
		return files.Text(p), nil
	case ".eml":
		from := fmt.Sprintf("%s <%s@example.com>", names["contact"], cmp.Or(e.Contact, keyOf(names["contact"])))
		return files.Email(p, files.Letter{From: from, To: fmt.Sprintf("%s <%s>", names["name"], names["email"]),
			Sent: at(day, 9, 17, e.Apprentice, p.Title)}), nil
	}
	return nil, fmt.Errorf("demonstration data: cannot make %s", src.From)
}

// vary makes the tables of two people, or of two days, different.
func vary(blocks []files.Block, by uint64) {
	for _, b := range blocks {
		if b.Table != nil {
			b.Table.Seed += by
		}
	}
}

func seed(who string, day time.Time) uint64 {
	h := fnv.New64a()
	fmt.Fprint(h, who, day.Unix())
	return h.Sum64()
}

func (m *maker) photo(e *enrolment, key string, day time.Time, names map[string]string) ([]byte, error) {
	text, known := m.script.shots[key]
	if !known {
		return nil, fmt.Errorf("demonstration data: no shot %s", key)
	}
	var s files.Shot
	if err := json.Unmarshal([]byte(fill(text, day, names)), &s); err != nil {
		return nil, err
	}
	s.Taken = at(day, 10, 16, e.Apprentice, key)
	s.Lat, s.Long = e.Where[0], e.Where[1]
	s.Seed += seed(e.Apprentice, day)
	vary([]files.Block{{Table: s.Table}}, s.Seed)
	return files.Photo(s), nil
}

// start begins to make a file, unless that has begun, and returns it.
func (m *maker) start(ctx context.Context, e *enrolment, src source, day time.Time) *ready {
	r := &ready{done: make(chan struct{})}
	key := strings.Join([]string{e.Apprentice, src.From, day.Format(time.DateOnly)}, " ")
	if begun, loaded := m.begun.LoadOrStore(key, r); loaded {
		return begun.(*ready)
	}
	defer close(r.done)
	r.file, r.err = m.store(ctx, e, src, day)
	return r
}

// get returns a file, made and read.
func (m *maker) get(ctx context.Context, e *enrolment, src source, day time.Time) (evidence.File, error) {
	r := m.start(ctx, e, src, day)
	select {
	case <-r.done:
	case <-ctx.Done():
		return evidence.File{}, ctx.Err()
	}
	f := r.file
	f.Name = fill(src.Name, day, m.script.names(e))
	return f, r.err
}

// store makes a file and takes it in as an upload.
func (m *maker) store(ctx context.Context, e *enrolment, src source, day time.Time) (evidence.File, error) {
	content, err := m.make(e, src, day)
	if err != nil {
		return evidence.File{}, err
	}
	return m.intake.Receive(ctx, src.Name, bytes.NewReader(content))
}

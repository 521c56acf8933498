package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
)

// A File is a PDF that a Writer wrote, open for checking. It reads what Finish
// writes and no more of the format than that.
type File struct {
	r       io.ReaderAt
	size    int64
	offsets []int64 // by object number; 0: free
	sorted  []int64
	Trailer Dict
}

// Limits on what is believed of a file.
const (
	maxObjects    = 10_000_000
	maxObjectText = 128 << 20
)

// OpenFile reads the table of objects, which begins at byte xref, and the
// trailer after it.
func OpenFile(r io.ReaderAt, size, xref int64) (*File, error) {
	if xref <= 0 || xref >= size || size-xref > maxObjectText {
		return nil, errors.New("its table of objects is not where it should be")
	}
	raw := make([]byte, size-xref)
	if _, err := r.ReadAt(raw, xref); err != nil && err != io.EOF {
		return nil, err
	}
	f := &File{r: r, size: size}
	rest, ok := bytes.CutPrefix(raw, []byte("xref\n0 "))
	head, rest, found := bytes.Cut(rest, []byte("\n"))
	total, err := strconv.Atoi(string(head))
	if !ok || !found || err != nil || total < 1 || total > maxObjects || len(rest) < 20*total {
		return nil, errors.New("its table of objects is damaged")
	}
	f.offsets = make([]int64, total)
	for n := range total {
		line := rest[20*n : 20*n+20]
		if line[17] != 'n' {
			continue
		}
		at, err := strconv.ParseInt(string(line[:10]), 10, 64)
		if err != nil || at <= 0 || at >= size {
			return nil, fmt.Errorf("its table of objects is damaged at object %d", n)
		}
		f.offsets[n] = at
		f.sorted = append(f.sorted, at)
	}
	f.sorted = append(f.sorted, xref)
	slices.Sort(f.sorted)
	p := parser{in: bytes.TrimPrefix(rest[20*total:], []byte("trailer\n"))}
	v, err := p.value()
	if f.Trailer, ok = v.(Dict); err != nil || !ok {
		return nil, errors.New("its trailer is damaged")
	}
	return f, nil
}

// Object returns object n. Where it is a stream, data is where its bytes begin;
// otherwise 0. A number without an object is nil.
func (f *File) Object(n Ref) (v any, data int64, err error) {
	if n <= 0 || int(n) >= len(f.offsets) || f.offsets[n] == 0 {
		return nil, 0, nil
	}
	at := f.offsets[n]
	i, _ := slices.BinarySearch(f.sorted, at)
	end := f.size
	if i+1 < len(f.sorted) {
		end = f.sorted[i+1]
	}
	for room := int64(4 << 10); ; room *= 16 {
		v, data, err = f.read(n, at, min(end-at, room))
		if err == nil || room > end-at || room > maxObjectText {
			return v, data, err
		}
	}
}

// read reads object n from length bytes at at.
func (f *File) read(n Ref, at, length int64) (any, int64, error) {
	raw := make([]byte, length)
	if _, err := f.r.ReadAt(raw, at); err != nil && err != io.EOF {
		return nil, 0, err
	}
	head := fmt.Sprintf("%d 0 obj\n", n)
	if !bytes.HasPrefix(raw, []byte(head)) {
		return nil, 0, fmt.Errorf("object %d is not where it should be", n)
	}
	p := parser{in: raw, at: len(head)}
	v, err := p.value()
	if err != nil {
		return nil, 0, fmt.Errorf("object %d: %w", n, err)
	}
	p.space()
	if p.at == len(raw) && length < f.size-at && v != nil {
		if _, dict := v.(Dict); dict {
			return nil, 0, fmt.Errorf("object %d: %w", n, errSyntax) // the keyword may follow
		}
	}
	if p.has("stream") {
		if p.has("\r\n") || p.has("\n") {
			return v, at + int64(p.at), nil
		}
	}
	return v, 0, nil
}

// Resolve follows a reference.
func (f *File) Resolve(v any) any {
	for range maxDepth {
		ref, ok := v.(Ref)
		if !ok {
			return v
		}
		v, _, _ = f.Object(ref)
	}
	return nil
}

// Dict follows a reference to a dictionary; anything else is an empty one.
func (f *File) Dict(v any) Dict {
	d, _ := f.Resolve(v).(Dict)
	return d
}

// Array follows a reference to an array; anything else is an empty one.
func (f *File) Array(v any) []any {
	a, _ := f.Resolve(v).([]any)
	return a
}

// Stream returns the dictionary of a stream, and where its bytes are.
func (f *File) Stream(v any) (d Dict, offset, length int64, err error) {
	ref, ok := v.(Ref)
	if !ok {
		return nil, 0, 0, errors.New("no stream")
	}
	o, offset, err := f.Object(ref)
	d, _ = o.(Dict)
	n, ok := f.Resolve(d["Length"]).(float64)
	length = int64(n)
	if err != nil || offset == 0 || !ok || length < 0 || offset+length > f.size {
		return nil, 0, 0, fmt.Errorf("object %d is no whole stream", ref)
	}
	return d, offset, length, nil
}

// Pages returns the references of the pages, in order.
func (f *File) Pages() []Ref {
	var pages []Ref
	seen := map[Ref]bool{}
	var walk func(v any, depth int)
	walk = func(v any, depth int) {
		ref, ok := v.(Ref)
		if !ok || seen[ref] || depth > maxDepth {
			return
		}
		seen[ref] = true
		node := f.Dict(ref)
		if node["Type"] == Name("Page") {
			pages = append(pages, ref)
			return
		}
		for _, kid := range f.Array(node["Kids"]) {
			walk(kid, depth+1)
		}
	}
	walk(f.Dict(f.Trailer["Root"])["Pages"], 0)
	return pages
}

// Bookmarks calls see with the title and destination of every bookmark.
func (f *File) Bookmarks(see func(title string, dest []any)) {
	seen := map[Ref]bool{}
	var walk func(v any, depth int)
	walk = func(v any, depth int) {
		for ref, ok := v.(Ref); ok && !seen[ref] && depth < maxDepth; ref, ok = v.(Ref) {
			seen[ref] = true
			d := f.Dict(ref)
			see(Text(d["Title"]), f.Array(d["Dest"]))
			walk(d["First"], depth+1)
			v = d["Next"]
		}
	}
	walk(f.Dict(f.Dict(f.Trailer["Root"])["Outlines"])["First"], 0)
}

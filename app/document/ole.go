package document

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"slices"
	"unicode/utf16"
)

const oleMagic = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

// maxSectors is how many sectors of a compound file's directory and of its
// table are read.
const maxSectors = 20_000

// A stream is an entry of a compound file's directory ([MS-CFB] 2.6): a stream, a
// storage of streams, or nothing.
type stream struct {
	name               string // empty: nothing
	at                 int    // in the directory
	first              uint32 // its first sector
	size               int64  // bytes
	left, right, child uint32 // places in the directory of those beside and within it
}

// readOLE tells the older Office files apart by their streams, and finds
// passwords and macros. Of their texts only that of a message is read.
func readOLE(f *os.File, q question) (Facts, error) {
	facts := q.Facts
	streams, sector, err := compound(f, q.Size)
	if err != nil {
		fmt.Fprintln(os.Stderr, "compound file:", err)
		facts.Fault = "This file is damaged and does not open. Save it again where it was made, and add that."
		return facts, nil
	}
	locked := false
	for _, s := range streams {
		switch s.name {
		case "_VBA_PROJECT", "_VBA_PROJECT_CUR":
			return facts, banned(withMacros)
		case "EncryptedPackage":
			locked = true
		case "WordDocument":
			facts.Kind, facts.MIME = Word, "application/msword"
			head := bytesAt(f, sector.offset(s.first), 12)
			locked = locked || len(head) == 12 && head[11]&1 != 0 // [MS-DOC] 2.5.2, fEncrypted
		case "Workbook", "Book":
			facts.Kind, facts.MIME = Sheet, "application/vnd.ms-excel"
			locked = locked || lockedBook(bytesAt(f, sector.offset(s.first), 512))
		case "PowerPoint Document":
			facts.Kind, facts.MIME = Slides, "application/vnd.ms-powerpoint"
		case "EncryptedSummary":
			locked = true
		case "__properties_version1.0":
			facts.Kind, facts.MIME = Email, "application/vnd.ms-outlook"
		}
	}
	facts.Attach = whyAttach[facts.Kind]
	if locked {
		facts.Fault = "This file has a password, so an assessor could not open it. Save it without one, and add that."
		return facts, nil
	}
	out := newText()
	if facts.Kind == Email {
		writeMessage(out, f, streams, sector)
	}
	return facts, out.keep(&facts, q.Out)
}

// lockedBook reports whether a workbook's first records include the one that
// says how it is encrypted ([MS-XLS] 2.4.117).
func lockedBook(b []byte) bool {
	for range 8 {
		if len(b) < 4 {
			return false
		}
		if binary.LittleEndian.Uint16(b) == 0x002f {
			return true
		}
		b = b[min(len(b), 4+int(binary.LittleEndian.Uint16(b[2:]))):]
	}
	return false
}

// A sectorSize is the size of a compound file's sectors in bytes.
type sectorSize int64

func (s sectorSize) offset(n uint32) int64 { return (int64(n) + 1) * int64(s) }

// compound reads the directory of a compound file ([MS-CFB]).
func compound(r io.ReaderAt, size int64) ([]stream, sectorSize, error) {
	head := bytesAt(r, 0, 512)
	if len(head) < 512 {
		return nil, 0, fmt.Errorf("%d bytes", len(head))
	}
	shift := binary.LittleEndian.Uint16(head[30:])
	if shift != 9 && shift != 12 {
		return nil, 0, fmt.Errorf("sectors of 2^%d bytes", shift)
	}
	sector := sectorSize(1) << shift
	table := tableSectors(r, head, sector)
	var streams []stream
	seen := make(map[uint32]bool) // a damaged directory may go round in circles
	at := binary.LittleEndian.Uint32(head[48:])
	for at < 0xfffffffa && !seen[at] && len(seen) < maxSectors {
		seen[at] = true
		if sector.offset(at) >= size {
			return nil, 0, fmt.Errorf("directory at sector %d is past the end", at)
		}
		streams = append(streams, entries(bytesAt(r, sector.offset(at), int(sector)))...)
		next, ok := follow(r, table, sector, at)
		if !ok {
			break
		}
		at = next
	}
	if !slices.ContainsFunc(streams, func(s stream) bool { return s.name != "" }) {
		return nil, 0, fmt.Errorf("empty directory")
	}
	for i := range streams {
		streams[i].at = i
	}
	return streams, sector, nil
}

// tableSectors lists the sectors that hold the table of what follows what.
func tableSectors(r io.ReaderAt, head []byte, sector sectorSize) []uint32 {
	var table []uint32
	add := func(b []byte) {
		for ; len(b) >= 4; b = b[4:] {
			if n := binary.LittleEndian.Uint32(b); n < 0xfffffffa {
				table = append(table, n)
			}
		}
	}
	add(head[76:512])
	next := binary.LittleEndian.Uint32(head[68:])
	for next < 0xfffffffa && len(table) < maxSectors {
		b := bytesAt(r, sector.offset(next), int(sector))
		if len(b) < int(sector) {
			break
		}
		before := len(table)
		add(b[:len(b)-4])
		if next = binary.LittleEndian.Uint32(b[len(b)-4:]); len(table) == before {
			break
		}
	}
	return table
}

// follow returns the sector after at.
func follow(r io.ReaderAt, table []uint32, sector sectorSize, at uint32) (uint32, bool) {
	each := uint32(sector / 4)
	if int(at/each) >= len(table) {
		return 0, false
	}
	b := bytesAt(r, sector.offset(table[at/each])+4*int64(at%each), 4)
	if len(b) < 4 {
		return 0, false
	}
	return binary.LittleEndian.Uint32(b), true
}

// entries reads the directory entries in a sector.
func entries(b []byte) []stream {
	var streams []stream
	for ; len(b) >= 128; b = b[128:] {
		length := int(binary.LittleEndian.Uint16(b[64:]))
		if kind := b[66]; kind == 0 || length < 2 || length > 64 {
			streams = append(streams, stream{})
			continue
		}
		units := make([]uint16, length/2-1)
		_ = binary.Read(bytes.NewReader(b), binary.LittleEndian, units)
		streams = append(streams, stream{
			name:  string(utf16.Decode(units)),
			first: binary.LittleEndian.Uint32(b[116:]),
			size:  int64(binary.LittleEndian.Uint32(b[120:])),
			left:  binary.LittleEndian.Uint32(b[68:]),
			right: binary.LittleEndian.Uint32(b[72:]),
			child: binary.LittleEndian.Uint32(b[76:]),
		})
	}
	return streams
}

package reports

import (
	"encoding/binary"
	"time"

	"touchstone/app/db"
)

// A pack is a zip of one plain form: every file stored as it is, no encryption,
// no data after a file, all of them with the same time, and a comment that holds
// the digest of the manifest. So a file in it is exactly its bytes, the same
// submission gives the same zip whatever program compresses it, and a check can
// foretell every byte between the files. What is over 4 GB has the fields of
// ZIP64 (APPNOTE.TXT 6.3.10, section 4.5.3).

// A zipEntry is one file of the zip.
type zipEntry struct {
	name   string
	size   int64 // bytes
	crc    uint32
	offset int64 // of its header
}

const (
	zipLocal    = 0x04034b50
	zipCentral  = 0x02014b50
	zipEnd      = 0x06054b50
	zipEnd64    = 0x06064b50
	zipLocator  = 0x07064b50
	zipUTF8     = 0x0800     // names are UTF-8
	zipVersion  = 20         // needed to extract
	zipVersion6 = 45         // the same with ZIP64
	zipUnix     = 3 << 8     // made on Unix, so that attributes are those of Unix
	zipMode     = 0o100644   // of every file
	zipMost     = 0xFFFFFFFF // what a field of 32 bits says if the ZIP64 field holds the number
	zipMostN    = 0xFFFF
)

// zipBytes builds headers.
type zipBytes []byte

func (b *zipBytes) u16(v ...uint16) {
	for _, n := range v {
		*b = binary.LittleEndian.AppendUint16(*b, n)
	}
}

func (b *zipBytes) u32(v ...uint32) {
	for _, n := range v {
		*b = binary.LittleEndian.AppendUint32(*b, n)
	}
}

func (b *zipBytes) u64(v ...uint64) {
	for _, n := range v {
		*b = binary.LittleEndian.AppendUint64(*b, n)
	}
}

func (e *zipEntry) large() bool { return e.size >= zipMost }

func (e *zipEntry) needs() uint16 {
	if e.large() || e.offset >= zipMost {
		return zipVersion6
	}
	return zipVersion
}

// header is what stands before the file.
func (e *zipEntry) header(at time.Time) []byte {
	var extra zipBytes
	if e.large() {
		extra.u16(1, 16)
		extra.u64(uint64(e.size), uint64(e.size))
	}
	needs := uint16(zipVersion)
	if e.large() {
		needs = zipVersion6
	}
	var b zipBytes
	b.u32(zipLocal)
	b.u16(needs, zipUTF8, 0)
	b.when(at)
	b.u32(e.crc, capped(e.size), capped(e.size))
	b.u16(uint16(len(e.name)), uint16(len(extra)))
	b = append(b, e.name...)
	return append(b, extra...)
}

// capped is a number as a field of 32 bits holds it.
func capped(n int64) uint32 { return uint32(min(n, zipMost)) }

// when adds a time as zips have it: London's, to two seconds.
func (b *zipBytes) when(at time.Time) {
	at = at.In(db.London)
	b.u16(uint16(at.Hour()<<11|at.Minute()<<5|at.Second()/2), uint16((at.Year()-1980)<<9|int(at.Month())<<5|at.Day()))
}

// zipDirectory is what stands after the files, beginning at byte start.
func zipDirectory(entries []zipEntry, at time.Time, start int64, comment string) []byte {
	var b zipBytes
	for i := range entries {
		entries[i].central(&b, at)
	}
	size, n := int64(len(b)), len(entries)
	if n >= zipMostN || size >= zipMost || start >= zipMost {
		b.u32(zipEnd64)
		b.u64(44)
		b.u16(zipUnix|zipVersion6, zipVersion6)
		b.u32(0, 0)
		b.u64(uint64(n), uint64(n), uint64(size), uint64(start))
		b.u32(zipLocator, 0)
		b.u64(uint64(start + size))
		b.u32(1)
	}
	count := uint16(min(n, zipMostN))
	b.u32(zipEnd)
	b.u16(0, 0, count, count)
	b.u32(capped(size), capped(start))
	b.u16(uint16(len(comment)))
	return append(b, comment...)
}

// central adds the entry's part of the directory.
func (e *zipEntry) central(b *zipBytes, at time.Time) {
	var held zipBytes
	if e.large() {
		held.u64(uint64(e.size), uint64(e.size))
	}
	if e.offset >= zipMost {
		held.u64(uint64(e.offset))
	}
	var extra zipBytes
	if len(held) > 0 {
		extra.u16(1, uint16(len(held)))
		extra = append(extra, held...)
	}
	b.u32(zipCentral)
	b.u16(zipUnix|e.needs(), e.needs(), zipUTF8, 0)
	b.when(at)
	b.u32(e.crc, capped(e.size), capped(e.size))
	b.u16(uint16(len(e.name)), uint16(len(extra)), 0, 0, 0)
	b.u32(zipMode<<16, capped(e.offset))
	*b = append(*b, e.name...)
	*b = append(*b, extra...)
}

package document

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math"
	"slices"
	"strings"
	"testing"
)

// smallPack returns the bytes of a pack of one page and three objects, one of
// them longer than the buffer that objects are copied through.
func smallPack(t testing.TB) []byte {
	t.Helper()
	var file bytes.Buffer
	w, err := newPackWriter(&file)
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("x", 40_000)
	for _, o := range []struct {
		text string
		refs []packRef
	}{
		{"<</A /B >>", []packRef{{4, 2}, {8, 3}, {8, 1}}},
		{"[" + long + "]", []packRef{{1, 1}, {32 << 10, 3}, {40_002, 1}}},
		{"", []packRef{{0, 2}}},
	} {
		if err := w.add([]byte(o.text), o.refs); err != nil {
			t.Fatal(err)
		}
	}
	w.pages = []PackPage{{595.28, 841.89, 1}}
	if err := w.finish(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func TestPackGivesBackWhatWasPutIn(t *testing.T) {
	file := smallPack(t)
	p, err := OpenPack(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	if p.Objects != 3 || len(p.Pages) != 1 || p.Pages[0] != (PackPage{595.28, 841.89, 1}) {
		t.Errorf("pack = %+v", p)
	}
	x := strings.Repeat("x", 40_000)
	wants := []string{
		"101 0 obj\n<</A102 0 R /B 103 0 R101 0 R>>\nendobj\n",
		"102 0 obj\n[101 0 R" + x[:32<<10-1] + "103 0 R" + x[32<<10-1:] + "]101 0 R\nendobj\n",
		"103 0 obj\n102 0 R\nendobj\n",
	}
	for i, want := range wants {
		var got bytes.Buffer
		if err := p.WriteObject(&got, i+1, 100); err != nil {
			t.Fatal(err)
		}
		if got.String() != want {
			t.Errorf("object %d = %.80q; want %.80q", i+1, got.String(), want)
		}
	}
	for _, n := range []int{-1, 0, 4} {
		if err := p.WriteObject(&bytes.Buffer{}, n, 0); !errors.Is(err, ErrPack) {
			t.Errorf("WriteObject(%d) = %v; want ErrPack", n, err)
		}
	}
}

// readWhole opens a pack and writes all its objects.
func readWhole(file []byte) error {
	p, err := OpenPack(bytes.NewReader(file), int64(len(file)))
	for n := 1; err == nil && n <= p.Objects; n++ {
		err = p.WriteObject(&bytes.Buffer{}, n, 0)
	}
	return err
}

func TestTornOrChangedPackIsRefused(t *testing.T) {
	file := smallPack(t)
	if err := readWhole(file); err != nil {
		t.Fatal(err)
	}
	for n := range len(file) {
		if n > 100 && n < len(file)-100 && n%997 != 0 {
			continue
		}
		if err := readWhole(file[:n]); err == nil {
			t.Errorf("cut to %d of %d bytes: no error", n, len(file))
		}
		changed := bytes.Clone(file)
		changed[n] ^= 4
		if err := readWhole(changed); err == nil {
			t.Errorf("byte %d changed: no error", n)
		}
	}
}

func TestPackOfBadPagesIsRefused(t *testing.T) {
	for _, page := range []PackPage{
		{0, 10, 1}, {10, -1, 1}, {math.NaN(), 10, 1}, {10, math.Inf(1), 1},
		{10, maxPageSide + 1, 1}, {10, 10, 0}, {10, 10, 2},
	} {
		var file bytes.Buffer
		w, _ := newPackWriter(&file)
		w.add([]byte("null"), nil)
		w.pages = []PackPage{page}
		w.finish()
		if err := readWhole(file.Bytes()); !errors.Is(err, ErrPack) {
			t.Errorf("page %v: %v; want ErrPack", page, err)
		}
	}
}

// FuzzOpenPack opens what it is given, and a whole pack with that as its index.
func FuzzOpenPack(f *testing.F) {
	file := smallPack(f)
	at := bytes.LastIndexByte(file[:len(file)-packTail], ']') + 1
	f.Add(file)
	f.Add(file[at : len(file)-packTail])
	f.Fuzz(func(t *testing.T, data []byte) {
		readWhole(data)
		tail := binary.LittleEndian.AppendUint64(nil, uint64(at))
		tail = binary.LittleEndian.AppendUint64(tail, uint64(len(data)))
		tail = binary.LittleEndian.AppendUint32(tail, crc32.Checksum(data, packTable))
		readWhole(slices.Concat(file[:at], data, tail, []byte(packEnd)))
	})
}

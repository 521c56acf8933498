package files

import (
	"encoding/binary"
	"math"
)

// An entry is one of the notes a camera writes.
type entry struct {
	tag, kind uint16
	count     uint32
	data      []byte
}

func ascii(tag uint16, s string) entry {
	return entry{tag, 2, uint32(len(s) + 1), append([]byte(s), 0)}
}

func number(tag uint16, n int) entry {
	return entry{tag, 3, 1, binary.LittleEndian.AppendUint16(nil, uint16(n))}
}

func pointer(tag uint16, to int) entry {
	return entry{tag, 4, 1, binary.LittleEndian.AppendUint32(nil, uint32(to))}
}

// degrees writes an angle as degrees, minutes and seconds.
func degrees(tag uint16, angle float64) entry {
	hundredths := uint32(math.Round(math.Abs(angle) * 360000))
	var data []byte
	for _, part := range [3][2]uint32{{hundredths / 360000, 1}, {hundredths / 6000 % 60, 1}, {hundredths % 6000, 100}} {
		data = binary.LittleEndian.AppendUint32(data, part[0])
		data = binary.LittleEndian.AppendUint32(data, part[1])
	}
	return entry{tag, 5, 3, data}
}

// directory writes entries, in the order of tags, as they lie from a place on.
func directory(at int, entries []entry) []byte {
	head := binary.LittleEndian.AppendUint16(nil, uint16(len(entries)))
	var tail []byte
	start := at + 2 + 12*len(entries) + 4
	for _, e := range entries {
		head = binary.LittleEndian.AppendUint16(head, e.tag)
		head = binary.LittleEndian.AppendUint16(head, e.kind)
		head = binary.LittleEndian.AppendUint32(head, e.count)
		if len(e.data) <= 4 {
			head = append(head, append(e.data, make([]byte, 4-len(e.data))...)...)
			continue
		}
		head = binary.LittleEndian.AppendUint32(head, uint32(start+len(tail)))
		tail = append(tail, e.data...)
		if len(tail)%2 == 1 {
			tail = append(tail, 0)
		}
	}
	return append(append(head, 0, 0, 0, 0), tail...)
}

// exif returns the segment with the camera's notes: which way up, what camera,
// when, and where.
func exif(s Shot) []byte {
	const first = 8
	when := s.Taken.Format("2006:01:02 15:04:05")
	notes := func(detail, place int) []entry {
		return []entry{ascii(0x010F, "Example"), ascii(0x0110, "Example Phone 5"), number(0x0112, s.Orientation),
			ascii(0x0132, when), pointer(0x8769, detail), pointer(0x8825, place)}
	}
	detail := first + len(directory(first, notes(0, 0)))
	details := directory(detail, []entry{ascii(0x9003, when), number(0xA001, 1)})
	place := detail + len(details)
	ns, ew := "N", "E"
	if s.Lat < 0 {
		ns = "S"
	}
	if s.Long < 0 {
		ew = "W"
	}
	places := directory(place, []entry{ascii(1, ns), degrees(2, s.Lat), ascii(3, ew), degrees(4, s.Long)})

	tiff := append([]byte("II*\x00\x08\x00\x00\x00"), directory(first, notes(detail, place))...)
	tiff = append(append(tiff, details...), places...)
	segment := append([]byte("Exif\x00\x00"), tiff...)
	out := []byte{0xFF, 0xE1}
	out = binary.BigEndian.AppendUint16(out, uint16(len(segment)+2))
	return append(out, segment...)
}

package document

import (
	"bytes"
	"encoding/binary"
	"io"
	"strings"
	"unicode/utf16"
)

// Limits on what is read of an Outlook message.
const (
	maxMiniStream = 16 << 20 // bytes that hold its small streams
	maxMsgBody    = maxTextRead
	miniSector    = 64   // bytes
	miniBelow     = 4096 // streams below so many bytes lie among the small ones
)

// A message reads the streams of an Outlook message ([MS-OXMSG], [MS-CFB]).
type message struct {
	r       io.ReaderAt
	sector  sectorSize
	table   []uint32
	streams []stream
	mini    []byte   // the small streams
	next    []uint32 // what follows what among them
}

// writeMessage writes what people read in an Outlook message: its head, what it
// says, and the names of what is attached to it.
func writeMessage(out *text, r io.ReaderAt, streams []stream, sector sectorSize) {
	head := bytesAt(r, 0, 512)
	if len(head) < 512 || len(streams) == 0 {
		return
	}
	m := message{r: r, sector: sector, table: tableSectors(r, head, sector), streams: streams}
	m.mini = m.chain(streams[0].first, min(streams[0].size, maxMiniStream))
	following := m.chain(binary.LittleEndian.Uint32(head[60:]), maxMiniStream/miniSector*4)
	for ; len(following) >= 4; following = following[4:] {
		m.next = append(m.next, binary.LittleEndian.Uint32(following))
	}
	top := m.within(0)
	for _, field := range []struct{ name, property string }{{"From", "0C1A"}, {"To", "0E04"}, {"Cc", "0E03"}, {"Subject", "0037"}} {
		if value := m.words(top, field.property); value != "" {
			out.WriteString(field.name + ": " + value + "\n")
		}
	}
	out.WriteString("\n")
	if body := m.words(top, "1000"); body != "" {
		out.WriteString(body + "\n")
	} else if page := m.property(top, "10130102"); page != nil {
		writeHTML(out, m.content(page), "text/html")
		out.WriteString("\n")
	}
	left := maxMail
	for _, s := range top {
		if left--; strings.HasPrefix(s.name, "__attach_version1.0_") && left >= 0 {
			if name := m.words(m.within(s.at), "3707"); name != "" {
				out.WriteString("Attached: " + name + "\n")
			}
		}
	}
}

// within returns the streams and storages directly in the storage at a place of
// the directory.
func (m *message) within(storage int) (out []*stream) {
	left := []uint32{m.streams[storage].child}
	for seen := make(map[uint32]bool); len(left) > 0; {
		at := left[len(left)-1]
		left = left[:len(left)-1]
		if int64(at) >= int64(len(m.streams)) || seen[at] {
			continue
		}
		seen[at] = true
		s := &m.streams[at]
		out = append(out, s)
		left = append(left, s.right, s.left)
	}
	return out
}

// property returns the stream of a property with its type, or nil.
func (m *message) property(within []*stream, tag string) *stream {
	for _, s := range within {
		if s.name == "__substg1.0_"+tag {
			return s
		}
	}
	return nil
}

// words returns a property that is text, in Unicode or in an older encoding.
func (m *message) words(within []*stream, property string) string {
	if s := m.property(within, property+"001F"); s != nil {
		content := m.content(s)
		units := make([]uint16, len(content)/2)
		_ = binary.Read(bytes.NewReader(content), binary.LittleEndian, units)
		return strings.Trim(string(utf16.Decode(units)), "\x00 \r\n")
	}
	if s := m.property(within, property+"001E"); s != nil {
		return strings.Trim(string(decode(m.content(s))), "\x00 \r\n")
	}
	return ""
}

// content returns what a stream holds, as far as it is read.
func (m *message) content(s *stream) []byte {
	size := min(s.size, maxMsgBody)
	if s.size >= miniBelow {
		return m.chain(s.first, size)
	}
	var out []byte
	for at := s.first; int64(len(out)) < size; {
		from := int64(at) * miniSector
		if from+miniSector > int64(len(m.mini)) {
			break
		}
		out = append(out, m.mini[from:from+miniSector]...)
		if int64(at) >= int64(len(m.next)) {
			break
		}
		at = m.next[at]
	}
	return out[:min(int64(len(out)), size)]
}

// chain returns what the sectors from one on hold, at most size bytes.
func (m *message) chain(at uint32, size int64) []byte {
	var out []byte
	for at < 0xfffffffa && int64(len(out)) < size {
		b := bytesAt(m.r, m.sector.offset(at), int(m.sector))
		if out = append(out, b...); len(b) < int(m.sector) {
			break
		}
		next, ok := follow(m.r, m.table, m.sector, at)
		if !ok {
			break
		}
		at = next
	}
	return out[:min(int64(len(out)), size)]
}

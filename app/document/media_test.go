package document

import (
	"bytes"
	"encoding/binary"
	"io"
	"math"
	"strings"
	"testing"
	"time"
)

func be32(n uint32) []byte { return binary.BigEndian.AppendUint32(nil, n) }
func le32(n uint32) []byte { return binary.LittleEndian.AppendUint32(nil, n) }

func join(parts ...any) []byte {
	var b []byte
	for _, part := range parts {
		switch p := part.(type) {
		case string:
			b = append(b, p...)
		case []byte:
			b = append(b, p...)
		case int:
			b = append(b, make([]byte, p)...)
		}
	}
	return b
}

// atom returns an MP4 box.
func atom(name string, parts ...any) []byte {
	inside := join(parts...)
	return join(be32(uint32(8+len(inside))), name, inside)
}

func ftyp() []byte { return atom("ftyp", "isom\x00\x00\x02\x00isommp42") }

// moov returns an index: its length in milliseconds and its kinds of track.
func moov(ms uint32, kinds ...string) []byte {
	inside := atom("mvhd", 12, be32(1000), be32(ms), 80)
	for _, kind := range kinds {
		inside = append(inside, atom("trak", atom("tkhd", 84), atom("mdia", atom("mdhd", 24), atom("hdlr", 8, kind, 13)))...)
	}
	return atom("moov", inside)
}

func wav(seconds int) []byte {
	sound := seconds * 8000
	return join("RIFF", le32(uint32(36+sound)), "WAVEfmt ", le32(16), "\x01\x00\x01\x00", le32(8000), le32(8000), "\x01\x00\x08\x00data", le32(uint32(sound)), sound)
}

func ebml(id string, parts ...any) []byte {
	inside := join(parts...)
	return join(id, be32(0x10000000|uint32(len(inside))), inside)
}

func webm(info []byte, kind byte, clusters ...[]byte) []byte {
	tracks := ebml("\x16\x54\xae\x6b", ebml("\xae", ebml("\x83", []byte{kind})))
	head := ebml("\x1a\x45\xdf\xa3", ebml("\x42\x82", "webm"))
	return join(head, "\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff", info, tracks, bytes.Join(clusters, nil))
}

func flac(samples uint32) []byte {
	return join("fLaC\x00\x00\x00\x22\x10\x00\x10\x00", 6, "\x02\xee\x00\x70", be32(samples), 16, 40) // 12,000 a second
}

func oggPage(granule uint64, inside string) []byte {
	return join("OggS\x00\x02", binary.LittleEndian.AppendUint64(nil, granule), "SERI", 8, "\x01", []byte{byte(len(inside))}, inside)
}

// mp3 returns frames of 128 kbit/s at 44.1 kHz, 417 bytes each.
func mp3(frames int) []byte {
	return bytes.Repeat(join("\xff\xfb\x90\x00", 413), frames)
}

func TestDurations(t *testing.T) {
	long := atom("mvhd", "\x01", 3, 16, be32(600), be32(0), be32(600*3723), 80)
	noted := join("ID3\x04\x00\x00\x00\x00\x00\x0a", 10, "\xff\xfb\x90\x00", 32, "Xing", be32(1), be32(11_484), 369, mp3(3))
	info := ebml("\x15\x49\xa9\x66", ebml("\x2a\xd7\xb1", "\x0f\x42\x40"), ebml("\x44\x89", be32(math.Float32bits(2500))))
	cluster := func(at byte) []byte { // without a size, as browsers write it
		return join("\x1f\x43\xb6\x75\x01\xff\xff\xff\xff\xff\xff\xff", ebml("\xe7", "\x27", []byte{at}), ebml("\xa3", "\x81\x03\xe8\x80 sound"))
	}
	for name, c := range map[string]struct {
		content []byte
		kind    Kind
		mime    string
		want    time.Duration
	}{
		"a.mp4":          {join(ftyp(), moov(3500, "soun", "vide"), atom("mdat", 99)), Video, "video/mp4", 3500 * time.Millisecond},
		"end.mp4":        {join(ftyp(), atom("mdat", 99), moov(3500, "vide")), Video, "video/mp4", 3500 * time.Millisecond},
		"large box.mp4":  {join(ftyp(), be32(1), "mdat", be32(0), be32(16+50), 50, moov(1000, "vide")), Video, "video/mp4", time.Second},
		"to the end.mp4": {join(ftyp(), moov(1000, "vide"), be32(0), "mdat", 50), Video, "video/mp4", time.Second},
		"rubbish.mp4":    {join(ftyp(), moov(1000, "vide"), atom("mdat", 50), 7), Video, "video/mp4", time.Second},
		"sound.mp4":      {join(ftyp(), moov(1000, "soun"), atom("mdat", 9)), Audio, "audio/mp4", time.Second},
		"version 1.mp4":  {join(ftyp(), atom("moov", long, atom("trak", atom("mdia", atom("hdlr", 8, "vide"))))), Video, "video/mp4", 3723 * time.Second},
		"unknown.mp4":    {join(ftyp(), moov(math.MaxUint32, "vide")), Video, "video/mp4", 0},
		"fragments.mp4": {join(ftyp(), atom("moov", atom("mvhd", 12, be32(1000), 84), atom("trak", atom("mdia", atom("hdlr", 8, "vide"))),
			atom("mvex", atom("mehd", 4, be32(9000)))), atom("moof", 9), atom("mdat", 9)), Video, "video/mp4", 9 * time.Second},
		"a.wav":      {wav(2), Audio, "audio/wav", 2 * time.Second},
		"stream.wav": {append(wav(2)[:40], join("\xff\xff\xff\xff", 4000)...), Audio, "audio/wav", 500 * time.Millisecond},
		"noted.mp3":  {noted, Audio, "audio/mpeg", 299_990 * time.Millisecond},
		"steady.mp3": {mp3(100), Audio, "audio/mpeg", 2606 * time.Millisecond},
		"a.webm":     {webm(info, 1), Video, "video/webm", 2500 * time.Millisecond},
		"live.webm":  {webm(nil, 2, cluster(0x10), cluster(0x20)), Audio, "audio/webm", 11_016 * time.Millisecond},
		"a.flac":     {flac(18_000), Audio, "audio/flac", 1500 * time.Millisecond},
		"a.opus":     {join(oggPage(0, "OpusHead\x01\x01\x38\x01\x80\xbb\x00\x00\x00\x00\x00"), oggPage(312+96_000, "sound"), oggPage(math.MaxUint64, "")), Audio, "audio/ogg", 2 * time.Second},
		"a.ogg":      {join(oggPage(0, "\x01vorbis\x00\x00\x00\x00\x01\x44\xac\x00\x00"+strings.Repeat("\x00", 14)), oggPage(44_100*3, "sound")), Audio, "audio/ogg", 3 * time.Second},
		"a.avi": {join("RIFF", le32(4+12+8+20), "AVI LIST", le32(4+8+20), "hdrlavih", le32(20), le32(40_000), 12, le32(50)),
			Video, "video/x-msvideo", 2 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			facts, _, err := readBytes(t, name, c.content)
			if err != nil || facts.Kind != c.kind || facts.MIME != c.mime || facts.Fault != "" || facts.Attach == "" {
				t.Fatalf("facts %+v, error %v", facts, err)
			}
			if off := facts.Duration - c.want; off < -15*time.Millisecond || off > 15*time.Millisecond {
				t.Errorf("duration %v, want %v", facts.Duration, c.want)
			}
		})
	}
}

func TestRecordingsThatDoNotPlay(t *testing.T) {
	whole := join(ftyp(), moov(1000, "vide"), atom("mdat", 500))
	for name, c := range map[string]struct {
		content []byte
		fault   string
	}{
		"no index.mp4":     {join(ftyp(), atom("mdat", 500)), "before its index"},
		"cut in data.mp4":  {whole[:len(whole)-100], "cut short"},
		"cut in index.mp4": {join(ftyp(), atom("mdat", 50), moov(1000, "vide")[:150]), ""},
		"no tracks.mp4":    {join(ftyp(), moov(1000)), "no sound or picture"},
		"cut.wav":          {wav(2)[:9000], "cut short"},
		"header alone.wav": {wav(1)[:44], "damaged"},
		"cut.flac":         {flac(9)[:30], "damaged"},
		"noise.mp3":        {join("ID3\x04\x00\x00\x00\x00\x00\x0a", 500), "damaged"},
		"header.webm":      {ebml("\x1a\x45\xdf\xa3", ebml("\x42\x82", "webm")), "before its index"},
		"no tracks.webm":   {webm(nil, 17), "no sound or picture"},
	} {
		t.Run(name, func(t *testing.T) {
			facts, _, err := readBytes(t, name, c.content)
			if err != nil || facts.Fault == "" || !strings.Contains(facts.Fault, c.fault) {
				t.Errorf("facts %+v, error %v", facts, err)
			}
		})
	}
}

// A sparse reader is a file with bytes at its start and end and a hole between,
// and counts what is read of it.
type sparse struct {
	start, end []byte
	size, read int64
}

func (s *sparse) ReadAt(p []byte, at int64) (int, error) {
	n := int(max(0, min(int64(len(p)), s.size-at)))
	clear(p[:n])
	if at < int64(len(s.start)) {
		copy(p[:n], s.start[at:])
	}
	if tail := s.size - int64(len(s.end)); at+int64(n) > tail {
		copy(p[max(0, tail-at):n], s.end[max(0, at-tail):])
	}
	s.read += int64(n)
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

func TestLargeRecordingsCostLittle(t *testing.T) {
	const size = 2 << 30
	index := moov(60_000, "vide")
	head := join(ftyp(), be32(1), "mdat", be32(0), be32(uint32(size-len(ftyp())-len(index))))
	sound := join("RIFF", le32(size-8), "WAVEfmt ", le32(16), "\x01\x00\x02\x00", le32(48_000), le32(192_000), "\x04\x00\x10\x00data", le32(size-44))
	for mime, file := range map[string]*sparse{
		"video/mp4":        {start: head, end: index, size: size},
		"audio/wav":        {start: sound, size: size},
		"audio/mpeg":       {start: mp3(400), size: size},
		"audio/ogg":        {start: oggPage(0, "OpusHead\x01\x01\x38\x01\x80\xbb\x00\x00"), end: oggPage(48_000*60, ""), size: size},
		"video/x-ms-asf":   {size: size},
		"video/webm":       {start: webm(nil, 1), size: size},
		"video/x-msvideo":  {start: join("RIFF", 4, "AVI "), size: size},
		"audio/flac":       {start: flac(9), size: size},
		"video/quicktime":  {start: bytes.Repeat(atom("free"), 100_000), size: size},
		"audio/mp4":        {start: bytes.Repeat(atom("moov"), 100_000), size: size},
		"video/3gpp":       {start: atom("moov", bytes.Repeat(atom("trak"), 100_000)), size: size},
		"video/matroska":   {start: webm(nil, 1, bytes.Repeat([]byte("\x1f\x43\xb6\x75\x80"), 100)), size: size},
		"application/else": {size: size},
	} {
		start := time.Now()
		facts := readMedia(file, size, Facts{MIME: mime})
		if took := time.Since(start); file.read > 4<<20 || took > time.Second {
			t.Errorf("%s: read %d bytes in %v", mime, file.read, took)
		}
		if (mime == "video/mp4" || mime == "audio/ogg") && facts.Duration.Round(time.Second) != time.Minute {
			t.Errorf("%s: %+v", mime, facts)
		}
	}
}

func FuzzMedia(f *testing.F) {
	for _, seed := range [][]byte{
		join(ftyp(), moov(3500, "soun", "vide"), atom("mdat", 9)), wav(1)[:60], mp3(3), flac(9), webm(nil, 1),
		join(oggPage(0, "OpusHead\x01\x01\x38\x01"), oggPage(9, "")),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		for mime := range skimmers {
			facts := readMedia(bytes.NewReader(content), int64(len(content)), Facts{Kind: Audio, MIME: mime})
			if facts.Duration < 0 || facts.Duration > maxDuration || facts.Kind != Audio && facts.Kind != Video {
				t.Errorf("%s: %+v", mime, facts)
			}
		}
	})
}

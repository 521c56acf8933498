package document

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"touchstone/app/fault"
)

// zipOf returns a ZIP file of parts, a name and what it holds by turns.
func zipOf(t testing.TB, parts ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for i := 0; i < len(parts); i += 2 {
		part, err := w.Create(parts[i])
		if err == nil {
			_, err = io.WriteString(part, parts[i+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

const (
	contentTypes = `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`
	wordBody     = `<?xml version="1.0"?><w:document xmlns:w="w"><w:body><w:p><w:r><w:t>Aged debt</w:t></w:r><w:r><w:tab/><w:t xml:space="preserve"> &amp; £5</w:t></w:r></w:p><w:p><w:r><w:instrText>HIDDEN</w:instrText><w:t>Second</w:t><w:br/><w:t>line</w:t></w:r></w:p></w:body></w:document>`
)

func docx(t testing.TB, body string, more ...string) []byte {
	return zipOf(t, append([]string{"[Content_Types].xml", contentTypes, "word/document.xml", body}, more...)...)
}

func TestOfficeText(t *testing.T) {
	sheet := `<worksheet><sheetData><row><c t="s"><v>1</v></c><c><v>42.5</v></c></row><row><c t="inlineStr"><is><t>In line</t></is></c><c t="s"><v>99</v></c></row></sheetData></worksheet>`
	slide := `<p:sld xmlns:a="a" xmlns:p="p"><a:p><a:r><a:t>Slide %s</a:t></a:r></a:p></p:sld>`
	odt := `<office:document-content xmlns:office="o" xmlns:text="t"><office:automatic-styles/><text:h>Title</text:h><text:p>One<text:s/>two<text:line-break/><text:span>three</text:span></text:p></office:document-content>`
	for name, c := range map[string]struct {
		content    []byte
		kind       Kind
		mime, text string
	}{
		"a.docx":        {docx(t, wordBody), Word, docxMIME, "Aged debt\t & £5\nSecond\nline\n"},
		"misnamed.xlsx": {docx(t, wordBody), Word, docxMIME, "Aged debt\t & £5\nSecond\nline\n"},
		"no name":       {docx(t, wordBody), Word, docxMIME, "Aged debt\t & £5\nSecond\nline\n"},
		"a.xlsx": {zipOf(t, "[Content_Types].xml", contentTypes, "xl/workbook.xml", "<workbook/>",
			"xl/sharedStrings.xml", `<sst><si><t>Zero</t></si><si><r><t>Rich </t></r><r><t>text</t></r></si></sst>`,
			"xl/worksheets/sheet10.xml", "<worksheet><row><c><v>10</v></c></row></worksheet>", "xl/worksheets/sheet2.xml", sheet),
			Sheet, xlsxMIME, "Rich text\t42.5\t\nIn line\t\t\n\f10\n"},
		"a.pptx": {zipOf(t, "[Content_Types].xml", contentTypes, "ppt/presentation.xml", "<p/>",
			"ppt/slides/slide10.xml", strings.ReplaceAll(slide, "%s", "ten"), "ppt/slides/slide9.xml", strings.ReplaceAll(slide, "%s", "nine")),
			Slides, pptxMIME, "Slide nine\n\fSlide ten\n"},
		"a.odt": {zipOf(t, "mimetype", odtMIME, "content.xml", odt), Word, odtMIME, "Title\nOne two\nthree\n"},
		"a.zip": {zipOf(t, "notes/one.txt", "1", "two.pdf", "2", "../漢字.txt", "3"), Archive, "application/zip", "notes/one.txt\ntwo.pdf\n../漢字.txt\n"},
	} {
		t.Run(name, func(t *testing.T) {
			facts, out, err := readBytes(t, name, c.content)
			if err != nil || facts.Kind != c.kind || facts.MIME != c.mime || facts.Fault != "" || facts.Attach == "" {
				t.Fatalf("facts %+v, error %v", facts, err)
			}
			if got := string(readCopy(t, out, facts, Plain)); got != c.text {
				t.Errorf("text %q, want %q", got, c.text)
			}
		})
	}
}

// bomb returns a document that claims or holds size bytes of zeros.
func bomb(t *testing.T, size int64) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	part, err := w.Create("word/document.xml")
	if err == nil {
		_, err = io.CopyN(part, zeros{}, size)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

type zeros struct{}

// Read gives zeros for ever.
func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func TestOfficeFilesThatDoNotOpen(t *testing.T) {
	good := docx(t, wordBody)
	large := bomb(t, 100<<20)
	lying := slices.Clone(large) // its list says that it is small
	at := bytes.LastIndex(lying, []byte("PK\x01\x02"))
	binary.LittleEndian.PutUint32(lying[at+24:], 1000)
	locked := slices.Clone(good)
	at = bytes.Index(locked, []byte("PK\x01\x02"))
	locked[at+8] |= 1
	torn := slices.Clone(good)
	torn[bytes.Index(torn, []byte("word/document.xml"))+30] ^= 0xff
	for name, c := range map[string]struct {
		content []byte
		fault   string
	}{
		"cut short.docx":    {good[:len(good)-40], "list of its parts is missing"},
		"flipped.docx":      {torn, "does not unpack"},
		"bomb.docx":         {large, "grows from"},
		"lying bomb.docx":   {lying, "damaged"},
		"locked.zip":        {locked, "password"},
		"no document.docx":  {zipOf(t, "a.txt", "a"), "holds none that opens"},
		"open tag.docx":     {docx(t, "<w:document><w:p>"), "text cannot be read"},
		"not XML.docx":      {docx(t, "\x00\x01<<<"), "text cannot be read"},
		"empty list.docx":   {zipOf(t), "holds none that opens"},
		"with password.doc": {compoundFile("EncryptedPackage", nil), "password"},
		"locked.doc":        {compoundFile("WordDocument", []byte("\xec\xa5\xc1\x00\x00\x00\x00\x00\x00\x00\x00\x01")), "password"},
		"locked.xls":        {compoundFile("Workbook", []byte("\x09\x08\x04\x00\x00\x06\x05\x00\x2f\x00\x02\x00\x00\x00")), "password"},
		"cut.doc":           {compoundFile("WordDocument", nil)[:600], "damaged"},
		"header alone.xls":  {[]byte(oleMagic), "damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			facts, _, err := readBytes(t, name, c.content)
			if err != nil || !strings.Contains(facts.Fault, c.fault) || facts.Fault == "" || facts.Attach == "" || len(facts.Copies) != 0 {
				t.Errorf("facts %+v, error %v", facts, err)
			}
		})
	}
}

func TestOlderOfficeFiles(t *testing.T) {
	for stream, want := range map[string]struct {
		kind Kind
		mime string
	}{
		"WordDocument":            {Word, "application/msword"},
		"Workbook":                {Sheet, "application/vnd.ms-excel"},
		"PowerPoint Document":     {Slides, "application/vnd.ms-powerpoint"},
		"__properties_version1.0": {Email, "application/vnd.ms-outlook"},
		"Something":               {Other, oleMIME},
	} {
		facts, _, err := readBytes(t, "file", compoundFile(stream, nil))
		if err != nil || facts.Kind != want.kind || facts.MIME != want.mime || facts.Fault != "" || facts.Attach == "" {
			t.Errorf("%s: facts %+v, error %v", stream, facts, err)
		}
	}
}

func TestPackedProgramsAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		content []byte
		what    string
	}{
		"a.docx":      {docx(t, wordBody, "word/vbaProject.bin", "x"), "macros"},
		"a.doc":       {compoundFile("_VBA_PROJECT", nil), "macros"},
		"a.odt":       {zipOf(t, "mimetype", odtMIME, "content.xml", "<a/>", "Basic/Standard/Module1.xml", "<a/>"), "macros"},
		"a.zip":       {zipOf(t, "com/example/Main.class", "x"), "Java"},
		"app.zip":     {zipOf(t, "AndroidManifest.xml", "x", "classes.dex", "y"), "Android"},
		"wrapped.zip": {zipOf(t, "readme.txt", "x", `tools\Setup.EXE`, "y"), "an archive with a program in it (setup.exe)"},
	} {
		_, _, err := readBytes(t, name, c.content)
		if !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Of(err).Message, c.what) {
			t.Errorf("%s: %v; want %q", name, err, c.what)
		}
	}
}

func TestLongTextIsCut(t *testing.T) {
	body := `<w:document xmlns:w="w"><w:p><w:t>` + strings.Repeat("é ", maxText/3+10) + `</w:t></w:p></w:document>`
	facts, out, err := readBytes(t, "long.docx", docx(t, body))
	if err != nil || facts.Fault != "" {
		t.Fatalf("facts %+v, error %v", facts, err)
	}
	if got := len(readCopy(t, out, facts, Plain)); got > maxText+1 || got < maxText-8 {
		t.Errorf("%d bytes of text", got)
	}
}

// compoundFile returns an older Office file with one stream, whose first bytes
// are given.
func compoundFile(stream string, content []byte) []byte {
	const free, end, special = 0xffffffff, 0xfffffffe, 0xfffffffd
	head := make([]byte, 512)
	copy(head, oleMagic)
	binary.LittleEndian.PutUint16(head[30:], 9)
	binary.LittleEndian.PutUint32(head[48:], 1)   // the directory
	binary.LittleEndian.PutUint32(head[68:], end) // no more of the table
	for i := 76; i < 512; i += 4 {
		binary.LittleEndian.PutUint32(head[i:], free)
	}
	binary.LittleEndian.PutUint32(head[76:], 0)
	table := bytes.Repeat([]byte{0xff}, 512)
	for i, next := range []uint32{special, end, end} {
		binary.LittleEndian.PutUint32(table[4*i:], next)
	}
	entry := func(name string, kind byte) []byte {
		e := make([]byte, 128)
		units := utf16.Encode([]rune(name))
		for i, u := range units {
			binary.LittleEndian.PutUint16(e[2*i:], u)
		}
		binary.LittleEndian.PutUint16(e[64:], uint16(2*len(units)+2))
		e[66] = kind
		binary.LittleEndian.PutUint32(e[116:], 2)
		binary.LittleEndian.PutUint64(e[120:], 4096)
		return e
	}
	directory := append(entry("Root Entry", 5), entry(stream, 2)...)
	directory = append(directory, make([]byte, 256)...)
	return join(head, table, directory, content, 512-len(content))
}

func FuzzCompound(f *testing.F) {
	f.Add(compoundFile("Workbook", nil))
	f.Add([]byte(oleMagic))
	f.Fuzz(func(t *testing.T, content []byte) {
		streams, sector, err := compound(bytes.NewReader(content), int64(len(content)))
		if err == nil && (len(streams) == 0 || sector < 512) {
			t.Errorf("%d streams, sectors of %d", len(streams), sector)
		}
		lockedBook(content)
	})
}

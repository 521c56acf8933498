package reports

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"touchstone/app/blob"
	"touchstone/app/document"
	"touchstone/reports/pdf"
)

// An Opener opens an uploaded file, or a copy made from one, by its digest.
type Opener func(context.Context, blob.Ref) (blob.Blob, error)

// A placing says how one file is in the document.
type placing struct {
	file     *File
	label    string      // what it is called here: "4.2", the second file of piece 4
	shown    []pdf.Shown // its pages, or its picture; empty: none
	copy     string      // digest of the picture; empty: no picture
	attached *pdf.Embedded
	name     string // of the attachment
	why      string // why it is not shown, or not whole; a sentence or two
}

// pages reports whether the file is shown page by page.
func (pl *placing) pages() bool { return len(pl.shown) > 0 && !pl.shown[0].Picture }

func (pl *placing) picture() bool { return len(pl.shown) > 0 && pl.shown[0].Picture }

// A placer writes uploaded files into the document, each once however often it
// is used.
type placer struct {
	w         *pdf.Writer
	open      Opener
	originals bool
	packs     map[blob.Ref]written
	photos    map[blob.Ref]written
	embeds    map[blob.Ref]written
}

// A written is what became of the bytes of one ref.
type written struct {
	shown  []pdf.Shown
	embed  *pdf.Embedded
	digest string
	why    string
}

func newPlacer(w *pdf.Writer, open Opener, originals bool) *placer {
	return &placer{w, open, originals, map[blob.Ref]written{}, map[blob.Ref]written{}, map[blob.Ref]written{}}
}

// place writes a file. The error is of the document being written or of ctx:
// what is wrong with the file itself is in the placing.
func (p *placer) place(ctx context.Context, f *File, label string) (*placing, error) {
	pl := &placing{file: f, label: label, why: orElse(firstSentence(f.Fault), f.Attach)}
	key := "file:" + label
	switch {
	case f.Fault != "" || f.Attach != "":
	case f.Pack != "":
		got := once(p.packs, f.Pack, func() written { return p.pack(ctx, f, key) })
		pl.shown, pl.why = got.shown, got.why
	case f.Print != "":
		got := once(p.photos, f.Print, func() written { return p.photo(ctx, f, key) })
		pl.shown, pl.copy, pl.why = got.shown, got.digest, got.why
	default:
		pl.why = whyAttached(f)
	}
	if len(pl.shown) == 0 || p.originals {
		got := once(p.embeds, f.Ref, func() written { return p.embed(ctx, f, key) })
		pl.attached, pl.name = got.embed, attachmentName(label, f.Name)
		pl.why = listed(" ", pl.why, got.why)
	}
	return pl, errors.Join(ctx.Err(), p.w.Err())
}

// firstSentence leaves out what a fault advises: that is for who uploaded it.
func firstSentence(s string) string {
	if i := strings.Index(s, ". "); i >= 0 {
		return s[:i+1]
	}
	return s
}

func once(done map[blob.Ref]written, ref blob.Ref, do func() written) written {
	if _, ok := done[ref]; !ok {
		done[ref] = do()
	}
	return done[ref]
}

// whyAttached says why a file of a kind that pages cannot show is attached.
func whyAttached(f *File) string {
	switch f.Kind {
	case document.Audio, document.Video:
		return "A recording cannot be shown on a page."
	case document.PDF, document.Image:
		return "No copy of it for printing could be made."
	}
	return "This kind of file cannot be shown page by page without changing it."
}

// pack writes a PDF's pages.
func (p *placer) pack(ctx context.Context, f *File, key string) written {
	b, err := p.open(ctx, f.Pack)
	if err != nil {
		return written{why: "Its pages could not be shown: the prepared copy is missing."}
	}
	defer b.Close()
	pack, err := document.OpenPack(b, b.Size())
	if err != nil || len(pack.Pages) == 0 {
		return written{why: "Its pages could not be shown: the prepared copy is damaged."}
	}
	shown, err := p.w.Pack(ctx, pack, func(page int) string { return key + ":" + strconv.Itoa(page) })
	if err != nil {
		return written{why: "Its pages could not be shown: the prepared copy is damaged."}
	}
	return written{shown: shown}
}

// photo writes the picture made for printing.
func (p *placer) photo(ctx context.Context, f *File, key string) written {
	b, err := p.open(ctx, f.Print)
	if err != nil {
		return written{why: "It could not be shown: the prepared picture is missing."}
	}
	defer b.Close()
	shown, digest, err := p.w.Photo(ctx, key+":1", b, b.Size())
	if err != nil || digest != string(f.Print) {
		return written{why: "It could not be shown: the prepared picture is damaged."}
	}
	return written{shown: []pdf.Shown{shown}, digest: digest}
}

// embed attaches the file as it was uploaded.
func (p *placer) embed(ctx context.Context, f *File, key string) written {
	b, err := p.open(ctx, f.Ref)
	if err != nil {
		return written{why: "The file itself is missing from the store, so it could not be attached. Its digest is that of the bytes that were uploaded."}
	}
	defer b.Close()
	e, err := p.w.Embed(ctx, key, f.MIME, io.NewSectionReader(b, 0, b.Size()))
	switch {
	case err != nil:
		return written{embed: &e, why: fmt.Sprintf("The stored file could not be read to its end: %s of %s are attached.", size(e.Size), size(f.Size))}
	case e.SHA256 != string(f.Ref):
		return written{embed: &e, why: "The stored bytes are not those that were uploaded: the digests differ."}
	}
	return written{embed: &e}
}

// attachmentName is what an attachment is called in the list that readers show:
// the piece and file number, then the name it was uploaded with.
func attachmentName(label, name string) string {
	clean := strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7F || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '_'
		}
		return r
	}, strings.ToValidUTF8(name, "_"))
	return label + " " + clean
}

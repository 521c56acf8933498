package document

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"os"

	"github.com/gen2brain/heic"
	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
)

// Limits of images, and the sizes of the copies made of them.
const (
	maxPixels  = 100_000_000 // over it a picture is not decoded
	maxSide    = 65_535
	maxDecoded = 400_000_000 // bytes of memory that decoding may need
	printShort = 1654        // pixels: A4 at 200 dpi
	printLong  = 2339
	previewMax = 1600 // pixels, either side
	jpegGood   = 85
)

const damagedPicture = "This picture is damaged and does not open. Take it from the phone or camera again, or save it again, and add that."

// A decoder reads one kind of picture.
type decoder struct {
	config func(*io.SectionReader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

// decoders are the kinds of picture that can be shown, by MIME type. The
// others are kept and attached.
var decoders = map[string]*decoder{
	"image/jpeg":          {fromStart(jpeg.DecodeConfig), jpeg.Decode},
	"image/png":           {fromStart(png.DecodeConfig), png.Decode},
	"image/gif":           {fromStart(gif.DecodeConfig), gif.Decode},
	"image/webp":          {webpConfig, decodeWebP},
	"image/bmp":           {fromStart(bmp.DecodeConfig), bmp.Decode},
	"image/tiff":          {fromStart(tiff.DecodeConfig), tiff.Decode},
	"image/heic":          {heicConfig, heic.Decode},
	"image/heif":          {heicConfig, heic.Decode},
	"image/heic-sequence": {heicConfig, heic.Decode},
	"image/heif-sequence": {heicConfig, heic.Decode},
}

func fromStart(config func(io.Reader) (image.Config, error)) func(*io.SectionReader) (image.Config, error) {
	return func(r *io.SectionReader) (image.Config, error) {
		return config(bufio.NewReaderSize(r, 64<<10))
	}
}

// readImage decodes a picture and makes its copies, upright and on white.
func readImage(f *os.File, q question) (Facts, error) {
	facts := q.Facts
	kind := decoders[facts.MIME]
	whole := io.NewSectionReader(f, 0, q.Size)
	config, err := kind.config(whole)
	if err != nil {
		return undecoded(facts, err), nil
	}
	turn := orientationOf(whole, facts.MIME)
	facts.Width, facts.Height = turn.size(config.Width, config.Height)
	if why := tooLarge(config, facts.MIME, whole); why != "" {
		facts.Attach = why
		return facts, nil
	}
	if _, err := whole.Seek(0, io.SeekStart); err != nil {
		return facts, err
	}
	picture, err := kind.decode(bufio.NewReaderSize(whole, 64<<10))
	if err != nil {
		return undecoded(facts, err), nil
	}
	facts.Width, facts.Height = turn.size(picture.Bounds().Dx(), picture.Bounds().Dy())
	if facts.Width == 0 || facts.Height == 0 {
		return undecoded(facts, errors.New("no pixels")), nil
	}
	if facts.MIME == "image/tiff" && tiffPages(whole) > 1 {
		facts.Attach = "It has several pages, of which only the first can be shown here."
	}
	return facts, makeCopies(&facts, q.Out, picture, turn)
}

// undecoded says why a picture was not decoded: not supported, or damaged.
func undecoded(facts Facts, err error) Facts {
	fmt.Fprintln(os.Stderr, "decode:", err)
	facts.Attach = "This picture does not open here."
	if unsupported(err) {
		facts.Attach = "This picture is of a kind that cannot be shown here."
		return facts
	}
	facts.Fault = damagedPicture
	return facts
}

func unsupported(err error) bool {
	var (
		j jpeg.UnsupportedError
		p png.UnsupportedError
		t tiff.UnsupportedError
	)
	return errors.As(err, &j) || errors.As(err, &p) || errors.As(err, &t) || errors.Is(err, bmp.ErrUnsupported) || errors.Is(err, errAnimated)
}

// tooLarge says why a picture is not decoded for its size, or nothing.
func tooLarge(c image.Config, mime string, r io.ReaderAt) string {
	pixels := int64(c.Width) * int64(c.Height)
	if c.Width > maxSide || c.Height > maxSide {
		return fmt.Sprintf("It is more than %d pixels wide or high.", maxSide)
	}
	if pixels > maxPixels {
		return fmt.Sprintf("It has %d megapixels; pictures of up to %d are shown.", (pixels+500_000)/1_000_000, maxPixels/1_000_000)
	}
	if pixels*bytesAPixel(c.ColorModel, mime, r)/2 > maxDecoded {
		return fmt.Sprintf("At %d megapixels, showing a picture of its kind takes more memory than is allowed.", (pixels+500_000)/1_000_000)
	}
	return ""
}

// bytesAPixel estimates the memory that decoding takes, in half bytes.
func bytesAPixel(model color.Model, mime string, r io.ReaderAt) int64 {
	switch mime {
	case "image/heic", "image/heif", "image/heic-sequence", "image/heif-sequence":
		return 2 * 13 // as measured, the memory of its sandbox included
	case "image/webp", "image/tiff":
		return 2 * 8
	}
	switch model {
	case color.GrayModel:
		return 2
	case color.Gray16Model:
		return 4
	case color.YCbCrModel, color.CMYKModel:
		return jpegMemory(r)
	case color.RGBA64Model, color.NRGBA64Model:
		return 16
	}
	if _, paletted := model.(color.Palette); paletted {
		return 2
	}
	return 8
}

// makeCopies writes the print and preview copies of a picture.
func makeCopies(facts *Facts, dir string, picture image.Image, turn orientation) error {
	bounds := picture.Bounds()
	w, h := within(bounds.Dx(), bounds.Dy(), printLong, printShort)
	if bounds.Dy() > bounds.Dx() {
		w, h = within(bounds.Dx(), bounds.Dy(), printShort, printLong)
	}
	upright := turn.apply(shrink(picture, w, h))
	if err := keepJPEG(facts, dir, Print, printName, upright); err != nil {
		return err
	}
	w, h = within(upright.Rect.Dx(), upright.Rect.Dy(), previewMax, previewMax)
	if w != upright.Rect.Dx() || h != upright.Rect.Dy() {
		upright = shrink(upright, w, h)
	}
	return keepJPEG(facts, dir, Preview, previewName, upright)
}

// within returns the size of a picture of w by h that fits into most by high,
// no larger than it is, and at least a pixel each way.
func within(w, h, wide, high int) (int, int) {
	if w <= wide && h <= high {
		return w, h
	}
	if int64(w)*int64(high) > int64(h)*int64(wide) {
		return wide, max(1, int((int64(h)*int64(wide)+int64(w)/2)/int64(w)))
	}
	return max(1, int((int64(w)*int64(high)+int64(h)/2)/int64(h))), high
}

func keepJPEG(facts *Facts, dir string, what Copy, name string, picture image.Image) error {
	var out bytes.Buffer
	if err := jpeg.Encode(&out, picture, &jpeg.Options{Quality: jpegGood}); err != nil {
		return fmt.Errorf("encode %s: %w", what, err)
	}
	return keep(facts, dir, what, name, out.Bytes())
}

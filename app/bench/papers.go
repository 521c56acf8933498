package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"strings"
)

// photo returns a JPEG of 12 megapixels and about 3 MB, different for each seed.
func photo(seed uint64) []byte { return picture(seed, 4000, 3000, 84) }

// picture draws soft shapes under noise, as a camera sees a wall.
func picture(seed uint64, width, height, quality int) []byte {
	r := rand.New(rand.NewPCG(seed, 7))
	img := image.NewYCbCr(image.Rect(0, 0, width, height), image.YCbCrSubsampleRatio420)
	for y := range height {
		for x := range width {
			img.Y[y*img.YStride+x] = uint8(90 + 60*x/width + 40*y/height + int(r.Uint32()>>27))
		}
	}
	for i := range img.Cb {
		img.Cb[i], img.Cr[i] = uint8(118+seed%20), 128
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: quality}); err != nil {
		panic(err) // memory does not fail
	}
	return out.Bytes()
}

// paper returns a PDF of so many pages, each with text and, where pictures is
// not nil, a picture.
func paper(pages int, pictures func(page int) (data []byte, width, height int)) []byte {
	var out bytes.Buffer
	var offsets []int
	object := func(format string, args ...any) {
		offsets = append(offsets, out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n", len(offsets))
		fmt.Fprintf(&out, format, args...)
		out.WriteString("\nendobj\n")
	}
	out.WriteString("%PDF-1.7\n")
	var kids []string
	for i := range pages {
		kids = append(kids, fmt.Sprintf("%d 0 R", 4+3*i))
	}
	object("<</Type/Catalog/Pages 2 0 R>>")
	object("<</Type/Pages/Count %d/Kids[%s]>>", pages, strings.Join(kids, " "))
	object("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
	for i := range pages {
		page := 4 + 3*i
		object("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources<</Font<</F1 3 0 R>>/XObject<</I %d 0 R>>>>>>", page+1, page+2)
		var text strings.Builder
		text.WriteString("BT /F1 10 Tf 54 790 Td 14 TL\n")
		for line := range 30 {
			fmt.Fprintf(&text, "(Page %d, line %d: the account, the amount, the date promised and the date paid.) Tj T*\n", i+1, line+1)
		}
		text.WriteString("ET q 480 0 0 300 54 40 cm /I Do Q")
		object("<</Length %d>>\nstream\n%s\nendstream", text.Len(), text.String())
		data, width, height := []byte{0}, 1, 1
		filter := ""
		if pictures != nil {
			data, width, height = pictures(i)
			filter = "/Filter/DCTDecode"
		}
		space := "/DeviceRGB"
		if pictures == nil {
			space = "/DeviceGray"
		}
		object("<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace%s/BitsPerComponent 8%s/Length %d>>\nstream\n%s\nendstream",
			width, height, space, filter, len(data), data)
	}
	start := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, at := range offsets {
		fmt.Fprintf(&out, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&out, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, start)
	return out.Bytes()
}

// scan returns a PDF of ten pages and about 1.5 MB.
func scan(seed uint64) []byte {
	return paper(10, func(page int) ([]byte, int, int) {
		return picture(seed*100+uint64(page), 1000, 625, 84), 1000, 625
	})
}

// letter returns a small DOCX.
func letter(seed uint64) []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, text := range map[string]string{
		"[Content_Types].xml": `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
		"_rels/.rels":         `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
		"word/document.xml": fmt.Sprintf(`<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>%s</w:body></w:document>`,
			strings.Repeat(fmt.Sprintf("<w:p><w:r><w:t>Letter %d about the account.</w:t></w:r></w:p>", seed), 40)),
	} {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			panic(err) // memory does not fail
		}
	}
	z.Close()
	return out.Bytes()
}

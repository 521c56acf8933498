package document

import (
	"image"
	"image/draw"
)

// strip is how many rows of a picture are converted at a time.
const strip = 16

// shrink returns picture on white at w by h pixels, neither larger than it is.
// Each pixel is the mean of the area it stands for, which keeps small print
// readable. Rows are converted a few at a time, so that the memory it takes
// does not depend on the height.
func shrink(picture image.Image, w, h int) *image.RGBA {
	from := picture.Bounds()
	wide, high := from.Dx(), from.Dy()
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	rows := image.NewRGBA(image.Rect(0, 0, wide, min(strip, high)))
	columns := sharesOf(wide, w)
	sums := make([]uint32, 3*w)
	total := make([]uint64, 3*w)
	whole := uint64(wide) * uint64(high)
	row, left := 0, high // the row being filled, and how much of it is to come, in 1/h
	for top := 0; top < high; top += strip {
		n := min(strip, high-top)
		onWhite(rows, picture, from.Min.X, from.Min.Y+top)
		for y := range n {
			addRow(sums, rows.Pix[y*rows.Stride:][:4*wide], columns)
			first := min(h, left)
			accumulate(total, sums, uint64(first))
			if left -= first; left > 0 {
				continue
			}
			finish(out.Pix[row*out.Stride:][:4*w], total, whole)
			row, left = row+1, high-(h-first)
			accumulate(total, sums, uint64(h-first))
		}
	}
	return out
}

// onWhite draws the rows of picture from x and y on over white.
func onWhite(rows *image.RGBA, picture image.Image, x, y int) {
	if p, ok := picture.(*image.Paletted); ok {
		lookUp(rows, p, x, y)
		return
	}
	if p, ok := picture.(interface{ Opaque() bool }); ok {
		switch picture.(type) {
		case *image.YCbCr, *image.Gray, *image.Gray16, *image.CMYK:
			if p.Opaque() {
				draw.Draw(rows, rows.Rect, picture, image.Pt(x, y), draw.Src)
				return
			}
		}
	}
	for i := range rows.Pix {
		rows.Pix[i] = 0xff
	}
	draw.Draw(rows, rows.Rect, picture, image.Pt(x, y), draw.Over)
}

// lookUp does the same for a picture with a palette, which the standard library
// draws slowly.
func lookUp(rows *image.RGBA, p *image.Paletted, x, y int) {
	var shown [256][4]byte
	for i, c := range p.Palette[:min(256, len(p.Palette))] {
		r, g, b, a := c.RGBA()
		rest := 0xffff - a
		shown[i] = [4]byte{byte((r + rest) >> 8), byte((g + rest) >> 8), byte((b + rest) >> 8), 0xff}
	}
	for row := range min(rows.Rect.Dy(), p.Rect.Max.Y-y) {
		from := p.Pix[p.PixOffset(x, y+row):][:rows.Rect.Dx()]
		to := rows.Pix[row*rows.Stride:]
		for i, index := range from {
			copy(to[4*i:4*i+4], shown[index][:])
		}
	}
}

// A share says which column a pixel counts towards and by how much; the rest
// of the pixel counts towards the next.
type share struct {
	column int
	here   uint32 // of the w parts of a pixel
}

// sharesOf parts wide pixels into w columns.
func sharesOf(wide, w int) []share {
	shares := make([]share, wide)
	for x := range shares {
		start := x * w
		column := start / wide
		shares[x] = share{column: column, here: uint32(min(w, (column+1)*wide-start))}
	}
	return shares
}

// addRow sums a row of pixels into columns, red, green and blue.
func addRow(sums []uint32, pixels []byte, columns []share) {
	clear(sums)
	w := uint32(len(sums) / 3)
	for x, c := range columns {
		p := pixels[4*x : 4*x+3 : 4*x+3]
		at := sums[3*c.column:]
		at[0] += uint32(p[0]) * c.here
		at[1] += uint32(p[1]) * c.here
		at[2] += uint32(p[2]) * c.here
		if rest := w - c.here; rest > 0 {
			at[3] += uint32(p[0]) * rest
			at[4] += uint32(p[1]) * rest
			at[5] += uint32(p[2]) * rest
		}
	}
}

func accumulate(total []uint64, sums []uint32, parts uint64) {
	if parts == 0 {
		return
	}
	for i, sum := range sums {
		total[i] += uint64(sum) * parts
	}
}

// finish writes a row of pixels from its totals and clears them.
func finish(pixels []byte, total []uint64, whole uint64) {
	for i := range len(total) / 3 {
		for c := range 3 {
			pixels[4*i+c] = byte((total[3*i+c] + whole/2) / whole)
			total[3*i+c] = 0
		}
		pixels[4*i+3] = 0xff
	}
}

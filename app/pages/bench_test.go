package pages_test

import (
	"io"
	"testing"

	"touchstone/app/pages"
)

func BenchmarkWall(b *testing.B) {
	page := coverage(false)
	frame := pages.KitFrame()
	for b.Loop() {
		if err := pages.Render(b.Context(), io.Discard, frame, page); err != nil {
			b.Fatal(err)
		}
	}
}

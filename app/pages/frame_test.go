package pages

import (
	"fmt"
	"strings"
	"testing"
)

func TestPlacesThatABarHasNoRoomForAreUnderMore(t *testing.T) {
	many := func(n int) (list []Place) {
		for i := range n {
			list = append(list, Place{Name: fmt.Sprint(i)})
		}
		return list
	}
	add := Place{Name: "add", On: Phone}
	large := Place{Name: "large", On: Large}
	tests := []struct {
		name        string
		places      []Place
		wide, phone string
	}{
		{"as many as fit", many(5), "0 1 2 3 4", "0 1 2 3 4"},
		{"one too many for a phone", many(6), "0 1 2 3 4 5", "0 1 2 3 More"},
		{"as many as fit a window", many(7), "0 1 2 3 4 5 6", "0 1 2 3 More"},
		{"one too many for a window", many(8), "0 1 2 3 4 5 More", "0 1 2 3 More"},
		{"one for phones alone", append(many(4), add), "0 1 2 3", "0 1 2 3 add"},
		{"one for windows alone", append(many(4), large), "0 1 2 3 large", "0 1 2 3 More"},
		{"none", nil, "", ""},
	}
	for _, tt := range tests {
		shown, classes := arrange(tt.places)
		var wide, phone []string
		for i, p := range shown {
			if classes[i] != "only-narrow" {
				wide = append(wide, p.Name)
			}
			if classes[i] != "only-wide" {
				phone = append(phone, p.Name)
			}
		}
		if got := strings.Join(wide, " "); got != tt.wide {
			t.Errorf("%s: a window shows %q; want %q", tt.name, got, tt.wide)
		}
		if got := strings.Join(phone, " "); got != tt.phone {
			t.Errorf("%s: a phone shows %q; want %q", tt.name, got, tt.phone)
		}
	}
}

package main

import (
	"context"
	"fmt"
	"math/rand"
	"path/filepath"
	"strings"

	"touchstone/app/blob"
)

// What the items of a large provider have for the search: out of how many words
// they are written, one piece in how many has a file or feedback, how many
// different texts those files have, and of how many words.
const (
	proseWords  = 60_000
	proseFiles  = 20
	proseSaid   = 4
	proseTexts  = 200
	proseLength = 600
)

// A prose writes text whose words are as unevenly spread as those of people: the
// nth is about n times as rare as the first. Each writes the same.
type prose struct {
	next  *rand.Zipf
	texts []blob.Ref // of files
}

// newProse returns a prose with texts of files, stored in a data folder.
func newProse(ctx context.Context, dir string) (*prose, error) {
	p := &prose{next: rand.NewZipf(rand.New(rand.NewSource(1)), 1.07, 4, proseWords-1)}
	files, err := blob.OpenDisk(filepath.Join(dir, "files"))
	if err != nil {
		return nil, err
	}
	for range proseTexts {
		pages := []string{p.say(proseLength / 3), p.say(proseLength / 3), p.say(proseLength / 3)}
		ref, _, err := files.Put(ctx, strings.NewReader(strings.Join(pages, "\f")))
		if err != nil {
			return nil, err
		}
		p.texts = append(p.texts, ref)
	}
	return p, nil
}

// say writes so many words.
func (p *prose) say(words int) string {
	var b strings.Builder
	for range words {
		b.WriteString(proseWord(int(p.next.Uint64())))
		b.WriteByte(' ')
	}
	return b.String()
}

// proseWord returns the word that is the nth in frequency. Words that are near
// each other in it are unlike, and each begins as many others do.
func proseWord(n int) string {
	parts := strings.Fields("ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo za")
	n = n * 7919 % 160_000
	return parts[n%20] + parts[n/20%20] + parts[n/400%20] + parts[n/8000%20]
}

// more makes the file and the feedback of a piece, if it is one that has them.
func (l *provider) more(a, id int, at int64, state string) {
	if id%proseFiles == 0 {
		l.add("files", "id, portfolio_id, blob, name, size, facts, added_by, added_at",
			id, a, l.prose.texts[id/proseFiles%proseTexts], fmt.Sprintf("%s %d.pdf", proseWord(id%proseWords), id), 4000, `{"kind":"pdf","mime":"application/pdf","pages":3}`, largeFirst+a, at)
		l.add("file_copies", "file_id, kind, blob, size", id, "text", l.prose.texts[id/proseFiles%proseTexts], 4000)
		l.add("version_files", "version_id, file_id, position", id, id, 1)
	}
	if id%proseSaid == 0 && state == "accepted" {
		coach := (a-1)%l.coaches + 1
		l.add("decisions", "version_id, verdict, feedback, by_id, by_name, at", id, "accepted", l.prose.say(12), coach, fmt.Sprintf("Coach %03d", coach), at)
	}
}

package programme

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"touchstone/app/fault"
	"touchstone/app/words"
)

// A Frequency is how often progress is reviewed: every so many days, or by the
// end of every so many calendar months. One of the two is 0.
type Frequency struct {
	Days   int `json:"days,omitempty"`
	Months int `json:"months,omitempty"`
}

// Limits of a frequency that is agreed.
const (
	MaxReviewDays   = 366
	MaxReviewMonths = 12
)

// After returns the last day for the review that follows one held on a day.
// Months are calendar months: after 1 August, three months end on 30 November.
func (f Frequency) After(last time.Time) time.Time {
	if f.Months > 0 {
		return time.Date(last.Year(), last.Month()+time.Month(f.Months)+1, 0, 0, 0, 0, 0, time.UTC)
	}
	return last.AddDate(0, 0, f.Days)
}

// Words returns the frequency as part of a sentence: "every 84 days".
func (f Frequency) Words() string {
	switch {
	case f.Months == 1:
		return "every calendar month"
	case f.Months > 1:
		return fmt.Sprintf("every %d calendar months", f.Months)
	case f.Days > 0 && f.Days%7 == 0:
		return fmt.Sprintf("every %d days (%s)", f.Days, words.Plural(f.Days/7, "week", "weeks"))
	}
	return fmt.Sprintf("every %d days", f.Days)
}

// Check returns what is wrong with a frequency to be agreed as a fault.Invalid
// that names "every".
func (f Frequency) Check() error {
	var bad fault.Fields
	switch {
	case f.Days != 0 && f.Months != 0 || f.Days == 0 && f.Months == 0:
		bad.Add("every", "Enter how many days or months, from 1.")
	case f.Days < 0 || f.Days > MaxReviewDays:
		bad.Add("every", "Enter from 1 to %d days.", MaxReviewDays)
	case f.Months < 0 || f.Months > MaxReviewMonths:
		bad.Add("every", "Enter from 1 to %d months.", MaxReviewMonths)
	}
	return bad.Err()
}

// A ReviewRule is how often progress is reviewed in apprenticeships that start
// from a day on.
type ReviewRule struct {
	From      string    `json:"from"` // the first day of starting it holds for; empty: from ever
	Name      string    `json:"name"`
	Frequency Frequency `json:"frequency"`
	Source    string    `json:"source"`
}

// A ReviewChoice is one of the answers a review's form offers.
type ReviewChoice struct {
	Key  string `json:"key"`
	Name string `json:"name"`
}

// A ReviewPrompt is a question of the provider's form.
type ReviewPrompt struct {
	Key   string `json:"key"`
	Label string `json:"label"`
	Hint  string `json:"hint"`
}

// A ReviewPrompts is the part of a review's form that is the provider's own.
type ReviewPrompts struct {
	Title   string         `json:"title"`
	Note    string         `json:"note"`
	Prompts []ReviewPrompt `json:"prompts"`
}

//go:embed progress.json
var progressFile []byte

// progressBook is what progress.json says.
var progressBook = func() (b struct {
	Rules     []ReviewRule   `json:"rules"` // the newest first
	Media     []ReviewChoice `json:"media"`
	Wellbeing ReviewPrompts  `json:"wellbeing"`
}) {
	if err := json.Unmarshal(progressFile, &b); err != nil {
		panic("progress.json: " + err.Error())
	}
	return b
}()

// ReviewRuleOf returns the rule for an apprenticeship that started on a day.
func ReviewRuleOf(started time.Time) ReviewRule {
	day := started.Format(time.DateOnly)
	i := slices.IndexFunc(progressBook.Rules, func(r ReviewRule) bool { return r.From <= day })
	return progressBook.Rules[i]
}

// ReviewMedia lists the ways a review is held.
func ReviewMedia() []ReviewChoice { return slices.Clone(progressBook.Media) }

// ReviewWellbeing returns what the provider's form asks about wellbeing and
// safeguarding.
func ReviewWellbeing() ReviewPrompts {
	w := progressBook.Wellbeing
	w.Prompts = slices.Clone(w.Prompts)
	return w
}

// mediumName returns what people call a way a review is held.
func mediumName(key string) string {
	for _, m := range progressBook.Media {
		if m.Key == key {
			return m.Name
		}
	}
	return key
}

package programme

import (
	_ "embed"
	"encoding/json"
	"slices"
	"time"
)

// An Activity is a kind of off-the-job training.
type Activity struct {
	Key    string `json:"key"`
	Name   string `json:"name"`
	Counts bool   `json:"counts"`
	Why    string `json:"why"` // why it does not count, and what to do instead; empty if it does
}

// A Basis is how a year's rules set the minimum of off-the-job hours.
type Basis string

// The bases.
const (
	Published Basis = "published" // hours published for the standard's version, less prior learning
	Weekly    Basis = "weekly"    // so many minutes for each planned week
	Share     Basis = "share"     // a share of the working hours over the planned weeks
)

// HoursRules are the rules on off-the-job hours, and on how long it takes at
// least, of the apprenticeships that start in some years.
type HoursRules struct {
	From    string `json:"from"` // the first day of starting they hold for; empty: from ever
	Name    string `json:"name"`
	Basis   Basis  `json:"basis"`
	Floor   int    `json:"floor_minutes"`  // of Published
	Weekly  int    `json:"minutes_a_week"` // of Weekly
	Percent int    `json:"percent"`        // of Share
	Source  string `json:"source"`

	Months       int    `json:"minimum_months"` // from the start to gateway, breaks left out; 0: not known
	MonthsSource string `json:"minimum_source"`
}

// FlagRules are the thresholds from which entries of hours ask for a look.
type FlagRules struct {
	SameEntries     int `json:"same_entries"`      // entries, at least
	SamePercent     int `json:"same_percent"`      // of them with the very same minutes
	WholeEntries    int `json:"whole_entries"`     // entries, at least
	WholePercent    int `json:"whole_percent"`     // of them a multiple of WholeMinutes
	WholeMinutes    int `json:"whole_minutes"`     //
	LateDays        int `json:"late_days"`         // recorded more than so many days after
	ClusterDays     int `json:"cluster_days"`      // recorded in the so many days before a deadline
	ClusterPercent  int `json:"cluster_percent"`   // of all minutes
	ClusterEntries  int `json:"cluster_entries"`   // entries, at least
	MonthEndDays    int `json:"month_end_days"`    // recorded in the last so many days of a month
	MonthEndPercent int `json:"month_end_percent"` // of all entries
	MonthEndEntries int `json:"month_end_entries"` // entries, at least
	LongDay         int `json:"long_day_minutes"`  // more minutes on one day
}

//go:embed rules.json
var rulesFile []byte

// rules are what rules.json says.
var rules = readRules()

type ruleBook struct {
	Activities   []Activity   `json:"activities"`
	Years        []HoursRules `json:"years"` // the newest first
	Flags        FlagRules    `json:"flags"`
	ForecastDays int          `json:"forecast_days"` // how far back the pace of a forecast is taken from
}

func readRules() (r ruleBook) {
	if err := json.Unmarshal(rulesFile, &r); err != nil {
		panic("rules.json: " + err.Error())
	}
	return r
}

// Activities lists the kinds of training in the order they are offered, those
// that do not count last.
func Activities() []Activity { return slices.Clone(rules.Activities) }

// ActivityOf returns the activity with that key.
func ActivityOf(key string) (a Activity, known bool) {
	i := slices.IndexFunc(rules.Activities, func(a Activity) bool { return a.Key == key })
	if i < 0 {
		return Activity{Key: key, Name: key}, false
	}
	return rules.Activities[i], true
}

// HoursRulesOf returns the rules for an apprenticeship that started on a day.
func HoursRulesOf(started time.Time) HoursRules {
	day := started.Format(time.DateOnly)
	i := slices.IndexFunc(rules.Years, func(y HoursRules) bool { return y.From <= day })
	return rules.Years[i]
}

// ForecastDays is how many days back the pace of a forecast is taken from.
func ForecastDays() int { return rules.ForecastDays }

// LateHours is how many days after the training an entry may be recorded without
// being flagged.
func LateHours() int { return rules.Flags.LateDays }

package programme

import (
	"context"
	"strings"
	"time"

	"touchstone/app/account"
	"touchstone/app/db"
)

// A ReviewView is which apprentices a list of progress reviews shows.
type ReviewView string

// The views of current apprentices.
const (
	ReviewsAll     ReviewView = ""        // all
	ReviewsOverdue ReviewView = "overdue" // the day has passed
	ReviewsSoon    ReviewView = "due"     // within DueSoonDays, and not overdue
	ReviewsPlanned ReviewView = "planned" // a day is set, or the record is being written
	ReviewsToSign  ReviewView = "signing" // a record waits for a signature
)

// ReviewViews lists the views in the order they are offered.
var ReviewViews = []ReviewView{ReviewsAll, ReviewsOverdue, ReviewsSoon, ReviewsPlanned, ReviewsToSign}

// DueSoonDays is how many days ahead a review counts as due.
const DueSoonDays = 28

// A ReviewQuery narrows and orders ReviewsDue. Zero fields do not narrow.
type ReviewQuery struct {
	Coach  account.PersonID
	View   ReviewView
	Search string // part of the apprentice's, the employer's or the coach's name
	Sort   string // "due" (the default), "-due", "name", "-name"
	Offset int
	Limit  int // 0: 50
}

// A ReviewDue is one current apprentice on a list of progress reviews.
type ReviewDue struct {
	Enrolment                   EnrolmentID
	Apprentice, Employer, Coach string
	State                       State
	Due                         time.Time        // zero: the clock stands still
	Last                        time.Time        // when the last was held; zero: none yet
	Open                        ProgressReviewID // planned or being written; 0: none
	OpenState                   ProgressState
	PlannedOn                   time.Time
	Signing                     ProgressReviewID // the oldest that waits for signatures; 0: none
	Awaits                      []account.Role   // whose signature it lacks
}

var reviewOrder = map[string]string{
	"":      `s.review_due IS NULL, s.review_due, lower(a.name), e.id`,
	"due":   `s.review_due IS NULL, s.review_due, lower(a.name), e.id`,
	"-due":  `s.review_due IS NULL, s.review_due DESC, lower(a.name), e.id`,
	"name":  `lower(a.name), e.id`,
	"-name": `lower(a.name) DESC, e.id DESC`,
}

const reviewsDueTables = `
	standings s
	JOIN enrolments e ON e.id = s.enrolment_id
	JOIN people a ON a.id = e.apprentice_id
	JOIN people c ON c.id = e.coach_id
	JOIN organisations o ON o.id = e.employer_id`

// reviewsDueWhere narrows by $1 the coach, $2 the search, $3 the view, $4 today
// and $5 the last day that counts as soon.
const reviewsDueWhere = `
	WHERE s.state IN ('active', 'break') AND ($1 = 0 OR s.coach_id = $1)
	  AND ($2 = '' OR lower(a.name) LIKE $2 ESCAPE '\' OR lower(o.name) LIKE $2 ESCAPE '\' OR lower(c.name) LIKE $2 ESCAPE '\')
	  AND CASE $3
	      WHEN 'overdue' THEN s.review_due < $4
	      WHEN 'due' THEN s.review_due >= $4 AND s.review_due <= $5
	      WHEN 'planned' THEN EXISTS (SELECT 1 FROM progress_reviews r WHERE r.enrolment_id = e.id AND r.state IN ('planned', 'draft'))
	      WHEN 'signing' THEN EXISTS (SELECT 1 FROM progress_reviews r WHERE r.enrolment_id = e.id AND r.state = 'signing')
	      ELSE 1 = 1 END`

// ReviewsDue returns current apprentices with when their progress is to be
// reviewed and how far that is, and how many there are in each view without its
// Offset and Limit.
func (s *Store) ReviewsDue(ctx context.Context, q ReviewQuery) (found []ReviewDue, totals map[ReviewView]int, err error) {
	order, known := reviewOrder[q.Sort]
	if !known {
		order = reviewOrder[""]
	}
	if q.Limit == 0 {
		q.Limit = 50
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		found, totals = nil, map[ReviewView]int{}
		today := db.Today(tx.Now)
		soon := today.AddDate(0, 0, DueSoonDays)
		for _, v := range ReviewViews {
			var n int
			query := `SELECT count(*) FROM ` + reviewsDueTables + reviewsDueWhere
			if err := tx.Row(ctx, query, q.Coach, Like(q.Search), v, db.Day(&today), db.Day(&soon)).Scan(&n); err != nil {
				return err
			}
			totals[v] = n
		}
		query := `
			SELECT e.id, a.name, o.name, c.name, s.state, s.review_due,
			       (SELECT max(r.held_on) FROM progress_reviews r WHERE r.enrolment_id = e.id AND r.state IN ('signing', 'signed')),
			       COALESCE(p.id, 0), COALESCE(p.state, ''), p.planned_on,
			       COALESCE((SELECT min(r.id) FROM progress_reviews r WHERE r.enrolment_id = e.id AND r.state = 'signing'), 0)
			FROM ` + reviewsDueTables + `
			LEFT JOIN progress_reviews p ON p.enrolment_id = e.id AND p.state IN ('planned', 'draft')` +
			reviewsDueWhere + ` ORDER BY ` + order + ` LIMIT $6 OFFSET $7`
		err := tx.Each(ctx, query, []any{q.Coach, Like(q.Search), q.View, db.Day(&today), db.Day(&soon), q.Limit, q.Offset}, func(scan func(...any) error) error {
			var r ReviewDue
			err := scan(&r.Enrolment, &r.Apprentice, &r.Employer, &r.Coach, &r.State, db.Day(&r.Due), db.Day(&r.Last), &r.Open, &r.OpenState, db.Day(&r.PlannedOn), &r.Signing)
			found = append(found, r)
			return err
		})
		for i := range found {
			if err == nil && found[i].Signing != 0 {
				found[i].Awaits, err = awaitedFor(ctx, tx, found[i].Signing)
			}
		}
		return err
	})
	return found, totals, err
}

// awaitedFor returns the roles whose signature of a review is waited for.
func awaitedFor(ctx context.Context, tx *db.Tx, id ProgressReviewID) (roles []account.Role, err error) {
	const query = `SELECT role FROM waits WHERE kind = $1 AND subject_id = $2 ORDER BY role`
	err = tx.Each(ctx, query, []any{WaitSignature, id}, func(scan func(...any) error) error {
		var role account.Role
		err := scan(&role)
		roles = append(roles, role)
		return err
	})
	return roles, err
}

// RoleWords lists roles as part of a sentence: "coach and employer"; empty for
// none.
func RoleWords(roles []account.Role) string {
	var names []string
	for _, r := range roles {
		names = append(names, r.Name())
	}
	switch n := len(names); n {
	case 0:
		return ""
	case 1:
		return names[0]
	default:
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
}

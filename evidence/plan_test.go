package evidence

import (
	"strings"
	"testing"

	"touchstone/app/db"
	"touchstone/app/db/dbtest"
)

// TestQueueIsReadByItsIndexes keeps the queue of a coach from growing with the
// portfolios of others: the plan comes from the coach's enrolments and goes to
// what waits in each.
func TestQueueIsReadByItsIndexes(t *testing.T) {
	d := dbtest.Open(t)
	for _, query := range []string{waitingQuery, waitingCountQuery} {
		checkPlan(t, d, query)
	}
}

func checkPlan(t *testing.T, d *db.DB, query string) {
	t.Helper()
	var plan []string
	err := d.View(t.Context(), func(tx *db.Tx) error {
		return tx.Each(t.Context(), `EXPLAIN QUERY PLAN `+query, []any{1}, func(scan func(...any) error) error {
			var id, parent, unused int
			var step string
			err := scan(&id, &parent, &unused, &step)
			plan = append(plan, step)
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	all := strings.Join(plan, "\n")
	for _, want := range []string{"INDEX enrolments_by_coach", "INDEX items_waiting_by_portfolio"} {
		if !strings.Contains(all, want) {
			t.Errorf("no %q in the plan:\n%s", want, all)
		}
	}
	if strings.Contains(all, "SCAN") {
		t.Errorf("a table is read whole:\n%s", all)
	}
}

package app

import (
	"context"
	"encoding/json"

	"touchstone/app/db"
	"touchstone/app/pages"
	"touchstone/evidence/assessment"
)

// reports lead to the report of a released result.
func (d *dossier) reports() []pages.Link {
	return []pages.Link{{Text: "The report as PDF", Href: d.path("/report.pdf")}, {Text: "The judgements as CSV", Href: d.path("/report.csv")}}
}

// assessmentReport makes the document that is kept of a result when it is
// released.
func (a *App) assessmentReport(_ context.Context, _ *db.Tx, d *dossier, as *assessment.Assessment, r assessment.Result) ([]byte, error) {
	return json.Marshal(map[string]any{"assessment": as, "result": r})
}

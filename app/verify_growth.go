package app

import (
	"context"
	"encoding/json"
	"fmt"

	"touchstone/app/audit"
	"touchstone/app/growth"
)

// checkGrowth compares finished self-audits and managers' views with the digests
// that events have of them. One that was finished between the two is seen the
// second time.
func checkGrowth(ctx context.Context, in *Installation, _ checkup, c *checked) error {
	for again := range 2 {
		var found []finding
		finished, viewed, err := notedGrowth(ctx, in)
		if err != nil {
			return fmt.Errorf("read which self-audits were finished: %w", err)
		}
		c.Audits, err = growth.NewStore(in.DB, in.Standards).AuditFrozen(ctx, finished, viewed, func(id int64, sentence string) {
			found = append(found, finding{"growth", id, sentence})
		})
		if err != nil || len(found) == 0 {
			return err
		}
		for _, f := range found {
			if again == 1 {
				c.find(f.Check, f.ID, f.Text)
			}
		}
	}
	return nil
}

// notedGrowth returns the digests that events have of finished self-audits and
// of managers' views.
func notedGrowth(ctx context.Context, in *Installation) (finished map[growth.AuditID]string, viewed map[growth.ViewID]string, err error) {
	finished, viewed = map[growth.AuditID]string{}, map[growth.ViewID]string{}
	for _, action := range []string{"growth.finish", "growth.view"} {
		err := audit.Walk(ctx, in.DB, audit.Query{Action: action}, func(l *audit.Link) error {
			var d struct {
				View   growth.ViewID `json:"view"`
				Digest string        `json:"digest"`
			}
			raw, _ := l.Detail.(json.RawMessage)
			var id growth.AuditID
			if _, err := fmt.Sscanf(l.Subject, "self-audit %d", &id); err != nil || json.Unmarshal(raw, &d) != nil {
				return nil
			}
			if d.View != 0 {
				viewed[d.View] = d.Digest
			} else {
				finished[id] = d.Digest
			}
			return nil
		})
		if err != nil {
			return nil, nil, err
		}
	}
	return finished, viewed, nil
}

package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"touchstone/app"
	"touchstone/app/db"
	"touchstone/evidence"
	"touchstone/ksb"
	"touchstone/reports"
)

// submissions measures a submission of 60 pieces and 300 MB: freezing it, making
// its PDF and pack by the command that does so without a server, and checking
// the pack.
func (b *bench) submissions(ctx context.Context) error {
	dir, out, originals := filepath.Join(b.dir, "submission"), filepath.Join(b.dir, "pack.zip"), filepath.Join(b.dir, "originals")
	if err := os.Mkdir(originals, 0o700); err != nil {
		return err
	}
	var pieces [][]upload
	for i := range uint64(60) {
		f := upload{fmt.Sprintf("Scan %d.pdf", i+1), scan(i)}
		if i%3 != 0 {
			f = upload{fmt.Sprintf("Export %d.bin", i+1), make([]byte, 6_500_000)}
			rand.Read(f.data)
		}
		if err := os.WriteFile(filepath.Join(originals, f.name), f.data, 0o600); err != nil {
			return err
		}
		pieces = append(pieces, []upload{f})
	}
	if _, err := fillPortfolio(ctx, dir, pieces); err != nil {
		return err
	}
	pieces = nil
	froze, bytes, err := handOver(ctx, dir)
	if err != nil {
		return err
	}
	b.add("Freezing a submission of 60 pieces", fmt.Sprintf("%.2f s", froze.Seconds()), "", 0, "", true)

	var floor, packPeak, checkPeak float64
	zipped := filepath.Join(b.dir, "floor.zip")
	made, err := b.fastest(func() (float64, error) {
		took, peak, err := timed(ctx, b.program, "export-pack", "-data", dir, "-submission", "1", "-out", out, "-force")
		packPeak = max(packPeak, float64(peak))
		os.Remove(zipped)
		beside, _, zipErr := timed(ctx, "zip", "-0", "-q", "-r", zipped, originals)
		if floor == 0 || beside.Seconds() < floor {
			floor = beside.Seconds()
		}
		return took.Seconds(), errors.Join(err, zipErr)
	})
	if err != nil {
		return err
	}
	b.add(fmt.Sprintf("Its PDF and pack, %d MB in", bytes/1e6), fmt.Sprintf("%.2f s", made), fmt.Sprintf("zip -0 %.2f s", floor), made/floor, "", true)
	b.add("its peak memory", mb(int64(packPeak)), "", 0, "flat: ≤ 96 MB", packPeak <= 96e6)

	floor = 0
	checked, err := b.fastest(func() (float64, error) {
		took, peak, err := timed(ctx, b.program, "verify", out)
		checkPeak = max(checkPeak, float64(peak))
		beside, _, sumErr := timed(ctx, "sha256sum", out)
		if floor == 0 || beside.Seconds() < floor {
			floor = beside.Seconds()
		}
		return took.Seconds(), errors.Join(err, sumErr)
	})
	if err != nil {
		return err
	}
	b.add("Checking the pack", fmt.Sprintf("%.2f s", checked), fmt.Sprintf("sha256sum %.2f s", floor), checked/floor, "", true)
	b.add("its peak memory", mb(int64(checkPeak)), "", 0, "flat: ≤ 96 MB", checkPeak <= 96e6)
	return nil
}

// handOver hands portfolio 1 over under a plan that asks for its pieces alone,
// and returns how long that took and how many bytes its files have.
func handOver(ctx context.Context, dir string) (took time.Duration, bytes int64, err error) {
	in, err := app.OpenToServe(ctx, dir)
	if err != nil {
		return 0, 0, err
	}
	defer in.Close()
	e, err := in.Programme.Enrolment(ctx, 1)
	if err != nil {
		return 0, 0, err
	}
	std, err := in.Standards.Standard(ctx, e.Standard)
	if err != nil {
		return 0, 0, err
	}
	pieces, err := in.Evidence.Contents(ctx, e.ID)
	if err != nil {
		return 0, 0, err
	}
	shown := map[ksb.StatementID]bool{}
	for i := range pieces {
		for _, c := range pieces[i].Version.Claims {
			shown[c.Statement] = true
		}
		for _, f := range pieces[i].Version.Files {
			bytes += f.Size
		}
	}
	plan := ksb.Plan{Reference: "Bench", Version: "1", Name: "A plan", Regime: ksb.EndPoint, Portfolio: ksb.PortfolioRules{Reflection: ksb.ReflectionAllowed},
		Methods: []ksb.Method{{Key: "talk", Name: "Talk", Portfolio: true}, {Key: "test", Name: "Test"}}}
	for _, st := range std.Statements {
		m := &plan.Methods[1]
		if shown[st.ID] {
			m = &plan.Methods[0]
		}
		m.Statements = append(m.Statements, st.Key)
	}
	document, err := json.Marshal(&plan)
	if err != nil {
		return 0, 0, err
	}
	err = in.DB.Update(ctx, func(tx *db.Tx) error {
		const organisation = `INSERT INTO organisations (id, kind, name, created_at) VALUES (2, 'assessment', 'An assessment organisation', 0)`
		if _, err := tx.Exec(ctx, organisation); err != nil {
			return err
		}
		const insert = `INSERT INTO plans (standard_id, reference, version, name, example, document, created_at) VALUES ($1, 'Bench', '1', 'A plan', 0, $2, 0) RETURNING id`
		return tx.Row(ctx, insert, std.ID, string(document)).Scan(&e.Plan)
	})
	if err != nil {
		return 0, 0, err
	}
	e.Assessment, e.EmployerContact, e.GatewayOn = 2, "Somebody", e.PlannedEndOn
	if err := in.Programme.ChangeEnrolment(ctx, 2, &e); err != nil {
		return 0, 0, err
	}
	var items []evidence.ItemID
	for i := range pieces {
		items = append(items, pieces[i].ID)
	}
	if err := in.Evidence.Select(ctx, e.ID, 2, items); err != nil {
		return 0, 0, err
	}
	stores := reports.Stores{DB: in.DB, Programme: in.Programme, Standards: in.Standards, Provider: "A provider"}
	began := time.Now()
	_, err = stores.HandOver(ctx, e.ID, 2)
	return time.Since(began), bytes, err
}

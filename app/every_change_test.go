package app

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"touchstone/app/account"
	"touchstone/app/audit"
	"touchstone/app/db"
	"touchstone/app/programme"
	"touchstone/evidence"
	"touchstone/ksb"
)

// unrecorded are the routes that take a form and rightly record no event, each
// with the reason.
var unrecorded = map[string]string{
	"/submissions/:submission/statements/:statement/note": "what assessors note for themselves is no part of the record",
	"/audit/exports":                   "the job that makes the file records it, with what is in it",
	"/portfolios/:portfolio/pdf":       "the job that makes the file records it, with what is in it",
	"/notices/read":                    "whether people have looked at their news is their own",
	"/account/notices":                 "what people want by e-mail changes no record",
	"/forgotten":                       "it must not tell who is here; that the link it sends was used is recorded",
	"/standards/:standard/plans":       "a draft: no plan is added until somebody adds it",
	"/standards/:standard/plans/begin": "a draft: no plan is added until somebody adds it",
	"/plans/:plan/edit":                "a draft: no plan is added until somebody adds it",
	"/plan-drafts/:draft/drop":         "a draft: no plan is added until somebody adds it",
	"/plan-drafts/:draft/:part":        "a draft: no plan is added until somebody adds it",
	"/frameworks/new":                  "a preview: no framework is added until it is confirmed",
	"/imports":                         "a preview: nothing of a standard changes until it is confirmed",
	"/rosters":                         "a preview: nobody is stored until it is confirmed",
	"/portfolios/:portfolio/evidence/:item/claims/:claim/open": "looking at a claim decides nothing; the decision that rests on it is recorded",
	"/growth/audits/:selfaudit/setup":                          "a draft: what counts is recorded when it is finished",
	"/growth/audits/:selfaudit/steps/:step":                    "a draft: what counts is recorded when it is finished",
	"/portfolios/:portfolio/growth/:selfaudit/steps/:step":     "a draft: what counts is recorded when it is finished",
	"/sign-in/demo": "of the demonstration alone; the session that begins is recorded by its sign-in",
}

// A change is a form that succeeds, and the event that is recorded of it.
type change struct {
	route  string // as in the table
	who    string
	action string
	ready  func() func(*visitor) answer // makes what the form is about, and returns what sends it
}

// posted returns what sends a form with those fields, given as pairs.
func posted(path string, pairs ...string) func(*visitor) answer {
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return func(v *visitor) answer { return v.post(path, form) }
}

// changes returns a form for every route that records an event.
func (s *site) changes() []change {
	var all []change
	add := func(route, who, action string, ready func() func(*visitor) answer) {
		all = append(all, change{route, who, action, ready})
	}
	s.evidenceChanges(add)
	s.programmeChanges(add)
	s.signedChanges(add)
	s.submissionChanges(add)
	s.peopleChanges(add)
	s.qualityChanges(add)
	s.standardChanges(add)
	s.ownChanges(add)
	s.assessingChanges(add)
	s.carryChanges(add)
	s.growthChanges(add)
	s.upgradeChanges(add)
	s.goalChanges(add)
	return all
}

type adder func(route, who, action string, ready func() func(*visitor) answer)

func (s *site) evidenceChanges(add adder) {
	const item = "/portfolios/:portfolio/evidence/:item"
	ctx, base := s.t.Context(), fmt.Sprintf("/portfolios/%d", s.portfolios[1])
	add("/portfolios/:portfolio/evidence", "apprentice", "item.add", func() func(*visitor) answer {
		return posted(base+"/evidence", "title", "A call", "kind", "work product")
	})
	add(item, "apprentice", "item.save", func() func(*visitor) answer {
		p := s.draft(1)
		return posted(s.itemPath(p.ID), "revision", fmt.Sprint(p.Version.Revision), "action", "I rang again.", "do", "save")
	})
	add(item, "apprentice", "item.submit", func() func(*visitor) answer {
		p := s.draft(1)
		return posted(s.itemPath(p.ID), "revision", fmt.Sprint(p.Version.Revision), "do", "submit")
	})
	for do, action := range map[string]string{"aside": "hint.aside", "back": "hint.back"} {
		add(item, "apprentice", action, func() func(*visitor) answer {
			p := s.draft(1)
			if do == "back" {
				s.as("apprentice").post(s.itemPath(p.ID), url.Values{"do": {"hint-aside-result"}})
			}
			return posted(s.itemPath(p.ID), "do", "hint-"+do+"-result")
		})
	}
	add(item+"/withdraw", "apprentice", "item.withdraw", func() func(*visitor) answer { return posted(s.itemPath(s.another().ID) + "/withdraw") })
	add(item+"/revise", "apprentice", "item.revise", func() func(*visitor) answer {
		p := s.another()
		s.acceptAll(p.ID)
		return posted(s.itemPath(p.ID) + "/revise")
	})
	add(item+"/remove", "apprentice", "item.remove", func() func(*visitor) answer { return posted(s.itemPath(s.draft(1).ID) + "/remove") })
	add(item+"/restore", "apprentice", "item.restore", func() func(*visitor) answer {
		p := s.draft(1)
		s.as("apprentice").post(s.itemPath(p.ID)+"/remove", nil)
		return posted(s.itemPath(p.ID) + "/restore")
	})
	add(item+"/files", "apprentice", "file.add", func() func(*visitor) answer {
		p := s.draft(1)
		return func(v *visitor) answer { return v.upload(p.ID, "notes.txt", "Notes of a call") }
	})
	ofFile := func(do string) func() func(*visitor) answer {
		return func() func(*visitor) answer {
			p := s.draft(1)
			path := fmt.Sprintf("%s/files/%d", s.itemPath(p.ID), s.file(1, p.ID, "log.txt", "A log").ID)
			if do == "restore" {
				s.as("apprentice").post(path+"/remove", nil)
			}
			return posted(path + "/" + do)
		}
	}
	add(item+"/files/:file/remove", "apprentice", "file.remove", ofFile("remove"))
	add(item+"/files/:file/restore", "apprentice", "file.restore", ofFile("restore"))
	add(item+"/files/:file/keep", "apprentice", "file.keep", func() func(*visitor) answer {
		p := s.draft(1)
		f := s.file(1, p.ID, "locked.pdf", encryptedPDF)
		return posted(fmt.Sprintf("%s/files/%d/keep", s.itemPath(p.ID), f.ID))
	})
	add(item+"/review", "coach", "item.accept", func() func(*visitor) answer {
		p := s.another()
		return func(v *visitor) answer { return v.post(s.itemPath(p.ID)+"/review", decisionForm(&p, "accepted")) }
	})
	add(item+"/review", "coach", "item.return", func() func(*visitor) answer {
		return posted(s.itemPath(s.another().ID)+"/review", "version", fmt.Sprint(s.submitted(1).Version.ID), "verdict", "returned", "feedback", "Which page?")
	})
	add("/review/accept", "coach", "item.accept", func() func(*visitor) answer {
		p := s.another()
		for _, c := range p.Version.Claims {
			s.as("coach").get(fmt.Sprintf("%s/claims/%d/open?at=0", s.itemPath(p.ID), c.ID))
		}
		return posted("/review/accept", "piece", fmt.Sprintf("%d-%d-%d", s.portfolios[1], p.ID, p.Version.ID))
	})
	add(item+"/feedback", "coach", "feedback.add", func() func(*visitor) answer {
		p := s.another()
		return posted(s.itemPath(p.ID)+"/feedback", "version", fmt.Sprint(p.Version.ID), "feedback", "Well done.")
	})
	add(item+"/decisions/:decision", "coach", "decision.correct", func() func(*visitor) answer {
		p := s.another()
		must(s.t, s.in.Evidence.AddFeedback(ctx, s.portfolios[1], p.ID, p.Version.ID, 0, s.people["coach"], "Page 3 is missing."))
		return posted(fmt.Sprintf("%s/decisions/%d", s.itemPath(p.ID), s.read(1, p.ID).Version.Decisions[0].ID), "correction", "Page 4 is missing.")
	})
	add("/review/aim", "administrator", "review.aim", func() func(*visitor) answer { return posted("/review/aim", "aim", "7") })
	phrase := func() string {
		h := evidence.Phrase{Owner: s.people["coach"], Name: "Page", Text: "Which page?"}
		must(s.t, s.in.Evidence.AddPhrase(ctx, &h))
		return phrasePath(h.ID)
	}
	add("/phrases", "coach", "phrase.add", func() func(*visitor) answer {
		return posted("/phrases", "name", "More", "text", "Say more of this.")
	})
	add("/phrases/:phrase", "coach", "phrase.change", func() func(*visitor) answer {
		return posted(phrase(), "name", "Page", "text", "Where is it?")
	})
	add("/phrases/:phrase/retire", "coach", "phrase.retire", func() func(*visitor) answer { return posted(phrase() + "/retire") })
	add("/phrases/:phrase/restore", "coach", "phrase.restore", func() func(*visitor) answer {
		path := phrase()
		s.as("coach").post(path+"/retire", nil)
		return posted(path + "/restore")
	})
	add("/portfolios/:portfolio/declarations", "apprentice", "portfolio.declare", func() func(*visitor) answer { return posted(base + "/declarations") })
}

func (s *site) programmeChanges(add adder) {
	const act, hours, progress, scans = "/portfolios/:portfolio/actions", "/portfolios/:portfolio/hours", "/portfolios/:portfolio/progress", "/portfolios/:portfolio/scans"
	base := fmt.Sprintf("/portfolios/%d", s.portfolios[1])
	add(act, "coach", "action.add", func() func(*visitor) answer {
		return posted(base+"/actions", "text", "Ring five accounts", "owner", "apprentice", "due_on", s.day(3))
	})
	add(act+"/:action/finish", "apprentice", "action.finish", func() func(*visitor) answer {
		return posted(s.actionPath(1, s.action(1))+"/finish", "done_on", s.day(0), "note", "All five.")
	})
	add(act+"/:action/move", "coach", "action.move", func() func(*visitor) answer {
		return posted(s.actionPath(1, s.action(1))+"/move", "due_on", s.day(9), "why", "The system was down.")
	})
	add(act+"/:action/drop", "coach", "action.drop", func() func(*visitor) answer {
		return posted(s.actionPath(1, s.action(1))+"/drop", "reason", "Done by others.")
	})
	add(hours, "apprentice", "hours.add", func() func(*visitor) answer {
		return func(v *visitor) answer { return v.post(base+"/hours", hoursIn(s)) }
	})
	add(hours+"/:hours", "apprentice", "hours.save", func() func(*visitor) answer {
		h := s.logged(1, anEntry)
		return func(v *visitor) answer {
			return v.post(s.hoursPath(1, fmt.Sprint("/", h.ID)), hoursIn(s, "version", "1", "minutes", "2 h", "from", dayText(h.From), "learned", "Once more"))
		}
	})
	add(hours+"/:hours/withdraw", "apprentice", "hours.withdraw", func() func(*visitor) answer {
		return posted(s.hoursPath(1, fmt.Sprintf("/%d/withdraw", s.logged(1, anEntry).ID)))
	})
	for verdict, action := range map[string]string{"agreed": "hours.agree", "returned": "hours.return"} {
		add(hours+"/agree", "coach", action, func() func(*visitor) answer {
			h := s.logged(1, anEntry)
			note := map[string]string{"returned": "Which limit?"}[verdict]
			return posted(s.hoursPath(1, "/agree"), "entries", fmt.Sprintf("%d.%s", h.ID, h.Digest()), "verdict", verdict, "note", note)
		})
	}
	add(hours+"/target", "coach", "hours.figure", func() func(*visitor) answer {
		return posted(s.hoursPath(1, "/target"), "kind", "published", "amount", "300 h", "source", "The standard's page")
	})
	add(progress+"/plan", "coach", "progress.plan", func() func(*visitor) answer { return posted(base+"/progress/plan", "planned_on", s.day(20)) })
	add(progress+"/:review/cancel", "coach", "progress.cancel", func() func(*visitor) answer {
		all, err := s.in.Programme.ProgressReviews(s.t.Context(), s.portfolios[1])
		must(s.t, err)
		return posted(s.reviewPath(all[0]) + "/cancel")
	})
	add(progress+"/begin", "coach", "progress.open", func() func(*visitor) answer { return posted(base + "/progress/begin") })
	add(progress+"/:review", "coach", "progress.close", func() func(*visitor) answer {
		r, err := s.in.Programme.SaveProgressReview(s.t.Context(), s.portfolios[1], s.draftReview(1).ID, s.draftReview(1).Revision, writtenReview(s.in.DB.Now()))
		must(s.t, err)
		fields := fieldsIn(s.t, s.as("coach").get(s.reviewPath(r)+"/edit"), s.reviewPath(r))
		fields.Set("do", "close")
		fields.Del("csrf")
		return func(v *visitor) answer { return v.post(s.reviewPath(r), fields) }
	})
	add(progress+"/:review/withdraw", "coach", "progress.withdraw", func() func(*visitor) answer {
		return posted(s.reviewPath(s.closedReview(1))+"/withdraw", "reason", "A wrong day")
	})
	sign := func(who string) func(*visitor) answer {
		path := s.reviewPath(s.closedReview(1)) + "/sign"
		form := formIn(s.t, s.as(who).get(strings.TrimSuffix(path, "/sign")).page(s.t), path)
		form.Del("csrf")
		form.Set("job", "Team leader")
		return func(v *visitor) answer { return v.post(path, form) }
	}
	add(progress+"/:review/sign", "coach", "signature.add", func() func(*visitor) answer {
		r, err := s.in.Programme.CloseProgressReview(s.t.Context(), s.portfolios[1], s.draftReview(1).ID, s.people["coach"], s.draftReview(1).Revision)
		must(s.t, err)
		_ = r
		return sign("coach")
	})
	add(progress+"/:review/addenda", "employer", "progress.add", func() func(*visitor) answer {
		r := s.closedReview(1)
		for _, who := range []string{"employer", "apprentice"} {
			sign(who)(s.as(who))
		}
		path := s.reviewPath(r) + "/addenda"
		form := formIn(s.t, s.as("employer").get(s.reviewPath(r)).page(s.t), path)
		form.Del("csrf")
		form.Set("words", "It was a Tuesday.")
		return func(v *visitor) answer { return v.post(path, form) }
	})
	add(progress+"/frequency", "coach", "progress.frequency", func() func(*visitor) answer {
		return posted(base+"/progress/frequency", "unit", "days", "every", "42", "reason", "Works nights")
	})
	add(scans, "apprentice", "scan.begin", func() func(*visitor) answer { return posted(base+"/scans", "occasion", "start") })
	latest := func() programme.Scan {
		all, err := s.in.Programme.Scans(s.t.Context(), s.portfolios[1])
		must(s.t, err)
		return s.readScan(all[0].ID)
	}
	add(scans+"/:scan/remove", "apprentice", "scan.drop", func() func(*visitor) answer {
		return posted(fmt.Sprintf("%s/%d/remove", s.scansPath(1), latest().ID))
	})
	add(scans+"/:scan", "apprentice", "scan.submit", func() func(*visitor) answer {
		s.as("apprentice").post(base+"/scans", url.Values{"occasion": {"start"}})
		sc := latest()
		form := everyScore(&sc, account.Apprentice, "4")
		must(s.t, saveScores(s, &sc))
		sc = s.readScan(sc.ID)
		form.Set("revision", fmt.Sprint(sc.Voices[account.Apprentice].Revision))
		form.Set("digest", sc.Digest(account.Apprentice))
		form.Set("do", "sign")
		return func(v *visitor) answer { return v.post(fmt.Sprintf("%s/%d", s.scansPath(1), sc.ID), form) }
	})
	add(scans+"/:scan/validate", "coach", "scan.validate", func() func(*visitor) answer {
		sc := s.scanned(1)
		sc = s.readScan(sc.ID)
		revision := 0
		if v := sc.Voices[account.Coach]; v != nil {
			revision = v.Revision
		}
		return posted(fmt.Sprintf("%s/%d/validate", s.scansPath(1), sc.ID), "revision", fmt.Sprint(revision), "digest", sc.Digest(account.Coach), "comment", "Well argued.", "do", "sign")
	})
	add(scans+"/:scan/prior", "coach", "prior.decide", func() func(*visitor) answer {
		sc := s.readScan(s.scanned(1).ID)
		if v := sc.Voices[account.Employer]; v == nil || v.SignedAt.IsZero() {
			revision := 0
			if v != nil {
				revision = v.Revision
			}
			_, err := s.in.Programme.SignVoice(s.t.Context(), programme.Signer{Role: account.Employer, Person: s.people["employer"]}, s.portfolios[1], sc.ID, revision, sc.Digest(account.Employer))
			must(s.t, err)
		}
		if v := sc.Voices[account.Coach]; v == nil || v.SignedAt.IsZero() {
			s.t.Fatal("the coach has not signed")
		}
		path := fmt.Sprintf("%s/%d", s.scansPath(1), sc.ID)
		form := formIn(s.t, s.as("coach").get(path).page(s.t), path+"/prior")
		form.Del("csrf")
		form.Set("hours", "40,5")
		form.Set("reason", "Two years in a ledger team.")
		return func(v *visitor) answer { return v.post(path+"/prior", form) }
	})
}

func saveScores(s *site, sc *programme.Scan) error {
	_, err := s.in.Programme.SaveVoice(s.t.Context(), s.portfolios[1], sc.ID, account.Apprentice, sc.Voices[account.Apprentice].Revision, func(v *programme.Voice) {
		for _, st := range sc.Statements {
			v.Scores[st.ID] = programme.Score{Point: 4}
		}
	})
	return err
}

func (s *site) signedChanges(add adder) {
	base := fmt.Sprintf("/portfolios/%d", s.portfolios[1])
	add("/portfolios/:portfolio/requests", "coach", "request.add", func() func(*visitor) answer {
		return posted(base+"/requests", "purpose", "behaviours", "name", "Tom Hall", "job", "Team leader", "email", "tom@example.net", "days", "14")
	})
	add("/portfolios/:portfolio/requests/:request/withdraw", "coach", "request.withdraw", func() func(*visitor) answer {
		return posted(fmt.Sprintf("%s/requests/%d/withdraw", base, s.requested(1).ID))
	})
	add("/portfolios/:portfolio/requests/:request/remind", "coach", "request.remind", func() func(*visitor) answer {
		r := s.requested(1)
		dayAgo := r.AskedAt.AddDate(0, 0, -2)
		must(s.t, s.in.DB.Update(s.t.Context(), func(tx *db.Tx) error {
			return tx.Change(s.t.Context(), `UPDATE requests SET asked_at = $2 WHERE id = $1`, r.ID, db.Stamp(&dayAgo))
		}))
		return posted(fmt.Sprintf("%s/requests/%d/remind", base, r.ID))
	})
	answers := func() url.Values {
		last, err := s.in.Programme.Behaviours(s.t.Context(), s.portfolios[1])
		must(s.t, err)
		for _, st := range s.standard().Statements {
			if st.Type == "behaviour" && !last[st.ID].Shown {
				return url.Values{fmt.Sprintf("behaviour-%d", st.ID): {"yes"}, fmt.Sprintf("example-%d", st.ID): {"The Tuesday call."}}
			}
		}
		return nil
	}
	add("/portfolios/:portfolio/behaviours", "employer", "behaviour.verify", func() func(*visitor) answer {
		path := base + "/behaviours"
		form := formIn(s.t, s.as("employer").get(path).page(s.t), path)
		form.Del("csrf")
		maps.Copy(form, answers())
		return func(v *visitor) answer { return v.post(path, form) }
	})
	add("/sign/:token", "", "behaviour.verify", func() func(*visitor) answer {
		r := s.requested(1)
		path := s.app.requestPath(&r)
		form := s.signForm(s.t, path, answers())
		return func(v *visitor) answer { return v.post(path, form) }
	})
	add("/portfolios/:portfolio/gateway/records", "coach", "gateway.record", func() func(*visitor) answer {
		s.onPlan(1, ksb.EndPoint)
		return posted(base+"/gateway/records", "key", "english", "state", "achieved", "day", "2025-08-21")
	})
	add("/portfolios/:portfolio/gateway/ask", "coach", "signoff.ask", func() func(*visitor) answer {
		s.onPlan(1, ksb.EndPoint)
		s.accepted()
		return posted(base + "/gateway/ask")
	})
	add("/portfolios/:portfolio/gateway", "apprentice", "signature.add", func() func(*visitor) answer {
		form := s.signOffForm("apprentice")
		return func(v *visitor) answer { return v.post(base+"/gateway", form) }
	})
	add("/portfolios/:portfolio/selection", "coach", "selection.make", func() func(*visitor) answer {
		return posted(base+"/selection", "do", "keep", "mark", "all", "piece", fmt.Sprint(s.accepted().ID))
	})
	add("/sign/:token", "", "signature.add", func() func(*visitor) answer {
		must(s.t, s.in.Evidence.SelectAll(s.t.Context(), s.portfolios[1], s.people["coach"], s.selectionMark()))
		s.signOffs("apprentice")
		r := s.request(1, programme.ForGateway, 0)
		path := s.app.requestPath(&r)
		form := s.signForm(s.t, path, nil)
		return func(v *visitor) answer { return v.post(path, form) }
	})
	add("/sign/:token", "", "scan.validate", func() func(*visitor) answer {
		r := s.request(1, programme.ForScan, int64(s.scanned(1).ID))
		path := s.app.requestPath(&r)
		form := s.signForm(s.t, path, nil)
		return func(v *visitor) answer { return v.post(path, form) }
	})
	add("/sign/:token", "", "testimony.add", func() func(*visitor) answer {
		r := s.request(1, programme.ForTestimony, int64(s.another().ID))
		path := s.app.requestPath(&r)
		form := s.signForm(s.t, path, url.Values{"seen": {"saw"}, "words": {"She rang the customer herself."}})
		return func(v *visitor) answer { return v.post(path, form) }
	})
}

func (s *site) peopleChanges(add adder) {
	ctx := s.t.Context()
	subject := func(do string) string { return fmt.Sprintf("/people/%d%s", s.people["subject"], do) }
	add("/people", "administrator", "person.add", func() func(*visitor) answer {
		return posted("/people", "name", "Nia", "email", "nia@example.org", "role", "coach")
	})
	add("/people/:person/invite", "administrator", "link.make", func() func(*visitor) answer { return posted(subject("/invite")) })
	add("/people/:person/suspend", "administrator", "person.suspend", func() func(*visitor) answer { return posted(subject("/suspend")) })
	add("/people/:person/readmit", "administrator", "person.readmit", func() func(*visitor) answer { return posted(subject("/readmit")) })
	add("/people/:person/roles", "administrator", "role.grant", func() func(*visitor) answer { return posted(subject("/roles"), "role", "coach") })
	add("/people/:person/roles/end", "administrator", "role.end", func() func(*visitor) answer {
		grants, err := s.in.Accounts.Grants(ctx, s.people["subject"])
		must(s.t, err)
		return posted(subject("/roles/end"), "grant", fmt.Sprint(grants[0].ID))
	})
	add("/organisations", "administrator", "organisation.add", func() func(*visitor) answer {
		return posted("/organisations", "name", "Harbour Foods", "kind", "employer")
	})
	enrolment := func(do string) string { return fmt.Sprintf("/enrolments/%d%s", s.portfolios[2], do) }
	person := func(who string) string { return fmt.Sprint(int64(s.people[who])) }
	standard := func() string { return fmt.Sprint(s.standard().ID) }
	add("/enrolments", "administrator", "enrolment.add", func() func(*visitor) answer {
		s.add("newcomer")
		return posted("/enrolments", "apprentice", person("newcomer"), "coach", person("coach"), "employer", "1", "standard", standard(), "started_on", "2026-02-02", "planned_end_on", "2027-08-01")
	})
	add("/enrolments/:enrolment", "administrator", "enrolment.change", func() func(*visitor) answer {
		path := enrolment("")
		form := fieldsIn(s.t, s.as("administrator").get(path), path)
		form.Del("csrf")
		form.Set("planned_end_on", "2027-08-30")
		return func(v *visitor) answer { return v.post(path, form) }
	})
	add("/enrolments/:enrolment/break", "administrator", "enrolment.break", func() func(*visitor) answer {
		return posted(enrolment("/break"), "reason", "Illness", "started_on", s.day(-30), "expected_on", s.day(30))
	})
	add("/enrolments/:enrolment/return", "administrator", "enrolment.return", func() func(*visitor) answer {
		return posted(enrolment("/return"), "returned_on", s.day(-1), "planned_end_on", "2027-10-30")
	})
	add("/enrolments/:enrolment/leave", "administrator", "enrolment.leave", func() func(*visitor) answer {
		return posted(enrolment("/leave"), "state", "withdrawn", "reason", "A new post", "ended_on", s.day(0))
	})
	add("/enrolments/:enrolment/undo", "administrator", "enrolment.undo", func() func(*visitor) answer { return posted(enrolment("/undo")) })
	add("/reassign", "administrator", "enrolment.coach", func() func(*visitor) answer {
		return posted("/reassign", "to", person("coach"), "enrolment", fmt.Sprint(s.portfolios[2]))
	})
	add("/people/invite", "administrator", "link.make", func() func(*visitor) answer { return posted("/people/invite") })
	add("/scales", "administrator", "scale.add", func() func(*visitor) answer { return posted("/scales", "scale", theScale) })
	add("/scales/:scale/choose", "administrator", "scale.choose", func() func(*visitor) answer {
		all, err := s.in.Programme.Scales(s.t.Context())
		must(s.t, err)
		return posted(fmt.Sprintf("/scales/%d/choose", all[len(all)-1].ID))
	})
	add("/organisations/:organisation", "administrator", "organisation.rename", func() func(*visitor) answer {
		return posted(s.fillPath("/organisations/:organisation", 1), "name", "Harbour Mills")
	})
	add("/cohorts", "administrator", "cohort.add", func() func(*visitor) answer { return posted("/cohorts", "name", "Spring 2027") })
	add("/cohorts/:cohort", "administrator", "cohort.rename", func() func(*visitor) answer {
		return posted(s.fillPath("/cohorts/:cohort", 1), "name", "Summer 2027")
	})
	add("/rosters/:roster/confirm", "administrator", "roster.confirm", func() func(*visitor) answer {
		return posted(fmt.Sprintf("/rosters/%d/confirm", s.handedIn()))
	})
	view := func() string { return s.fillPath("/caseload/views/:view", 1) }
	add("/caseload/views", "coach", "view.add", func() func(*visitor) answer { return posted("/caseload/views", "name", "Late", "query", "needs=act") })
	add("/caseload/views/:view", "coach", "view.rename", func() func(*visitor) answer { return posted(view(), "name", "Gone quiet") })
	add("/caseload/views/:view/remove", "coach", "view.remove", func() func(*visitor) answer { return posted(view() + "/remove") })
	add("/caseload/views/:view/restore", "coach", "view.restore", func() func(*visitor) answer {
		path := view()
		s.as("coach").post(path+"/remove", nil)
		return posted(path + "/restore")
	})
	add("/mail/test", "administrator", "mail.test", func() func(*visitor) answer { return posted("/mail/test") })
	add("/mail/:message/again", "administrator", "mail.again", func() func(*visitor) answer {
		return posted(fmt.Sprintf("/mail/%d/again", s.failedMessage()))
	})
}

func (s *site) qualityChanges(add adder) {
	add("/quality/plan", "iqa", "sample.plan", func() func(*visitor) answer {
		return posted("/quality/plan", "usual", "100", "seed", "gold", "why", "Our policy", "based", "0", "save", "yes")
	})
	add("/quality/draw", "iqa", "sample.draw", func() func(*visitor) answer {
		s.acceptAll(s.another().ID)
		return posted("/quality/draw")
	})
	sample := func(form string) (path, seen string) {
		path = fmt.Sprintf("/quality/%d", s.sampled(1).ID)
		who := map[string]string{"": "iqa", "/answer": "coach"}[form]
		return path + form, formIn(s.t, s.as(who).get(path).page(s.t), path+form).Get("seen")
	}
	add("/quality/:sample", "iqa", "sample.require", func() func(*visitor) answer {
		path, seen := sample("")
		return posted(path, "move", "require", "text", "Name the page.", "seen", seen)
	})
	add("/quality/:sample/answer", "coach", "sample.answer", func() func(*visitor) answer {
		path, seen := sample("/answer")
		return posted(path, "text", "Page 3, and I told them.", "seen", seen)
	})
}

func (s *site) standardChanges(add adder) {
	statement := func(do string) string {
		return fmt.Sprintf("/standards/%d/statements/%d%s", s.standard().ID, s.standard().Statements[0].ID, do)
	}
	add("/standards/:standard/statements/:statement/code", "administrator", "statement.code", func() func(*visitor) answer { return posted(statement("/code"), "code", "K90") })
	add("/standards/:standard/statements/:statement/whom", "administrator", "statement.move", func() func(*visitor) answer {
		return posted(statement("/whom"), "options", "Credit risk")
	})
	add("/standards/:standard/options/:option", "administrator", "option.rename", func() func(*visitor) answer {
		return posted(s.fillPath("/standards/:standard/options/:option", 1), "name", "Risk")
	})
	add("/enrolments/:enrolment/plan", "administrator", "enrolment.plan", func() func(*visitor) answer {
		e, err := s.in.Programme.Enrolment(s.t.Context(), s.portfolios[1])
		must(s.t, err)
		plans, err := s.in.Standards.Plans(s.t.Context(), e.Standard)
		must(s.t, err)
		to := plans[0]
		if to.ID == e.Plan {
			to = plans[1]
		}
		return posted(fmt.Sprintf("/enrolments/%d/plan", e.ID), "plan", fmt.Sprint(to.ID))
	})
	add("/plan-drafts/:draft", "administrator", "plan.add", func() func(*visitor) answer {
		d := s.planDraft()
		return posted(draftAddress(d.ID), "revision", fmt.Sprint(d.Revision))
	})
	add("/plans/:plan/retire", "administrator", "plan.retire", func() func(*visitor) answer { return posted(planAddress(s.planOffered().ID) + "/retire") })
	add("/plans/:plan/restore", "administrator", "plan.restore", func() func(*visitor) answer {
		p := s.planOffered()
		must(s.t, s.in.Standards.RetirePlan(s.t.Context(), 1, p.ID))
		return posted(planAddress(p.ID) + "/restore")
	})
	add("/frameworks", "administrator", "framework.add", func() func(*visitor) answer {
		return func(v *visitor) answer { return v.sendFramework("/frameworks", "growing.json", growingFile(s.t, nil)) }
	})
	add("/frameworks/:framework/retire", "administrator", "framework.retire", func() func(*visitor) answer {
		return posted(frameworkAddress(s.frameworkOffered().ID) + "/retire")
	})
	add("/frameworks/:framework/restore", "administrator", "framework.restore", func() func(*visitor) answer {
		f := s.frameworkOffered()
		must(s.t, s.in.Standards.RetireFramework(s.t.Context(), 1, f.ID))
		return posted(frameworkAddress(f.ID) + "/restore")
	})
	s.crosswalkChanges(add)
	add("/imports/:import/confirm", "administrator", "standard.import", func() func(*visitor) answer {
		sent := s.as("administrator").sendImport(map[string]string{"reference": "ST0175", "version": "1.1"}, "wording.csv", officialTable(s.standard()))
		return posted(sent.where() + "/confirm")
	})
}

func (s *site) ownChanges(add adder) {
	add("/account/keys", "coach", "preference.set", func() func(*visitor) answer { return posted("/account/keys", "keys", "off") })
	add("/account/hints", "apprentice", "preference.set", func() func(*visitor) answer { return posted("/account/hints", "hints", "off") })
	add("/account/name", "stranger", "person.rename", func() func(*visitor) answer { return posted("/account/name", "name", "Samira Khan") })
	add("/account/password", "stranger", "password.set", func() func(*visitor) answer {
		s.setPassword("stranger")
		return posted("/account/password", "old", testPassword, "password", "another good one")
	})
	add("/account/sessions/:session/end", "coach2", "session.end", func() func(*visitor) answer {
		s.as("coach2")
		for d := range s.as("coach2").get("/account").page(s.t).Descendants() {
			if a := attr(d, "action"); strings.HasSuffix(a, "/end") {
				return posted(a)
			}
		}
		s.t.Fatal("no session to end")
		return nil
	})
	add("/account/sessions/end-others", "coach2", "session.end", func() func(*visitor) answer {
		s.as("coach2")
		return posted("/account/sessions/end-others")
	})
	add("/sign-in", "", "session.begin", func() func(*visitor) answer {
		s.setPassword("coach")
		return posted("/sign-in", "email", "coach@example.org", "password", testPassword)
	})
	add("/sign-out", "iqa", "session.end", func() func(*visitor) answer { return posted("/sign-out") })
	add("/invitations/:token", "", "password.set", func() func(*visitor) answer {
		s.as("administrator").post("/people", url.Values{"name": {"Ola"}, "email": {"ola@example.org"}, "role": {"coach"}})
		return posted(s.linkTo("ola@example.org"), "password", testPassword)
	})
	add("/resets/:token", "", "password.set", func() func(*visitor) answer {
		s.setPassword("coach2")
		s.as("").post("/forgotten", url.Values{"email": {"coach2@example.org"}})
		return posted(s.linkTo("coach2@example.org"), "password", "another good one")
	})
	add("/setup/:token", "", "person.add", func() func(*visitor) answer {
		token, err := s.in.Accounts.MakeLink(s.t.Context(), 0, account.Setup, 0)
		must(s.t, err)
		return posted("/setup/"+token, "name", "Ruth", "email", "ruth@example.org", "password", testPassword)
	})
}

// passing are the tables that hold no record: when people were last seen, tries
// to sign in, work that waits, what e-mail has been sent, what is counted at
// night, and what is typed before it is signed. What search_ begins is the index
// of the search, which follows the records.
var passing = []string{"sessions", "sign_in_attempts", "jobs", "messages", "notices", "periods", "forecasts", "scan_voices", "scan_scores",
	"schema_migrations", "sqlite_sequence",
	// Words of what can be found, which the queue writes when it comes to it.
	"search_waiting", "search_words", "search_words_config", "search_words_data", "search_words_docsize", "search_words_idx", "search_terms"}

// state returns a digest of every table that holds records.
func (s *site) state() map[string]string {
	s.t.Helper()
	ctx, found := s.t.Context(), map[string]string{}
	must(s.t, s.in.DB.View(ctx, func(tx *db.Tx) error {
		tables := map[string]string{}
		const columns = `SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'`
		err := tx.Each(ctx, columns, nil, func(scan func(...any) error) error {
			var table, column string
			err := scan(&table, &column)
			if !slices.Contains(passing, table) && !strings.HasPrefix(table, "search_") {
				tables[table] += ` || '|' || COALESCE(` + column + `, '')`
			}
			return err
		})
		for table, text := range tables {
			sum := sha256.New()
			if err == nil {
				err = tx.Each(ctx, `SELECT ''`+text+` FROM `+table, nil, func(scan func(...any) error) error {
					var row []byte
					err := scan(&row)
					sum.Write(append(row, '\n'))
					return err
				})
			}
			found[table] = hex.EncodeToString(sum.Sum(nil))
		}
		return err
	}))
	return found
}

// withoutEvents runs do while no event can be recorded.
func (s *site) withoutEvents(do func()) {
	s.t.Helper()
	run := func(sql string) {
		must(s.t, s.in.DB.Update(s.t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(s.t.Context(), sql); return err }))
	}
	run(`CREATE TRIGGER no_events BEFORE INSERT ON events BEGIN SELECT RAISE(ABORT, 'no event can be recorded'); END`)
	defer run(`DROP TRIGGER no_events`)
	do()
}

// TestEveryChangeIsAnEvent sends a form that succeeds to every route that takes
// one: once while no event can be recorded, when nothing may change, and then as
// it is, when the event is there with the answer.
func TestEveryChangeIsAnEvent(t *testing.T) {
	s := newSite(t)
	tested := map[string]bool{}
	for _, c := range s.changes() {
		tested[c.route] = true
		t.Run(strings.Trim(c.route, "/")+" "+c.action, func(t *testing.T) {
			send, v := c.ready(), s.as(c.who)
			v.csrf()
			before := s.state()
			s.withoutEvents(func() {
				if a := send(v); a.status < http.StatusBadRequest {
					t.Errorf("without its event it answers %d", a.status)
				}
			})
			after := s.state()
			for table := range before {
				if before[table] != after[table] {
					t.Errorf("without its event it changes %s", table)
				}
			}
			last := s.newestEvent()
			if a := send(v); a.status >= http.StatusBadRequest {
				t.Fatalf("%d\n%s", a.status, textOf(find(a.page(t), "main")))
			}
			events, err := audit.Events(t.Context(), s.in.DB, audit.Query{After: last, Limit: 50})
			must(t, err)
			var got []string
			for _, e := range events {
				got = append(got, e.Action)
			}
			if !slices.Contains(got, c.action) {
				t.Errorf("it records %v; want %s", got, c.action)
			}
		})
	}
	for _, r := range s.app.table {
		switch _, none := unrecorded[r.path]; {
		case r.method == get:
		case !tested[r.path] && !none:
			t.Errorf("%s %s changes something, and no test says what it records", r.method, r.path)
		case tested[r.path] && none:
			t.Errorf("%s is said to record nothing, and does", r.path)
		}
	}
	for path := range unrecorded {
		if !slices.ContainsFunc(s.app.table, func(r route) bool { return r.path == path && r.method != get }) {
			t.Errorf("%s is not in the table", path)
		}
	}
}

// TestEveryChangeHasASentence compares what was recorded with what it is told by.
func TestEveryChangeHasASentence(t *testing.T) {
	s := newSite(t)
	for _, c := range s.changes() {
		if _, known := actions[c.action]; !known {
			t.Errorf("%s has no words", c.action)
		}
		if _, known := phrases[c.action]; !known {
			t.Errorf("%s has no sentence", c.action)
		}
	}
}

func (s *site) newestEvent() int64 {
	events, err := audit.Events(s.t.Context(), s.in.DB, audit.Query{Limit: 1})
	must(s.t, err)
	return events[0].ID
}

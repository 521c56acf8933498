package app

import (
	"net/http"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/fault"
	"touchstone/app/pages"
	"touchstone/evidence"
)

// showCorrect shows the page on which a decision or feedback is corrected.
func (a *App) showCorrect(c *fiber.Ctx) error {
	return a.correctPage(c, http.StatusOK, nil)
}

// correctPage shows it, as it was typed if in is not nil.
func (a *App) correctPage(c *fiber.Ctx, status int, in *form) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	id, v, d, err := a.decision(c, f)
	if err != nil {
		return err
	}
	v0 := a.visit(c)
	if d.By != v0.person() && !v0.may(account.Judge) {
		a.say(c, "What another person said is theirs to correct. You can add feedback of your own.")
		return goTo(c, "%s#said", f.item(id))
	}
	if in == nil {
		in = formOf(map[string]string{"correction": d.Feedback})
	}
	page := pages.CorrectPage{Back: pages.Link{Text: titleOf(v.Title), Href: f.item(id)}, Action: f.correctAddress(id, d.ID), Before: f.oneSaid(v, d, saidBy{}),
		Words:   in.field("correction", "What holds instead", "Everyone who reads the piece sees both. If you change the decision, say why."),
		Verdict: in.field("verdict", "The decision", "")}
	if to := v.Correctable(d); to != evidence.Undecided && v0.may(account.Judge) {
		page.Answers = []pages.Option{{Value: "", Label: "It stands: only the words change", On: in.text("verdict") == ""}, f.otherVerdict(v, d, to, in.text("verdict"))}
	}
	page.Summary = pages.NewSummary(in.whole, page.Verdict, page.Words)
	return a.show(c, status, page)
}

// otherVerdict offers to decide otherwise.
func (f *folio) otherVerdict(v *evidence.Version, d *evidence.Decision, to evidence.Verdict, now string) pages.Option {
	o := pages.Option{Value: string(to), Label: "It was a mistake: return the piece", On: now == string(to)}
	if to == evidence.ReferredVerdict {
		o.Label = "It was a mistake: refer the claim"
	}
	o.Hint = "The piece goes back to " + firstName(f.enrolment.ApprenticeName) + ", and this version no longer counts"
	return o
}

func (f *folio) correctAddress(id evidence.ItemID, decision int64) string {
	return f.item(id) + "/decisions/" + strconv.FormatInt(decision, 10)
}

// decision returns the decision in the path with its version.
func (a *App) decision(c *fiber.Ctx, f *folio) (evidence.ItemID, *evidence.Version, *evidence.Decision, error) {
	id, err := itemID(c)
	if err != nil {
		return 0, nil, nil, err
	}
	n, err := pathNumber(c, "decision")
	if err != nil {
		return 0, nil, nil, err
	}
	versions, err := a.evidence.Versions(c.UserContext(), f.id, id, evidence.Shared)
	if err != nil {
		return 0, nil, nil, err
	}
	for i := range versions {
		if d := versions[i].Decision(n); d != nil {
			return id, &versions[i], d, nil
		}
	}
	return 0, nil, nil, errNoPage
}

// correct adds an entry that corrects a decision or feedback.
func (a *App) correct(c *fiber.Ctx) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	id, v, d, err := a.decision(c, f)
	if err != nil {
		return err
	}
	in := readForm(c, "correction", "verdict")
	by, judge := a.visit(c).person(), a.visit(c).may(account.Judge)
	err = a.evidence.Correct(c.UserContext(), f.id, id, by, judge,
		evidence.Correction{Decision: d.ID, Verdict: evidence.Verdict(in.text("verdict")), Feedback: in.text("correction")})
	if err != nil && (in.refused(err) || in.putOff(err)) {
		_, status := classify(err)
		return a.correctPage(c, status, in)
	}
	if fault.Is(err, fault.Forbidden) {
		a.say(c, fault.Of(err).Message)
		return goTo(c, "%s#said", f.item(id))
	}
	if err != nil {
		return err
	}
	if in.text("verdict") == "" {
		a.say(c, "Your correction is added.")
	} else {
		a.say(c, "Returned to "+firstName(f.enrolment.ApprenticeName)+": "+titleOf(v.Title)+".")
	}
	return goTo(c, "%s/history", f.item(id))
}

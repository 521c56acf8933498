package app

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/pages"
	"touchstone/app/programme"
	"touchstone/app/words"
)

// showSignatures lists everything that was signed in a portfolio.
func (a *App) showSignatures(c *fiber.Ctx) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	all, err := a.programme.Signatures(c.UserContext(), f.enrolment.ID)
	if err != nil {
		return err
	}
	l := readList(c, f.path("/signatures"))
	page := pages.Signatures{Back: pages.Link{Text: f.whose("portfolio"), Href: f.path("")}, Over: f.over(a.db), Title: f.whose("signatures"), Path: l.path, Nothing: len(all) == 0,
		Search:  pages.Field{Name: "q", Label: "Name, job, words or address", Value: l.get("q"), Type: "search", Class: "field--grow"},
		Columns: []pages.Column{l.column("When", "at", "-at"), l.column("Who", "name", "-name"), l.column("What", "what", "-what"), {Name: "How"}},
	}
	all = slices.DeleteFunc(all, func(s programme.Signature) bool {
		return !holds(l.get("q"), s.Name, s.Job, s.Role.Name(), s.Words, s.Address, s.Digest, signedOf(&s))
	})
	sortSignatures(all, l.get("sort"))
	shown, pager := pageOf(l, "Pages of signatures", all)
	page.Pager = pager
	for i := range shown {
		s := &shown[i]
		page.Rows = append(page.Rows, pages.SignatureRow{Href: f.path("/signatures/%d", s.ID), When: words.Moment(s.At), Who: s.Name, Role: signedRole(s),
			What: signedOf(s), Words: s.Words, How: signedHow(s)})
	}
	return a.show(c, http.StatusOK, page)
}

// sortSignatures sorts the newest first unless by says otherwise.
func sortSignatures(all []programme.Signature, by string) {
	slices.SortStableFunc(all, func(x, y programme.Signature) int {
		switch by {
		case "at":
			return cmp.Compare(x.ID, y.ID)
		case "name":
			return strings.Compare(strings.ToLower(x.Name), strings.ToLower(y.Name))
		case "-name":
			return strings.Compare(strings.ToLower(y.Name), strings.ToLower(x.Name))
		case "what":
			return strings.Compare(signedOf(&x), signedOf(&y))
		case "-what":
			return strings.Compare(signedOf(&y), signedOf(&x))
		}
		return cmp.Compare(y.ID, x.ID)
	})
}

// showSignature shows one signature with exactly what was signed.
func (a *App) showSignature(c *fiber.Ctx) error {
	f, err := a.folio(c)
	if err != nil {
		return err
	}
	id, err := pathNumber(c, "signature")
	if err != nil {
		return err
	}
	s, err := a.programme.Signature(c.UserContext(), f.enrolment.ID, id)
	if err != nil {
		return err
	}
	address := s.Address
	if address == "" {
		address = "Not known"
	}
	return a.show(c, http.StatusOK, pages.SignatureSheet{Back: pages.Link{Text: f.whose("signatures"), Href: f.path("/signatures")}, Over: f.over(a.db), Title: signedOf(&s) + ", signed by " + s.Name,
		Words: s.Words, Content: s.Content, Unsound: programme.Digest(s.Content) != s.Digest,
		Facts: []pages.Fact{{Name: "Who", Value: s.Name + ", " + signedRole(&s)}, {Name: "When", Value: words.Moment(s.At)}, {Name: "How", Value: signedHow(&s)},
			{Name: "Network address", Value: address}, {Name: "Digest (SHA-256)", Value: s.Digest}}})
}

// signedRole is a signer's job and the role in which they signed.
func signedRole(s *programme.Signature) string {
	return words.Capital(jobAndRole(s))
}

// jobAndRole is a job and a role, or the role alone where the job is called the same.
func jobAndRole(s *programme.Signature) string {
	if s.Job == "" || strings.EqualFold(s.Job, s.Role.Name()) {
		return s.Role.Name()
	}
	return s.Job + " (" + s.Role.Name() + ")"
}

// signedHow says by which way a signature came.
func signedHow(s *programme.Signature) string {
	if s.Request != 0 {
		return fmt.Sprintf("By the link of request %d", s.Request)
	}
	return "Signed in"
}

// signedOf names what was signed.
func signedOf(s *programme.Signature) string {
	kind, number, _ := strings.Cut(s.Subject, " ")
	switch kind {
	case "review":
		return "Progress review"
	case "hours":
		return "Off-the-job hours"
	case "item":
		return "Testimony"
	case "enrolment":
		return "Behaviours"
	case "scan":
		return "Skills scan"
	case "gateway":
		return "Portfolio signed off"
	case "addendum":
		return "Addendum to a progress review"
	}
	return words.Capital(kind) + " " + number
}

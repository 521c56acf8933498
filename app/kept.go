package app

import (
	"crypto/hmac"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"touchstone/app/account"
	"touchstone/app/pages"
)

// A keptForm is what someone typed into a form whose session had ended. It
// travels through the page that signs in and is stored nowhere.
type keptForm struct {
	By     account.PersonID // whose session it was; 0: not known
	Proof  string           // that we said so
	Action string           // where it was sent
	Fields []pages.Hidden
}

// keepForm returns the fields of the request as text for the sign-in page.
// Passwords and our own tokens are left out, and so are files.
func (a *App) keepForm(c *fiber.Ctx) (string, error) {
	kept := keptForm{Action: c.OriginalURL()}
	if old := c.Cookies(a.cookieName(sessionCookie)); old != "" {
		var err error
		if kept.By, err = a.accounts.Held(c.UserContext(), old); err != nil {
			return "", err
		}
	}
	kept.Proof = a.keptProof(kept.By)
	for name, values := range formValues(c) {
		if secretField(name) {
			continue
		}
		for _, v := range values {
			kept.Fields = append(kept.Fields, pages.Hidden{Name: name, Value: v})
		}
	}
	slices.SortStableFunc(kept.Fields, func(a, b pages.Hidden) int { return strings.Compare(a.Name, b.Name) })
	text, err := json.Marshal(kept)
	if err != nil {
		return "", fmt.Errorf("keep form: %w", err)
	}
	return string(text), nil
}

func (a *App) keptProof(by account.PersonID) string {
	return a.sign("kept", strconv.FormatInt(int64(by), 10))
}

// keptBy returns the page that sends a kept form again, and whether there is
// one that id may see: nobody is shown what another person wrote.
func (a *App) keptBy(text string, id account.PersonID) (pages.CarryOn, bool) {
	var kept keptForm
	if text == "" || json.Unmarshal([]byte(text), &kept) != nil {
		return pages.CarryOn{}, false
	}
	mine := kept.By == 0 || kept.By == id
	known := hmac.Equal([]byte(kept.Proof), []byte(a.keptProof(kept.By)))
	if !mine || !known || localPath(kept.Action) == "/" {
		return pages.CarryOn{}, false
	}
	return pages.CarryOn{Action: kept.Action, Fields: kept.Fields}, true
}

func secretField(name string) bool {
	return name == "csrf" || name == "kept" || name == "old" || strings.Contains(strings.ToLower(name), "password")
}

// formValues returns every field of a body that has been read, but files.
func formValues(c *fiber.Ctx) map[string][]string {
	if form, err := c.MultipartForm(); err == nil {
		return form.Value
	}
	values, _ := url.ParseQuery(string(c.Body()))
	return values
}

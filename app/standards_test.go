package app

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"touchstone/ksb"
)

// standard returns the first standard of the site.
func (s *site) standard() *ksb.Standard {
	s.t.Helper()
	list, err := s.in.Standards.Standards(s.t.Context())
	must(s.t, err)
	standard, err := s.in.Standards.Standard(s.t.Context(), list[0].ID)
	must(s.t, err)
	return standard
}

// sendImport sends the form of the import page; a file name of "" is pasted text.
func (v *visitor) sendImport(fields map[string]string, fileName, text string) answer {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	must(v.site.t, w.WriteField("csrf", v.csrf()))
	for name, value := range fields {
		must(v.site.t, w.WriteField(name, value))
	}
	if fileName == "" {
		must(v.site.t, w.WriteField("text", text))
	} else {
		part, err := w.CreateFormFile("file", fileName)
		must(v.site.t, err)
		_, err = part.Write([]byte(text))
		must(v.site.t, err)
	}
	must(v.site.t, w.Close())
	return v.send(http.MethodPost, "/imports", w.FormDataContentType(), &body, "Sec-Fetch-Site", "same-origin")
}

// officialTable is the shipped standard as a table with wording of another kind.
func officialTable(s *ksb.Standard) string {
	var out strings.Builder
	out.WriteString("code,type,statement,option\n")
	for _, st := range s.Statements {
		fmt.Fprintf(&out, "%s,%s,\"Published: %s, “%s”.\",%s\n", st.Code, st.Type, st.Code, st.Title, strings.Join(st.Options, ";"))
	}
	return out.String()
}

func TestImportByPage(t *testing.T) {
	s := newSite(t)
	admin, before := s.as("administrator"), s.standard()
	sent := admin.sendImport(map[string]string{"reference": "ST0175", "version": "1.1"}, "wording & more.csv", officialTable(before))
	if sent.status != http.StatusSeeOther {
		t.Fatalf("sent: %d\n%s", sent.status, sent.body)
	}
	preview := admin.get(sent.where())
	for _, want := range []string{"62 get official wording", "Against ST0175 v1.1", "wording &amp; more.csv", "Published: K1,", "Store this"} {
		if !strings.Contains(preview.body, want) {
			t.Errorf("the preview lacks %q", want)
		}
	}
	if s.standard().IsOfficial() {
		t.Error("the preview stored something")
	}
	confirmed := admin.post(sent.where()+"/confirm", nil)
	if confirmed.status != http.StatusSeeOther {
		t.Fatalf("confirmed: %d", confirmed.status)
	}
	after := s.standard()
	for i, st := range after.Statements {
		if st.ID != before.Statements[i].ID || !strings.HasPrefix(st.Official, "Published: "+string(st.Code)) || st.Origin != ksb.OfficialCode {
			t.Errorf("%+v", st)
		}
	}
	shown := admin.get(confirmed.where())
	if !strings.Contains(shown.body, ksb.OpenGovernmentLicence) || strings.Contains(shown.body, "our own short summary") {
		t.Error("the standard's page does not show where its wording comes from")
	}
	if again := admin.post(sent.where()+"/confirm", nil); again.where() != confirmed.where() {
		t.Errorf("confirmed again by a second click: %d", again.status)
	}
	if done := admin.get(sent.where()); !strings.Contains(done.body, "This import was confirmed") || strings.Contains(done.body, "Store this") {
		t.Error("the confirmed import can be confirmed again")
	}
}

func TestImportsThatAreRefused(t *testing.T) {
	s := newSite(t)
	admin := s.as("administrator")
	tests := []struct {
		name   string
		fields map[string]string
		file   string
		text   string
		says   string
	}{
		{"nothing", nil, "", "", "Choose a file, or paste the text"},
		{"a letter", nil, "letter.txt", "Dear Sir,\n", "Expected a course page"},
		{"a pasted letter", nil, "", "Dear Sir,\n", "Expected a course page"},
		{"an empty file", nil, "empty.txt", "", "The file is empty"},
		{"nobody knows which", nil, "t.csv", "code,statement\nK1,Springs\n", "Say which standard this is"},
		{"a new one without a title", map[string]string{"reference": "ST9001"}, "t.csv", "code,statement\nK1,Springs\n", "needs a title"},
	}
	for _, tt := range tests {
		a := admin.sendImport(tt.fields, tt.file, tt.text)
		if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, tt.says) {
			t.Errorf("%s: %d, lacks %q", tt.name, a.status, tt.says)
		}
		if ref := tt.fields["reference"]; ref != "" && !strings.Contains(a.body, `value="`+ref+`"`) {
			t.Errorf("%s: what was typed is gone", tt.name)
		}
	}
}

func TestCorrectAStandard(t *testing.T) {
	s := newSite(t)
	admin, standard := s.as("administrator"), s.standard()
	st := standard.Statements[0]
	at := fmt.Sprintf("/standards/%d/statements/%d", standard.ID, st.ID)
	if a := admin.get(at); a.status != http.StatusOK || !strings.Contains(a.body, `value="K1"`) {
		t.Errorf("the form: %d", a.status)
	}
	if a := admin.post(at+"/code", url.Values{"code": {"K2"}}); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "K2 is the code of") {
		t.Errorf("a code that is taken: %d", a.status)
	}
	if a := admin.post(at+"/code", url.Values{"code": {"K40"}}); a.status != http.StatusSeeOther {
		t.Errorf("a code: %d", a.status)
	}
	if a := admin.post(at+"/whom", url.Values{"options": {"Credit risk", "Enforcement"}}); a.status != http.StatusSeeOther {
		t.Errorf("whom for: %d", a.status)
	}
	if got := s.standard().Statements[0]; got.Code != "K40" || got.Origin != ksb.OfficialCode || strings.Join(got.Options, "+") != "Credit risk+Enforcement" {
		t.Errorf("%+v", got)
	}
	if a := admin.post(at+"/whom", nil); a.status != http.StatusSeeOther || s.standard().Statements[0].Membership != ksb.Core {
		t.Errorf("back to the core: %d, %s", a.status, s.standard().Statements[0].Membership)
	}
	option := fmt.Sprintf("/standards/%d/options/%d", standard.ID, standard.Options[0].ID)
	if a := admin.post(option, url.Values{"name": {"Collections"}}); a.status != http.StatusUnprocessableEntity {
		t.Errorf("a name that is taken: %d", a.status)
	}
	if a := admin.post(option, url.Values{"name": {"Risk"}}); a.status != http.StatusSeeOther || s.standard().Options[0].Name != "Risk" {
		t.Errorf("a name: %d", a.status)
	}
	other := fmt.Sprintf("/standards/%d/statements/%d", standard.ID+1, st.ID)
	if a := admin.get(other); a.status != http.StatusNotFound {
		t.Errorf("a statement under another standard: %d", a.status)
	}
}

func TestApprenticesReadStandards(t *testing.T) {
	s := newSite(t)
	apprentice, standard := s.as("apprentice"), s.standard()
	list := apprentice.get("/standards")
	if list.status != http.StatusOK || !strings.Contains(list.body, "ST0175 v1.1") || strings.Contains(list.body, "/imports/new") {
		t.Errorf("the list: %d", list.status)
	}
	page := apprentice.get(fmt.Sprintf("/standards/%d", standard.ID))
	for _, want := range []string{"22 core, 9 of options", "Code inferred", "our own short summary", "Example plan", "Credit risk"} {
		if !strings.Contains(page.body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(page.body, "/statements/") {
		t.Error("the page offers an apprentice to correct it")
	}
}

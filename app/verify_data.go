package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"touchstone/app/account"
	"touchstone/app/audit"
	"touchstone/app/blob"
	"touchstone/app/document"
	"touchstone/app/programme"
	"touchstone/app/words"
	"touchstone/evidence"
)

// A checkup is what verify -data is asked for.
type checkup struct {
	deep   bool   // read every stored file
	known  string // a hash the chain had before; empty: none is asked for
	stderr io.Writer
}

// A checked is what verify -data found.
type checked struct {
	OK         bool      `json:"ok"`
	Findings   []finding `json:"findings"`
	More       int       `json:"more"`   // findings beyond those that are told
	Events     int64     `json:"events"` // in the chain
	Newest     int64     `json:"newest_event"`
	Hash       string    `json:"newest_hash"`
	Known      int64     `json:"known_event,omitempty"` // the event with the hash asked for
	Statements int       `json:"statements"`            // whose coverage was compared
	Files      int       `json:"files"`                 // stored, by their hash
	Bytes      int64     `json:"bytes"`                 // of them
	Deep       bool      `json:"deep"`                  // they were read whole
	Signatures int       `json:"signatures"`
	Frozen     int       `json:"frozen"`      // submissions, and reports of released results
	Audits     int       `json:"self_audits"` // finished, and managers' views beside them
	Standings  int       `json:"standings"`   // summaries of enrolments that were worked out again
	Waits      int       `json:"waits"`       // things that should wait for somebody
	Findable   int       `json:"findable"`    // documents of the search's index, compared with the records
	Seconds    float64   `json:"seconds"`
}

// A finding is something that is not as it was recorded.
type finding struct {
	Check string `json:"check"` // events, coverage, standings, waits, turnarounds, search, files, signatures, signed, frozen, growth
	ID    int64  `json:"id"`    // of the event, portfolio, item, file or signature; 0: of none, or in the sentence
	Text  string `json:"text"`  // a sentence
}

// mostFindings bounds what is told of each check.
const mostFindings = 100

func (c *checked) find(check string, id int64, text string) {
	n := 0
	for _, f := range c.Findings {
		if f.Check == check {
			n++
		}
	}
	if n >= mostFindings {
		c.More++
		return
	}
	c.Findings = append(c.Findings, finding{check, id, text})
}

// verifyData is the command verify -data.
func verifyData(ctx context.Context, folder string, want checkup, asJSON bool, stdout, stderr io.Writer) int {
	in, err := OpenBeside(ctx, folder)
	if err != nil {
		return failed(stderr, err)
	}
	defer in.Close()
	c, err := verifyInstallation(ctx, in, want)
	if err != nil {
		return failed(stderr, err)
	}
	if asJSON {
		printJSON(stdout, c)
	} else {
		printChecked(stdout, &c)
	}
	if !c.OK {
		return exitFinding
	}
	return exitDone
}

// verifyInstallation checks what is recorded against itself. It changes nothing.
func verifyInstallation(ctx context.Context, in *Installation, want checkup) (c checked, err error) {
	began := time.Now()
	c.Findings, c.Deep = []finding{}, want.deep
	for _, check := range []func(context.Context, *Installation, checkup, *checked) error{
		checkEvents, checkCoverage, checkStandings, checkWaits, checkTurnarounds, checkSearch, checkFiles, checkSignatures, checkSigned, checkFrozen, checkGrowth,
	} {
		if err := check(ctx, in, want, &c); err != nil {
			return c, err
		}
	}
	c.OK, c.Seconds = len(c.Findings) == 0, time.Since(began).Seconds()
	return c, nil
}

// teller returns what tells now and then how far a check is, once it takes long.
func (w checkup) teller(what string) func(done, total int64) {
	next := time.Now().Add(2 * time.Second)
	return func(done, total int64) {
		if w.stderr != nil && time.Now().After(next) {
			next = time.Now().Add(2 * time.Second)
			fmt.Fprintf(w.stderr, "%s: %d of %d\n", what, done, total)
		}
	}
}

func checkEvents(ctx context.Context, in *Installation, want checkup, c *checked) error {
	chain, err := audit.Inspect(ctx, in.DB, strings.ToLower(want.known), want.teller("Events"))
	if err != nil {
		return fmt.Errorf("check events: %w", err)
	}
	for _, f := range chain.Findings {
		c.find("events", f.Event, f.Text)
	}
	c.More += chain.More
	c.Events, c.Newest, c.Hash, c.Known = chain.Events, chain.Newest, chain.Hash, chain.Known
	return nil
}

func checkCoverage(ctx context.Context, in *Installation, want checkup, c *checked) (err error) {
	tell := want.teller("Portfolios")
	c.Statements, err = in.Evidence.AuditAll(ctx, func(done, total int) { tell(int64(done), int64(total)) }, func(w evidence.Wrong) {
		c.find("coverage", int64(w.Portfolio), fmt.Sprintf("Portfolio %d, statement %d: kept as %s; its claims come to %s.",
			w.Portfolio, w.Statement, coverWords(w.Kept), coverWords(w.Found)))
	})
	if err != nil {
		return fmt.Errorf("check coverage: %w", err)
	}
	return nil
}

func coverWords(c evidence.Cover) string {
	if c.State == evidence.None {
		return "not claimed"
	}
	return fmt.Sprintf("%s, %s, %d accepted", c.State, words.Plural(c.Pieces, "piece", "pieces"), c.Accepted)
}

// checkStandings works out again how each apprentice stands, and how many are in
// which band.
func checkStandings(ctx context.Context, in *Installation, want checkup, c *checked) error {
	tell := want.teller("Standings")
	err := in.Evidence.AuditProgress(ctx, func(done, total int) { c.Standings = total; tell(int64(done), int64(total)) },
		func(id evidence.PortfolioID, sentence string) { c.find("standings", int64(id), sentence) })
	if err != nil {
		return err
	}
	wrong, err := programme.AuditStandings(ctx, in.DB)
	return c.findAll("standings", wrong, err)
}

func (c *checked) findAll(check string, wrong []string, err error) error {
	for _, sentence := range wrong {
		c.find(check, 0, sentence)
	}
	return err
}

// checkWaits compares what waits for whom with the records that should wait.
func checkWaits(ctx context.Context, in *Installation, _ checkup, c *checked) error {
	wrong, n, err := programme.AuditWaits(ctx, in.DB, evidence.WaitTruths()...)
	c.Waits = n
	return c.findAll("waits", wrong, err)
}

// checkTurnarounds counts again how long decisions took, week by week.
func checkTurnarounds(ctx context.Context, in *Installation, _ checkup, c *checked) error {
	wrong, err := in.Evidence.AuditTurnarounds(ctx)
	for _, of := range wrong {
		week, coach, _ := strings.Cut(of, " ")
		whose := "all coaches together"
		if coach != "0" {
			whose = "coach " + coach
		}
		c.find("turnarounds", 0, fmt.Sprintf("The feedback of %s in the week of %s is kept as other than the decisions come to.", whose, week))
	}
	return err
}

// checkSearch compares the index of the search with what there is to find.
func checkSearch(ctx context.Context, in *Installation, want checkup, c *checked) error {
	tell := want.teller("Items to find")
	a, err := in.Search.Audit(ctx, func(done, total int) { tell(int64(done), int64(total)) }, func(item int64, sentence string) { c.find("search", item, sentence) })
	c.Findable = a.Docs
	return err
}

// checkSigned sees that what people sign has its signatures, and is what they
// signed.
func checkSigned(ctx context.Context, in *Installation, _ checkup, c *checked) error {
	wrong, err := programme.AuditSigned(ctx, in.DB)
	if err := c.findAll("signed", wrong, err); err != nil {
		return err
	}
	wrong, err = evidence.AuditSignOffs(ctx, in.DB)
	return c.findAll("signed", wrong, err)
}

// checkFiles sees that every file a row names is stored, and if asked for that
// its bytes are those it is named by.
func checkFiles(ctx context.Context, in *Installation, want checkup, c *checked) error {
	named, err := in.Evidence.NamedBlobs(ctx)
	if err != nil {
		return fmt.Errorf("list files: %w", err)
	}
	refs := make([]blob.Ref, 0, len(named))
	for ref := range named {
		refs = append(refs, ref)
	}
	slices.Sort(refs)
	tell := want.teller("Files")
	for i, ref := range refs {
		tell(int64(i), int64(len(refs)))
		wrong, size, err := checkBlob(ctx, in.Blobs, ref, want.deep)
		if err != nil {
			return fmt.Errorf("check files: %w", err)
		}
		c.Bytes += size
		if wrong == "" {
			continue
		}
		of, err := in.Evidence.NamedBy(ctx, ref)
		if err != nil {
			return fmt.Errorf("check files: %w", err)
		}
		c.find("files", firstOf(of), filesInWords(of)+" "+wrong+" SHA-256 "+string(ref))
	}
	c.Files = len(refs)
	return nil
}

// checkBlob returns what is wrong with a stored file, to follow its name, and
// its size.
func checkBlob(ctx context.Context, files blob.Store, ref blob.Ref, deep bool) (wrong string, size int64, err error) {
	b, err := files.Open(ctx, ref)
	if errors.Is(err, blob.ErrNotFound) {
		return "is not stored.", 0, nil
	}
	if err != nil {
		return "", 0, err
	}
	defer b.Close()
	if !deep {
		return "", b.Size(), nil
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, io.NewSectionReader(b, 0, b.Size())); err != nil {
		return "cannot be read: " + err.Error() + ".", b.Size(), nil
	}
	if hex.EncodeToString(sum.Sum(nil)) != string(ref) {
		return "has other bytes than were stored.", b.Size(), nil
	}
	return "", b.Size(), nil
}

func firstOf(files []evidence.FileID) int64 {
	if len(files) == 0 {
		return 0
	}
	return int64(files[0])
}

func filesInWords(files []evidence.FileID) string {
	switch len(files) {
	case 0:
		return "A document that was made here"
	case 1:
		return fmt.Sprintf("File %d", files[0])
	}
	return fmt.Sprintf("File %d, and the same in %s,", files[0], words.Plural(len(files)-1, "other", "others"))
}

// checkSignatures compares the signatures with themselves and with the events of
// their being given. One that was given between the two is seen the second time.
func checkSignatures(ctx context.Context, in *Installation, _ checkup, c *checked) error {
	for again := range 2 {
		var found []finding
		noted, err := notedSignatures(ctx, in)
		if err != nil {
			return fmt.Errorf("read who signed: %w", err)
		}
		c.Signatures, err = in.Programme.AuditSignatures(ctx, noted, func(id int64, sentence string) {
			found = append(found, finding{"signatures", id, sentence})
		})
		if err != nil {
			return fmt.Errorf("check signatures: %w", err)
		}
		if len(found) == 0 {
			return nil
		}
		for _, f := range found {
			if again == 1 {
				c.find(f.Check, f.ID, f.Text)
			}
		}
	}
	return nil
}

// notedSignatures returns each signature as its event has it.
func notedSignatures(ctx context.Context, in *Installation) (map[int64]programme.Signature, error) {
	noted := map[int64]programme.Signature{}
	err := audit.Walk(ctx, in.DB, audit.Query{Action: "signature.add"}, func(l *audit.Link) error {
		var d struct {
			Signature int64        `json:"signature"`
			Digest    string       `json:"digest"`
			Words     string       `json:"words"`
			Role      account.Role `json:"role"`
			Name      string       `json:"name"`
			Address   string       `json:"address"`
			Request   int64        `json:"request"`
		}
		raw, _ := l.Detail.(json.RawMessage)
		if json.Unmarshal(raw, &d) == nil && d.Signature != 0 {
			by := programme.Signer{Role: d.Role, Name: d.Name, Person: account.PersonID(l.Person), Request: d.Request, Address: d.Address}
			noted[d.Signature] = programme.Signature{Enrolment: programme.EnrolmentID(l.Portfolio), Subject: l.Subject, Words: d.Words, Digest: d.Digest, Signer: by, At: l.At}
		}
		return nil
	})
	return noted, err
}

// checkFrozen compares what was handed over, and the reports of released results,
// with the digests that events have of them. One that was made between the two is
// seen the second time.
func checkFrozen(ctx context.Context, in *Installation, _ checkup, c *checked) error {
	for again := range 2 {
		var found []finding
		handed, err := notedDigests(ctx, in, "submission.make")
		if err != nil {
			return fmt.Errorf("read what was handed over: %w", err)
		}
		released, err := notedDigests(ctx, in, "assessment.release")
		if err != nil {
			return fmt.Errorf("read what was released: %w", err)
		}
		c.Frozen, err = in.Evidence.AuditFrozen(ctx, handed, released, func(id evidence.SubmissionID, sentence string) {
			found = append(found, finding{"frozen", int64(id), sentence})
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

// notedDigests returns by submission the digest that events of an action have.
func notedDigests(ctx context.Context, in *Installation, action string) (map[evidence.SubmissionID]string, error) {
	noted := map[evidence.SubmissionID]string{}
	err := audit.Walk(ctx, in.DB, audit.Query{Action: action}, func(l *audit.Link) error {
		var d struct {
			Digest string `json:"digest"`
		}
		raw, _ := l.Detail.(json.RawMessage)
		var id evidence.SubmissionID
		if _, err := fmt.Sscanf(l.Subject, "submission %d", &id); err == nil && json.Unmarshal(raw, &d) == nil {
			noted[id] = d.Digest
		}
		return nil
	})
	return noted, err
}

// printChecked writes what was found for people.
func printChecked(w io.Writer, c *checked) {
	for _, f := range c.Findings {
		fmt.Fprintln(w, f.Text)
	}
	if c.More > 0 {
		fmt.Fprintf(w, "And %d more.\n", c.More)
	}
	if len(c.Findings) > 0 {
		fmt.Fprintf(w, "\nNot everything is as it was recorded. Findings: %d.\n", len(c.Findings)+c.More)
	} else {
		fmt.Fprintln(w, "Everything is as it was recorded.")
	}
	read := "each is there"
	if c.Deep {
		read = "each is there, whole and unaltered"
	}
	fmt.Fprintf(w, "\n%s\n%s of portfolios compared with their claims\n%s and %s worked out again\n%s, %s: %s\n%s\n%s frozen\n%s finished\n%s found as the records have them\n",
		words.Plural(int(c.Events), "event", "events"), words.Plural(c.Statements, "count", "counts"),
		words.Plural(c.Standings, "standing", "standings"), words.Plural(c.Waits, "wait", "waits"),
		words.Plural(c.Files, "stored file", "stored files"), document.Size(c.Bytes), read, words.Plural(c.Signatures, "signature", "signatures"),
		words.Plural(c.Frozen, "submission or report", "submissions and reports"), words.Plural(c.Audits, "self-audit or view of one", "self-audits and views of them"),
		words.Plural(c.Findable, "document", "documents"))
	if c.Known != 0 {
		fmt.Fprintf(w, "The hash that was asked for is that of event %d.\n", c.Known)
	}
	if c.Events > 0 {
		fmt.Fprintf(w, "Newest event %d, hash %s\nNote it elsewhere: verify -data DIR -known HASH shows later that it is still in the record.\n", c.Newest, c.Hash)
	}
}

package document

import "fmt"

// An attachReason is why a PDF is attached to a portfolio instead of shown in
// it: a sentence for the person who uploaded it.
type attachReason string

// Error returns the sentence.
func (r attachReason) Error() string { return string(r) }

// The reasons to attach a PDF.
const (
	unreadable   attachReason = "Its pages could not be read well enough to show them here."
	tooMuch      attachReason = "Its pages hold more than can be shown here."
	tooSlow      attachReason = "Its pages take too long to read."
	signed       attachReason = "It is digitally signed, and the signature holds only in the original file."
	formFields   attachReason = "It is a form whose fields only a PDF reader can draw."
	xfaForm      attachReason = "It is an XFA form, which few PDF readers can show."
	holdsFiles   attachReason = "It holds other files inside it."
	holdsNotes   attachReason = "It has notes that only a PDF reader can show."
	playsMedia   attachReason = "It holds sound, video or 3D that only a PDF reader can play."
	encryptedOdd attachReason = "It is encrypted in a way that this program does not read."
)

// tooManyPages is the reason for a PDF of more than MaxInlinePages pages.
func tooManyPages(pages int) attachReason {
	return attachReason(fmt.Sprintf("It has %d pages; up to %d are shown here.", pages, MaxInlinePages))
}

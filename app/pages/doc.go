// Package pages holds what people see: whole pages as typed structs, the frame
// around them, and the parts they are made of. It reads no database and decides
// nothing; handlers compute plain values, and a missing field does not compile.
//
// # A page
//
// A page is a struct with two methods: Head says what the frame needs to know of
// it, Body is its templ component.
//
//	// Hours is the page of an apprentice's hours.
//	type Hours struct { … }
//
//	func (p Hours) Head() Head { return Head{Title: "Your hours"} }
//
//	templ (p Hours) Body() {
//		@PageHead(Heading{Over: "Level 3", Title: "Your hours", Do: &Link{"Add hours", "/hours/new"}})
//		…
//	}
//
// A handler renders it whole, to a buffer, with Render. Body is what stands in
// main; it begins with PageHead (the page's only h1), after an error Summary if
// a form was refused. In that case set Head.Fault, so that the title says so.
//
// # Forms
//
// Every form that posts begins with @Token(), which writes the hidden CSRF field
// from the context that Render made. Form actions are absolute. One Field value
// is one labelled input: its hint, what was typed, and what is wrong. The parts
// Text, Area, Day, Select, Radios, Check and File draw it, with
// aria-describedby and aria-invalid as they must be. Faults of the whole form
// go first, in a Summary made by NewSummary from the same fields.
//
// Nothing is marked required in HTML: the server's sentence beside the field is
// kinder than the browser's bubble. What may stay empty is marked Optional.
//
// # Script
//
// Pages work without script. A feature is asked for by an attribute, and
// static/js/touchstone.js loads what the page asks for:
//
//	data-autosave="URL"   form: saves itself (autosave.js says what the server answers)
//	data-upload="URL"     Drop: sends files with progress (upload.js)
//	data-picker           Picker: filters rows of checkboxes as you type (picker.js)
//	data-review           Review: claims beside the viewer, and keys (review.js)
//	data-coverage         filters tiles (coverage.js)
//	data-job="URL"        Job: follows work in the background (progress.js)
//	data-confirm="ID"     button: asks with the dialog of that id first (dialog.js)
//	data-words="NAME"     shows how many words the field of that name has (words.js)
//	data-print            button that prints, hidden without script (print.js)
//
// There is no inline style or script anywhere: the Content-Security-Policy
// forbids both. Space between parts comes from the classes of static/css:
// "section" (48 px), "stack" (16 px between children; "stack--wide" 32 px,
// "stack--close" 8 px), "row" (a line that wraps), "pair" (columns that wrap).
//
// # Words
//
// Sentence case, British, plain. A button is a verb and its object, and at most
// one on a page is Main. A link says where it goes. State is always shape,
// colour and word: use StateOf, never a colour alone.
//
// The page Kit shows every part in every state.
package pages

//go:generate go tool templ generate -path .

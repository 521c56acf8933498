package app

// actions are what people do, in plain words, after what is recorded of it.
var actions = map[string]string{
	"action.add":          "Set an action",
	"action.drop":         "Dropped an action",
	"action.finish":       "Finished an action",
	"action.move":         "Changed an action’s day",
	"demonstration.begin": "Began the demonstration",
	"demonstration.end":   "Filled the demonstration",
	"enrolment.add":       "Enrolled an apprentice",
	"enrolment.change":    "Changed an enrolment",
	"feedback.add":        "Gave feedback",
	"file.add":            "Added a file",
	"file.keep":           "Kept a file as it is",
	"file.remove":         "Removed a file",
	"file.restore":        "Restored a file",
	"hours.add":           "Recorded off-the-job hours",
	"hours.agree":         "Agreed off-the-job hours",
	"hours.figure":        "Entered a figure of the hours' target",
	"hours.return":        "Returned off-the-job hours",
	"hours.save":          "Changed off-the-job hours",
	"hours.withdraw":      "Took off-the-job hours back",
	"item.accept":         "Accepted evidence",
	"item.add":            "Began a piece of evidence",
	"item.drop":           "Threw away a new version",
	"item.remove":         "Removed evidence",
	"item.restore":        "Restored evidence",
	"item.return":         "Returned evidence",
	"item.revise":         "Began a new version",
	"item.save":           "Saved evidence",
	"item.submit":         "Submitted evidence",
	"item.withdraw":       "Withdrew evidence",
	"link.make":           "Made a link",
	"option.rename":       "Renamed an option",
	"organisation.add":    "Added an organisation",
	"password.set":        "Set a password",
	"person.add":          "Added a person",
	"person.readmit":      "Readmitted a person",
	"person.rename":       "Renamed a person",
	"person.suspend":      "Suspended a person",
	"portfolio.declare":   "Signed a declaration",
	"portfolio.print":     "Made the portfolio as a PDF",
	"progress.add":        "Added to a signed progress review",
	"progress.cancel":     "Cancelled a progress review",
	"progress.close":      "Put a progress review to be signed",
	"progress.final":      "Completed the signatures of a progress review",
	"progress.frequency":  "Agreed how often progress is reviewed",
	"progress.open":       "Began the record of a progress review",
	"progress.plan":       "Planned a progress review",
	"progress.withdraw":   "Took a progress review back from signing",
	"role.end":            "Ended a role",
	"role.grant":          "Gave a role",
	"session.begin":       "Signed in",
	"session.end":         "Signed out",
	"signature.add":       "Signed",
	"standard.import":     "Imported official wording",
	"statement.code":      "Corrected a statement's code",
	"statement.move":      "Said whom a statement is for",
	"view.add":            "Kept a view of the caseload",
	"view.remove":         "Removed a view of the caseload",
	"view.rename":         "Renamed a view of the caseload",
	"view.restore":        "Put back a view of the caseload",
}

// actionWords returns an action in plain words, or as it is recorded if there
// are none for it.
func actionWords(action string) string {
	if text, known := actions[action]; known {
		return text
	}
	return action
}

package ksb

// A Found is what an importer understood of a published form of a standard.
type Found struct {
	Form     string   `json:"form"` // key of the form: "course-page"
	Standard Standard `json:"standard"`
	Doubts   []string `json:"doubts"` // sentences: what a person should look at before confirming
}

// OpenGovernmentLicence is the attribution that goes with official wording.
const OpenGovernmentLicence = "Contains public sector information licensed under the Open Government Licence v3.0."

package ksb

// planFile is a plan as a file has it, with the standard that it is for.
type planFile struct {
	Format string `json:"format"`
	For    struct {
		Reference string `json:"reference"`
		Version   string `json:"version"`
	} `json:"standard"`
	Plan
}

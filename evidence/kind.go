package evidence

// A Kind is a key of a kind of evidence. The list is open: a stored kind that
// is not in Kinds is shown by its key.
type Kind string

// A KindOf describes a kind of evidence.
type KindOf struct {
	Key     Kind
	Name    string
	Witness bool // someone else saw the work and says so
}

// The kinds that rules speak of.
const (
	WorkProduct       Kind = "work product"
	WrittenAccount    Kind = "written account"
	ObservationRecord Kind = "observation record"
	WitnessTestimony  Kind = "witness testimony"
)

// Kinds are the kinds of evidence to choose from, in the order they are shown.
var Kinds = []KindOf{
	{WorkProduct, "Work product", false},
	{WrittenAccount, "Written account", false},
	{ObservationRecord, "Observation record", true},
	{WitnessTestimony, "Witness testimony", true},
	{"presentation", "Presentation", false},
	{"report", "Report", false},
	{"feedback", "Customer or manager feedback", false},
	{"communication log", "Communication log", false},
	{"performance data", "Performance data", false},
	{"recording", "Recording", false},
	{"training record", "Training record", false},
	{"professional discussion", "Professional discussion", false},
}

func (k Kind) of() (KindOf, bool) {
	for _, of := range Kinds {
		if of.Key == k {
			return of, true
		}
	}
	return KindOf{Key: k, Name: string(k)}, false
}

// Name returns what people call the kind.
func (k Kind) Name() string { of, _ := k.of(); return of.Name }

// Known reports whether the kind is one to choose.
func (k Kind) Known() bool { _, known := k.of(); return known }

// Witnessed reports whether such evidence needs a witness.
func (k Kind) Witnessed() bool { of, _ := k.of(); return of.Witness }

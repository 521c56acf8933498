package ksb

import (
	"encoding/json"
	"reflect"
	"strings"
)

// A PlanKey is one key that a plan's file may hold.
type PlanKey struct {
	Path   string   // "methods[].criteria[].grade"
	Kind   string   // "text", "whole number", "true or false", "list", "group"; a list's says of what: "list of texts"
	About  string   // a sentence
	Needed bool     // it may not be left out
	OneOf  []string // the values it may have; nil: any
}

// about says what each key of a plan's file is for. A test compares its keys
// with those of Plan.
var about = map[string]string{
	"format":                   "What this is a file of. Files of another format are refused.",
	"standard":                 "The standard that the plan is for.",
	"standard.reference":       "Its reference, as it is stored here.",
	"standard.version":         "Its version; empty where the standard has none.",
	"replaces":                 "The version that this one takes the place of. It is only read by people.",
	"reference":                "The reference of the plan. All its versions share it.",
	"version":                  "The version of the plan. A version that is stored never changes.",
	"name":                     "What the plan is called.",
	"example":                  "It only shows how a plan looks, and is to be replaced.",
	"regime":                   "The rules it is made under. Under those of 2026 each statement is in one outcome, outcomes may sample, and the employer verifies behaviours.",
	"words":                    "What pages, notices and reports call things.",
	"words.assessment":         "The assessment.",
	"words.organisation":       "The organisation that assesses.",
	"words.gateway":            "The gateway.",
	"words.method":             "A method or outcome.",
	"methods":                  "The methods, or outcomes.",
	"methods[].key":            "A short name for other places of the file: small letters, digits and hyphens.",
	"methods[].name":           "What the method is called.",
	"methods[].portfolio":      "The portfolio underpins it, so its statements have to be in the portfolio.",
	"methods[].statements":     "Keys of the statements it covers, those of every option among them.",
	"methods[].sampled":        "Those of them that need not be assessed every time.",
	"methods[].verified":       "It is not assessed: the employer verifies its statements.",
	"methods[].minutes":        "How long it usually takes, in minutes.",
	"methods[].modes":          "How it may be held, in words.",
	"methods[].grades":         "Keys of the grades it can have, the lowest first. Left out, it is not graded.",
	"methods[].criteria":       "What its grades ask for: grading criteria, or performance descriptors.",
	"methods[].criteria[].key": "A short name, unique within the method.",
	"methods[].criteria[].grade": "Key of the grade that asks for it. A method's grade is the highest of which everything, and everything of those below, is met; " +
		"the lowest asks for nothing.",
	"methods[].criteria[].text":       "What it asks for.",
	"methods[].criteria[].statements": "Keys of the statements it is about. Left out, it is about the whole method.",
	"portfolio":                       "Rules for the portfolio.",
	"portfolio.pieces_min":            "The fewest pieces that are handed over. Left out or 0, there is no such rule; so with all numbers.",
	"portfolio.pieces_typical":        "How many pieces there usually are.",
	"portfolio.pieces_max":            "The most pieces.",
	"portfolio.reflection":            "Whether reflective accounts are taken.",
	"portfolio.kinds_wanted":          "Kinds of evidence of which there has to be at least one piece each.",
	"portfolio.kinds_barred":          "Kinds of evidence that are not taken.",
	"portfolio.media_minutes":         "How long a recording may be, in minutes.",
	"portfolio.locator":               "Every claim has to name its page or time.",
	"portfolio.ai_declaration":        "Each piece has to say whether tools that write were used.",
	"portfolio.declarations":          "What people declare about the evidence, each role once.",
	"portfolio.declarations[].by":     "Who declares; the coach does so for the provider.",
	"portfolio.declarations[].words":  "The sentence that they declare.",
	"gateway":                         "What has to be in place before the assessment.",
	"gateway.hours":                   "The minimum of off-the-job hours is met.",
	"gateway.duration":                "The minimum duration has run.",
	"gateway.reviews":                 "No progress review is overdue.",
	"gateway.english_maths":           "What is asked for in English and maths.",
	"gateway.english_maths.from_16":   "Of those aged 16 to 18 at the start: that they achieved it, or that a decision is recorded. Left out, nothing.",
	"gateway.english_maths.from_19":   "The same of those aged 19 and over at the start.",
	"gateway.qualifications":          "Qualifications that are needed.",
	"gateway.qualifications[].key":    "A short name, unique among them.",
	"gateway.qualifications[].name":   "What it is called.",
	"gateway.qualifications[].note":   "What will do, in a sentence.",
	"gateway.documents":               "Documents that are handed over too.",
	"gateway.documents[].key":         "A short name, unique among them.",
	"gateway.documents[].name":        "What it is called.",
	"gateway.documents[].note":        "What will do, in a sentence.",
	"gateway.sign_offs":               "Who signs, in the order in which they sign, each role once.",
	"gateway.sign_offs[].by":          "Who signs; the coach does so for the provider.",
	"gateway.sign_offs[].words":       "The sentence that they sign.",
	"grading":                         "Grades and how they combine. Left out, results are given without a grade.",
	"grading.grades":                  "The grades, the lowest first.",
	"grading.grades[].key":            "A short name for other places of the file.",
	"grading.grades[].name":           "What the grade is called.",
	"grading.grades[].pass":           "Whoever has it has passed.",
	"grading.table":                   "How the grades of methods come to the overall grade. The first row that fits decides; every combination needs one.",
	"grading.table[].when":            "For the key of a method, the grades it may have in this row. A method that is left out may have any.",
	"grading.table[].grade":           "Key of the overall grade.",
	"grading.resit":                   "Being assessed again after a fail.",
	"grading.resit.attempts":          "How many attempts there are in all, the first one counted.",
	"grading.resit.days":              "Within how many days of the result.",
	"grading.resit.cap":               "Key of the highest overall grade after a re-sit. Left out, any.",
	"grading.resit.all":               "Every method is taken again, not only those that were failed.",
	"grading.resit.note":              "What else the plan says, in a sentence.",
	"submission":                      "How what is handed over has to look. What is left out takes the program’s own way. Names may hold {name}, {uln} and {standard}.",
	"submission.form":                 "What the assessment organisation wants: a pack of files, or one PDF.",
	"submission.root":                 "The folder that everything is in.",
	"submission.report":               "The name of the portfolio’s PDF, without .pdf.",
	"submission.evidence":             "The folder of the files.",
	"submission.gateway":              "The folder of the gateway record.",
	"submission.file":                 "The name of each file, without its ending. It may also hold {piece}, {title} and {file}, and needs one of these.",
}

// values says which values the keys have that cannot have any.
var values = map[string][]string{
	"format":                        {PlanFormat},
	"regime":                        {string(EndPoint), string(Assessment)},
	"portfolio.reflection":          {string(ReflectionAllowed), string(ReflectionDiscouraged), string(ReflectionForbidden)},
	"portfolio.kinds_wanted":        EvidenceKinds,
	"portfolio.kinds_barred":        EvidenceKinds,
	"portfolio.declarations[].by":   Signers,
	"gateway.sign_offs[].by":        Signers,
	"gateway.english_maths.from_16": {string(EnglishMathsRequired), string(EnglishMathsDecided)},
	"gateway.english_maths.from_19": {string(EnglishMathsRequired), string(EnglishMathsDecided)},
	"submission.form":               {"pack", "pdf"},
}

// PlanKeys returns every key that a plan's file may hold, in the order of Plan.
func PlanKeys() (out []PlanKey) {
	var walk func(t reflect.Type, before string)
	walk = func(t reflect.Type, before string) {
		keyed(t, func(key string, of reflect.Type, may bool) {
			k := PlanKey{Path: before + key, Kind: kindWords(of), Needed: !may, OneOf: values[before+key]}
			k.About = about[k.Path]
			out = append(out, k)
			switch {
			case of.Kind() == reflect.Struct:
				walk(of, k.Path+".")
			case of.Kind() == reflect.Slice && of.Elem().Kind() == reflect.Struct:
				walk(of.Elem(), k.Path+"[].")
			}
		})
	}
	walk(reflect.TypeFor[planFile](), "")
	return out
}

func kindWords(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "text"
	case reflect.Int:
		return "whole number"
	case reflect.Bool:
		return "true or false"
	case reflect.Slice:
		if t.Elem().Kind() == reflect.String {
			return "list of texts"
		}
		return "list of groups"
	}
	return "group"
}

// PlanSchema returns the JSON Schema of a plan's file. What a schema cannot say,
// such as that a table has no hole, Plan.Check refuses.
func PlanSchema() []byte {
	keys := make(map[string]PlanKey)
	for _, k := range PlanKeys() {
		keys[k.Path] = k
	}
	schema := schemaOf(reflect.TypeFor[planFile](), "", keys)
	schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	schema["title"] = PlanFormat
	text, err := json.MarshalIndent(schema, "", "  ")
	if err != nil {
		panic(err)
	}
	return append(text, '\n')
}

func schemaOf(t reflect.Type, path string, keys map[string]PlanKey) map[string]any {
	out := make(map[string]any)
	if text := keys[path].About; text != "" {
		out["description"] = text
	}
	if may := keys[path].OneOf; may != nil && t.Kind() == reflect.String {
		out["enum"] = may
	}
	switch t.Kind() {
	case reflect.String:
		out["type"] = "string"
	case reflect.Int:
		out["type"], out["minimum"] = "integer", 0
	case reflect.Bool:
		out["type"] = "boolean"
	case reflect.Map:
		out["type"], out["additionalProperties"] = "object", schemaOf(t.Elem(), "", keys)
	case reflect.Slice:
		items := schemaOf(t.Elem(), path+"[]", keys)
		if may := keys[path].OneOf; may != nil {
			items["enum"] = may
		}
		out["type"], out["items"] = "array", items
	case reflect.Struct:
		properties, needed := make(map[string]any), []string{}
		keyed(t, func(key string, of reflect.Type, may bool) {
			properties[key] = schemaOf(of, strings.TrimPrefix(path+"."+key, "."), keys)
			if !may && path+key != "format" {
				needed = append(needed, key)
			}
		})
		out["type"], out["additionalProperties"], out["properties"], out["required"] = "object", false, properties, needed
	}
	return out
}

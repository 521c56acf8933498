package ksb

// aboutFramework says what each key of a framework's file is for. A test compares
// its keys with those of Framework.
var aboutFramework = map[string]string{
	"format":                                 "What this is a file of. Files of another format are refused.",
	"reference":                              "The reference of the framework. All its versions share it.",
	"version":                                "Its version, such as the year it was published. A version that is stored never changes.",
	"title":                                  "What the framework is called.",
	"body":                                   "Whose framework it is.",
	"source":                                 "Where it was read.",
	"source.name":                            "The source in words.",
	"source.url":                             "Its address.",
	"source.read_on":                         "The day it was read.",
	"source.secondary":                       "The source is not the body itself.",
	"source.licence":                         "What is to be said of rights in the wording: the attribution it needs, or that it is a summary of your own.",
	"grades":                                 "The grades, the lowest first. They are one ladder.",
	"grades[].key":                           "A short name for other places of the file: letters, digits, full stops and hyphens.",
	"grades[].name":                          "What the grade is called.",
	"grades[].after":                         "Key of the grade below it. Only the lowest leaves this out.",
	"grades[].meets":                         "The level of the occupational standard whose role it meets. Left out, none is said.",
	"grades[].summary":                       "The grade in a sentence.",
	"grades[].expects":                       "What the work is like at this grade, a sentence each.",
	"grades[].title":                         "What such a member is called, where that differs.",
	"areas":                                  "Areas that group the elements.",
	"areas[].key":                            "A short name, unique among them.",
	"areas[].name":                           "What the area is called.",
	"areas[].summary":                        "What it is about, in a sentence.",
	"areas[].elements":                       "Its skills and behaviours.",
	"areas[].elements[].key":                 "A short name. No element, specialism, descriptor or indicator has that of another.",
	"areas[].elements[].code":                "What the source calls it for short, such as S1. No two elements share one.",
	"areas[].elements[].name":                "What it is called.",
	"areas[].elements[].summary":             "What it is, in a sentence.",
	"areas[].elements[].descriptors":         "Of a skill: what it looks like, at least one for every grade.",
	"areas[].elements[].descriptors[].key":   "A short name, as of an element.",
	"areas[].elements[].descriptors[].grade": "Key of the grade it is for.",
	"areas[].elements[].descriptors[].text":  "What it looks like. This is what people rate.",
	"areas[].elements[].indicators":          "Of a behaviour: what shows it, and what shows that it is missing.",
	"areas[].elements[].indicators[].key":    "A short name, as of an element.",
	"areas[].elements[].indicators[].positive": "It shows the behaviour; else it shows that the behaviour is missing.",
	"areas[].elements[].indicators[].text":     "What one sees.",
	"areas[].elements[].with":                  "Key of the behaviour whose indicators describe this one too. It then has none of its own.",
	"specialisms":                              "Technical areas of work. People choose those they work in.",
	"specialisms[].key":                        "A short name, as of an element.",
	"specialisms[].name":                       "What it is called.",
	"specialisms[].summary":                    "What it is, in a sentence.",
	"specialisms[].descriptors":                "What it looks like, at least one for every grade.",
	"specialisms[].descriptors[].key":          "A short name, as of an element.",
	"specialisms[].descriptors[].grade":        "Key of the grade it is for.",
	"specialisms[].descriptors[].text":         "What it looks like. This is what people rate.",
	"scale":                                    "The scale on which people rate themselves.",
	"scale.name":                               "What the scale is called.",
	"scale.points":                             "Its points, the lowest first.",
	"scale.points[].value":                     "Its number: 1, 2, 3 and so on.",
	"scale.points[].label":                     "What the point is called.",
	"scale.points[].meaning":                   "What it means, in a sentence.",
	"scale.meets":                              "The point from which a rating meets the grade. It is above the lowest.",
	"scale.strong":                             "The point from which it is a strength.",
}

// frameworkForm is the form of a framework's file.
var frameworkForm = form[frameworkFile]{
	what: "framework", format: FrameworkFormat, most: MaxFrameworkFile, whole: true, about: aboutFramework,
	values: map[string][]string{"format": {FrameworkFormat}},
}

// FrameworkKeys returns every key that a framework's file may hold, in the order
// of Framework.
func FrameworkKeys() []FileKey { return frameworkForm.keys() }

// FrameworkSchema returns the JSON Schema of a framework's file. What a schema
// cannot say, such as that grades are a ladder, Framework.Check refuses.
func FrameworkSchema() []byte { return frameworkForm.schema() }

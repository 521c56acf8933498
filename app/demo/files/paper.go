// Package files makes the files of a demonstration: documents as PDF, DOCX,
// XLSX, CSV and text, e-mails, photographs and screenshots. What it makes
// depends on its input alone, so the same input gives the same bytes. It knows
// nothing of what the documents are about.
package files

import "time"

// A Paper is what a document says, whichever form it is given.
type Paper struct {
	Title     string  `json:"title"`
	House     string  `json:"house"`     // whose paper it is, at the head of each page
	Landscape bool    `json:"landscape"` // a PDF lies on its side, as slides do
	Blocks    []Block `json:"blocks"`
}

// A Block is one part of a paper. Exactly one of its fields is set.
type Block struct {
	Heading string      `json:"heading,omitempty"`
	Text    string      `json:"text,omitempty"`
	List    []string    `json:"list,omitempty"`
	Facts   [][2]string `json:"facts,omitempty"` // a name and what it is, in lines
	Table   *Table      `json:"table,omitempty"`
	Bars    *Bars       `json:"bars,omitempty"`
	Slide   *Slide      `json:"slide,omitempty"` // a page of its own
	Sign    []string    `json:"sign,omitempty"`  // who signs, each on a line to sign on
	Break   bool        `json:"break,omitempty"` // a new page
}

// A Table is rows under headings. A row may be shorter than the headings.
type Table struct {
	Columns []Column   `json:"columns"`
	Rows    [][]string `json:"rows,omitempty"`
	Mark    []int      `json:"mark,omitempty"` // rows that stand out, from 0
	Made    int        `json:"made,omitempty"` // how many rows to make from the columns' makers, before Rows
	Seed    uint64     `json:"seed,omitempty"` // which rows are made
	Totals  bool       `json:"totals,omitempty"`
}

// A Column is a column of a table.
type Column struct {
	Name  string   `json:"name"`
	Width float64  `json:"width"` // as a share of all widths
	Right bool     `json:"right,omitempty"`
	Maker string   `json:"maker,omitempty"` // of made rows: masked, money, number, pick, time or count
	Low   int      `json:"low,omitempty"`
	High  int      `json:"high,omitempty"`
	Blank int      `json:"blank,omitempty"` // of a hundred made cells, how many are empty
	Pick  []string `json:"pick,omitempty"`
}

// Bars are a bar chart.
type Bars struct {
	Title  string    `json:"title"`
	Labels []string  `json:"labels"`
	Values []float64 `json:"values"`
	Unit   string    `json:"unit"`             // before or after a value: "£" or "%"
	Aim    float64   `json:"aim,omitempty"`    // a line across; 0: none
	Accent int       `json:"accent,omitempty"` // the bar that stands out, from 1; 0: none
}

// A Slide is a page of a presentation.
type Slide struct {
	Title  string   `json:"title"`
	Points []string `json:"points"`
	Aside  string   `json:"aside,omitempty"` // in a box at the foot
}

// made is the day every file says it was made when its format needs one: a day
// that never moves keeps the bytes the same.
var made = time.Date(2020, time.January, 2, 9, 0, 0, 0, time.UTC)

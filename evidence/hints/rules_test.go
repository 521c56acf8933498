package hints_test

import (
	"slices"
	"strings"
	"testing"

	"touchstone/evidence/hints"
)

// whole is an account of which there is nothing to say.
func whole() hints.Account {
	return hints.Account{
		Kind: "work product", Reflects: true,
		Situation: "The back-up of the file server had failed three nights running, and nobody had read the mails that said so.",
		Task:      "I was to have a good copy by Friday, and to see to it that a failure is noticed.",
		Action: "I read the log and found that the disk filled up at two in the morning. I moved the two largest folders to the archive, " +
			"which the retention policy, section 4, allows after a year. I ran the copy by hand and restored ten files from it, because a copy that nobody has read is none. " +
			"Then I sent the mails to the board that the whole team looks at, and asked my lead to check what I had moved before I deleted anything.",
		Result: "The copy has run for 31 nights. It failed once, on 9 June, and was put right by nine that morning.",
		Worked: "Restoring files instead of trusting the log.", Failed: "I moved one folder too many and had to bring it back.",
		NextTime: "Before I move anything I send the list to its owners and wait a day.", Theory: "Retention policy, section 4.",
	}
}

func TestASoundAccountGetsNoHint(t *testing.T) {
	if found := hints.Check(whole(), hints.For("ST0175", hints.Sectors())); len(found) > 0 {
		t.Errorf("found %v", found)
	}
}

// TestEachRuleSpeaksAndIsSilent breaks the sound account one way at a time.
func TestEachRuleSpeaksAndIsSilent(t *testing.T) {
	long := strings.Repeat("I checked the next shelf and wrote down what was on it. ", 12)
	run := "then I carried each of the old boxes down to the yard by hand and stacked them by size against the north wall so that the driver could load them"
	tests := []struct {
		name   string
		change func(*hints.Account)
		want   []string
		where  string
		says   string // in the first hint
	}{
		{"a part is missing", func(a *hints.Account) { a.Task = " \n" }, []string{"parts"}, "task", "Nothing is written under Task yet."},
		{"two parts are missing", func(a *hints.Account) { a.Situation, a.Result = "", "" }, []string{"parts"}, "situation", "Situation and Result"},
		{"the first words are no account yet", func(a *hints.Account) { *a = hints.Account{Situation: "The pump failed on Monday."} }, []string{"length"}, "situation", "5 words so far"},

		{"we, more often than I", func(a *hints.Account) {
			a.Action = strings.ReplaceAll(strings.ReplaceAll(a.Action, "I ", "We "), "my", "our")
		}, []string{"first-person"}, "action", "“we” 6 times and “I” once"},
		{"we, as often as I", func(a *hints.Account) {
			a.Action = strings.Replace(a.Action, "Then I sent", "We met, we sat down, we agreed and we sent", 1)
		}, nil, "", ""},
		{"we, and the own part told", func(a *hints.Account) {
			a.Action, a.OwnPart = strings.ReplaceAll(a.Action, "I ", "We "), "I read the log and moved the folders."
		}, nil, "", ""},
		{"we, in what others said", func(a *hints.Account) {
			a.Action += " They told me: “We knew, we saw, we waited, we hoped, we did nothing, we were wrong, we know, we rang, we wrote, we asked, we begged, we left, we came back, we sat, we slept.”"
		}, nil, "", ""},
		{"we, in what somebody else wrote", func(a *hints.Account) {
			a.Kind, a.Action = "witness testimony", strings.ReplaceAll(a.Action, "I ", "We ")
		}, nil, "", ""},

		{"nobody does anything", func(a *hints.Account) {
			a.Action = "The log was read first. The folders were then moved to the archive under section 4 of the policy. The copy was made by hand and ten files were restored from it to see that it can be read by anybody who needs it."
		}, []string{"who-acted"}, "action", "log was read"},
		{"somebody does, once", func(a *hints.Account) {
			a.Action = "The log was read first. The folders were then moved to the archive under section 4 of the policy. The copy was made by hand and ten files were restored from it, by me, to see that it can be read by anybody who needs it."
		}, nil, "", ""},

		{"how they felt", func(a *hints.Account) {
			a.Action = "The clerk was tired and the lead was worried. The room with the servers was crowded. A chair, tea and section 4 of the policy helped more than any talk would have, and so nothing else happened there until the morning came."
		}, nil, "", ""},

		{"the result went well", func(a *hints.Account) {
			a.Result = "In the end it all went well, and the people in the office were very happy with how it is."
		}, []string{"result"}, "result", "“went well”"},
		{"the result is that somebody left happy", func(a *hints.Account) {
			a.Result = "The people in the office were very happy with how it is, and left smiling."
		}, []string{"result"}, "result", "“happy”"},
		{"the result is that somebody left", func(a *hints.Account) {
			a.Result = "The people were happy, and the auditor left the office without a finding."
		}, nil, "", ""},
		{"the result has a figure", func(a *hints.Account) {
			a.Result = "In the end it all went well, and of the people in the office forty were very happy with it."
		}, nil, "", ""},
		{"the result has digits", func(a *hints.Account) {
			a.Result = "In the end it all went well, and 40 of the people in the office were very happy with how it is."
		}, nil, "", ""},
		{"the result has a day", func(a *hints.Account) {
			a.Result = "In the end it all went well, and the people in the office were happy by the Friday."
		}, nil, "", ""},
		{"the result has an outcome", func(a *hints.Account) {
			a.Result = "In the end it went well: the auditor signed it, and the office was happy with what they saw."
		}, nil, "", ""},

		{"the action is short", func(a *hints.Account) {
			a.Action = "I moved folders, as section 4 of the policy allows."
		}, []string{"length"}, "action", "The action has 10 words"},
		{"only the situation is begun", func(a *hints.Account) {
			*a = hints.Account{Situation: "The copy had failed twice."}
		}, []string{"length"}, "situation", "5 words so far"},
		{"situation and task are told", func(a *hints.Account) {
			*a = hints.Account{Situation: "The copy had failed twice.", Task: "I was to find out why."}
		}, []string{"length"}, "action", "11 words so far"},
		{"one part is very long", func(a *hints.Account) { a.Action = strings.Repeat(long, 5) }, []string{"length", "proportion"}, "action", "Action has 720 words"},
		{"all of it is very long", func(a *hints.Account) { a.Action = strings.Repeat(long, 12) }, []string{"length", "proportion"}, "action", "The account has 1,7"},
		{"a log may be short", func(a *hints.Account) { *a = hints.Account{Kind: "communication log", Action: "I logged each call."} }, nil, "", ""},

		{"only what worked", func(a *hints.Account) { a.Failed = "" }, []string{"both-sides"}, "failed", "“Restoring files instead of trusting the log”"},
		{"what worked, with its limits", func(a *hints.Account) {
			a.Failed, a.Worked = "", "Restoring files, but it took too long."
		}, nil, "", ""},
		{"only what failed", func(a *hints.Account) { a.Worked = "" }, []string{"both-sides"}, "worked", "“I moved one folder too many"},
		{"nothing failed", func(a *hints.Account) { a.Failed = "Nothing." }, []string{"both-sides"}, "failed", "“Nothing”"},
		{"nothing at all failed", func(a *hints.Account) { a.Failed = "Nothing at all, it all worked." }, []string{"both-sides"}, "failed", "“Nothing at all, it all worked”"},
		{"nothing of one thing failed", func(a *hints.Account) { a.Failed = "Nothing was labelled." }, nil, "", ""},
		{"a written account does not look back", func(a *hints.Account) {
			a.Kind, a.Worked, a.Failed, a.NextTime = "written account", "", "", ""
		}, []string{"both-sides"}, "worked", "Your plan takes reflective accounts"},
		{"a written account looks back in its result", func(a *hints.Account) {
			a.Kind, a.Worked, a.Failed, a.NextTime = "written account", "", "", ""
			a.Result += " I should have asked first."
		}, nil, "", ""},
		{"a work product need not", func(a *hints.Account) { a.Worked, a.Failed, a.NextTime = "", "", "" }, nil, "", ""},

		{"no next step", func(a *hints.Account) { a.NextTime = "" }, []string{"next-step"}, "next_time", "do not say what you will do"},
		{"a next step that means well", func(a *hints.Account) { a.NextTime = "I will try to be more careful." }, []string{"next-step"}, "next_time", "“I will try to be more careful”"},
		{"it means well at length", func(a *hints.Account) {
			a.NextTime = "I will try to be more confident and more organised in everything that I do at work, and improve."
		}, []string{"next-step"}, "next_time", ""},
		{"it means well in longer words", func(a *hints.Account) {
			a.NextTime = "I will make sure that I communicate more effectively with colleagues and plan my time so that things go more smoothly."
		}, []string{"next-step"}, "next_time", ""},
		{"it means well on a day", func(a *hints.Account) { a.NextTime = "Be more careful: a second reader on every Friday." }, nil, "", ""},
		{"it means well by a thing to do", func(a *hints.Account) {
			a.NextTime = "I will improve the form that the night shift signs, so that the second signature has a box of its own."
		}, nil, "", ""},
		{"two words", func(a *hints.Account) { a.NextTime = "Ask people." }, []string{"next-step"}, "next_time", ""},

		{"too much before", func(a *hints.Account) {
			a.Situation, a.Action = long+long, "I read the log and moved two folders, as section 4 of the retention policy allows, and ran the copy by hand. I restored ten files."
		}, []string{"proportion"}, "action", "%"},
		{"more before than after", func(a *hints.Account) {
			a.Situation, a.Action, a.Result = long[:len(long)*7/12], "I read the log and moved two folders, as section 4 of the retention policy allows, and ran the copy by hand. I restored ten files from it, wrote the list up for my lead and asked her to look at it. I sent the mails on.", "It has run for 31 nights."
		}, []string{"proportion"}, "situation", "Situation and task have "},
		{"a result that is hardly there", func(a *hints.Account) { a.Result, a.Action = "31 good nights.", a.Action+long }, []string{"proportion"}, "result", "The result has 3 words"},

		{"no rule anywhere", func(a *hints.Account) {
			a.Action, a.Theory = strings.Replace(a.Action, "which the retention policy, section 4, allows after a year", "where they have room", 1), ""
		}, []string{"policy"}, "theory", "No policy"},
		{"a rule without a name", func(a *hints.Account) {
			a.Action, a.Theory = strings.Replace(a.Action, "the retention policy, section 4, allows", "follows our policy", 1), ""
		}, []string{"policy"}, "theory", "“our policy”"},
		{"a statement asks for a rule", func(a *hints.Account) {
			a.Action, a.Theory = strings.Replace(a.Action, "which the retention policy, section 4, allows after a year", "where they have room", 1), ""
			a.Claims = []hints.Claim{{"S2 Files", "Keeps files in order."}, {"K4 Law", "The law on data, and what it means."}}
		}, []string{"policy"}, "theory", "K4 Law speaks of “law”"},
		{"no statement asks for a rule", func(a *hints.Account) {
			a.Action, a.Theory = strings.Replace(a.Action, "which the retention policy, section 4, allows after a year", "where they have room", 1), ""
			a.Claims = []hints.Claim{{"S2 Files", "Keeps files in order."}}
		}, nil, "", ""},
		{"a rule with a name", func(a *hints.Account) {
			a.Action, a.Theory = strings.Replace(a.Action, "the retention policy, section 4, allows", "the retention policy allows", 1), ""
		}, nil, "", ""},

		{"a theory is asked for", func(a *hints.Account) {
			a.Theory, a.Claims = "", []hints.Claim{{"K3 Change", "How theories of change apply at work."}}
		}, []string{"theory"}, "theory", "K3 Change speaks of “theories”"},
		{"a theory is asked for and named", func(a *hints.Account) {
			a.Theory, a.Claims = "Lewin's model: unfreeze, change, freeze.", []hints.Claim{{"K3 Change", "How theories of change apply at work."}}
		}, nil, "", ""},

		{"a theory is asked for and named in the action", func(a *hints.Account) {
			a.Theory, a.Claims = "", []hints.Claim{{"K3 Change", "How theories of change apply at work."}}
			a.Action += " I went by Lewin's three steps, the model from the course."
		}, nil, "", ""},

		{"a sentence without end", func(a *hints.Account) {
			a.Action += strings.Repeat(" and then I did the next one", 9) + "."
		}, []string{"reading"}, "action", "One sentence has "},
		{"the same in a list", func(a *hints.Account) { a.Action += strings.Repeat("\n- and then I did the next one", 9) }, nil, "", ""},

		{"pasted from another piece", func(a *hints.Account) {
			a.Action += " " + run + "."
			a.Others = []hints.Other{{"piece 2, The yard", []string{"It rained.", strings.ToUpper(run) + "!"}}, {"piece 3, The hall", []string{run}}}
		}, []string{"pasted"}, "action", "stand in piece 2, The yard too and in 1 other piece."},
		{"a few words the same", func(a *hints.Account) {
			a.Action += " " + run + "."
			a.Others = []hints.Other{{"piece 2", []string{strings.Join(strings.Fields(run)[:24], " ") + " I stopped."}}}
		}, nil, "", ""},
		{"the workplace described again", func(a *hints.Account) {
			a.Situation += " " + run + "."
			a.Others = []hints.Other{{"piece 2", []string{run}}}
		}, nil, "", ""},

		{"shouting", func(a *hints.Account) { a.Action = strings.ToUpper(a.Action) }, []string{"capitals"}, "action", "Action is written in capitals"},
		{"an abbreviation is no shouting", func(a *hints.Account) { a.Theory = "ISO 27001, GDPR, RAID" }, nil, "", ""},
		{"pasted tags", func(a *hints.Account) {
			a.Action = "<p class=\"x\">" + a.Action + "</p><p>&nbsp;</p>"
		}, []string{"markup"}, "action", "5 tags"},
		{"tags that are spoken of", func(a *hints.Account) { a.Action += " I turned each <div> into a <button> and closed a </p>." }, nil, "", ""},
	}
	rules := hints.For("", hints.Sectors())
	spoken := map[string]bool{}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := whole()
			tt.change(&a)
			found := hints.Check(a, rules)
			if !slices.Equal(keys(found), tt.want) {
				t.Fatalf("found %v; want %v", found, tt.want)
			}
			if len(found) > 0 {
				spoken[found[0].Key] = true
				if h := found[0]; h.Where != tt.where || !strings.Contains(h.What, tt.says) || h.Why == "" || h.Example == "" {
					t.Errorf("found %+v; want it at %q, saying %q", h, tt.where, tt.says)
				}
			}
		})
	}
	for _, r := range hints.General {
		if !spoken[r.Key] && r.Key != "language" {
			t.Errorf("no row is about %s", r.Key)
		}
	}
}

// TestARunIsFoundWhereverItBegins puts the same words after more and more others.
func TestARunIsFoundWhereverItBegins(t *testing.T) {
	const run = "then the old boxes went down to our yard and stood by size against that wall so each driver could load them without asking anybody twice"
	for n := range 30 {
		a := whole()
		a.Action += strings.Repeat(" Yes.", n) + " " + run + " at last."
		a.Others = []hints.Other{{"piece 2", []string{"Before it I rang. " + run + " and nobody came."}}}
		found := hints.Check(a, hints.General)
		if len(found) != 1 || !strings.HasPrefix(found[0].What, "26 words in a row, from “then the old boxes") {
			t.Errorf("after %d more words: %+v", n, found)
		}
	}
}

// TestNothingAsksForReflectionWhereAPlanBarsIt gives every rule that asks for it
// its reason.
func TestNothingAsksForReflectionWhereAPlanBarsIt(t *testing.T) {
	a := whole()
	a.Kind, a.Worked, a.Failed, a.NextTime, a.Theory = "written account", "Restoring files.", "", "", ""
	a.Action = strings.Replace(a.Action, "which the retention policy, section 4, allows after a year", "where they have room", 1)
	a.Claims = []hints.Claim{{"K3 Change", "How theories and policies of change apply at work."}}
	if got := keys(hints.Check(a, hints.General)); !slices.Equal(got, []string{"both-sides", "next-step", "policy", "theory"}) {
		t.Errorf("where it is taken: %v", got)
	}
	a.Reflects = false
	found := hints.Check(a, hints.General)
	if !slices.Equal(keys(found), []string{"policy"}) || found[0].Where != "action" {
		t.Errorf("where it is barred: %v; want the policy, in the action", found)
	}
}

func TestAnotherLanguageIsSaidOnceAndLeftAlone(t *testing.T) {
	a := whole()
	a.Language, a.Failed, a.Result = hints.Welsh, "", "Aeth popeth yn dda."
	if got := keys(hints.Check(a, hints.General)); !slices.Equal(got, []string{"both-sides", "proportion", "language"}) {
		t.Errorf("in Welsh %v; want what any language has, then that it is Welsh", got)
	}
	for _, r := range hints.General {
		if r.English != strings.Contains(" first-person who-acted result policy theory reading ", " "+r.Key+" ") {
			t.Errorf("%s: English is %t", r.Key, r.English)
		}
	}
}

func TestNothingStopsOnOddText(t *testing.T) {
	for _, text := range []string{
		"", "a", "I", "…", "“", "”“\"", "\x00\xff\xfe", "<", "<p", "<p>", "&nbsp;&nbsp;&nbsp;", "-", "--- ---", "'’'", "#", "1", "٣٤",
		"👩‍👩‍👧 🎉", "e\u0301e\u0301", "\u202eabc", strings.Repeat("\n", 1000), strings.Repeat("- ", 1000), strings.Repeat("no ", 2000),
		strings.Repeat("<p style='a'>", 300), strings.Repeat("we ", 200), "was " + strings.Repeat("was ", 100), "nothing", "n/a",
	} {
		a := hints.Account{Kind: "written account", Situation: text, Task: text, Action: text, Result: text, Worked: text, Failed: text, NextTime: text,
			Theory: text, OwnPart: text, Reflects: true, Claims: []hints.Claim{{text, text}}, Others: []hints.Other{{text, []string{text, text}}}}
		hints.Check(a, hints.For("ST0175", hints.Sectors()))
	}
}

func FuzzCheck(f *testing.F) {
	a := whole()
	f.Add(a.Situation, a.Action, a.Result, a.NextTime)
	f.Add("<p class=\"x\">We", "“we", "went well", "nothing")
	f.Add("Roedd y cwsmer", "1.2.3", "e.g. this", "- a\n- b")
	rules := hints.For("ST0175", hints.Sectors())
	f.Fuzz(func(t *testing.T, one, two, three, four string) {
		a := hints.Account{Kind: "written account", Situation: one, Task: two, Action: two + one, Result: three, Worked: four, Failed: three, NextTime: four, Theory: one,
			OwnPart: two, Reflects: true, Claims: []hints.Claim{{one, two}}, Others: []hints.Other{{one, []string{two, one + three}}}}
		for _, h := range hints.Check(a, rules) {
			if h.What == "" || len([]rune(h.What)) > 500 {
				t.Errorf("%s says %q", h.Key, h.What)
			}
		}
	})
}

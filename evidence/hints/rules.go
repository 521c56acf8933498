package hints

import "fmt"

// Where hints begin. Counts are words, shares of a hundred.
const (
	shortStory  = 50 // told in fewer, an account is thin, and no part of it is missed yet
	longStory   = 1500
	shortAction = 20
	longPart    = 600

	weighed      = 100 // of the story, from where on its parts are weighed
	leastAction  = 30  // share of the story
	mostBefore   = 60  // situation and task together
	leastResult  = 5
	namesPolicy  = 100 // of the story, from where on a policy is missed
	manyWe       = 3
	manyPassives = 3

	plainResolve = 15 // words in which a good resolve says nothing else

	longSentence = 50
	hardReading  = 65 // LIX
	readable     = 100

	shingle       = 12 // words in a row that are looked for in other pieces
	pastedRun     = 25
	pastedSetting = 60 // in the situation, where one's workplace may be told again

	manyTags   = 3
	shouting   = 70 // share of letters that are capitals
	shoutWords = 20
)

// General are the rules of every sector.
var General = Rules{
	{
		Key: "parts", Order: 10, told: true, look: missingParts,
		Name: "Tell all four parts",
		About: fmt.Sprintf("Situation, task, action and result each have words, once the account has %d. Not asked of records that speak by themselves, such as a log or a recording.",
			shortStory),
		Why:     "Whoever assesses it was not there: without one of the four they cannot tell why you did it, or what came of it.",
		Example: "Situation: the lift had failed twice in a week. Task: I was to find out why by Friday. Action: I … Result: no failure since 3 May.",
	},
	{
		Key: "pasted", Order: 15, look: pastedFromOther,
		Name: "Write each piece in its own words",
		About: fmt.Sprintf("The same %d words or more in a row stand in another piece of the portfolio; in the situation, where the workplace may be described again, %d. Capitals and punctuation make no difference.",
			pastedRun, pastedSetting),
		Why:     "The same words in two pieces show one thing once, and make an assessor doubt both.",
		Example: "Instead of the general paragraph about how you answer calls: what this caller asked, and what you said.",
	},
	{
		Key: "first-person", Order: 20, English: true, own: true, look: weNotI,
		Name: "Say “I” for your own part",
		About: fmt.Sprintf("In task, action and result “we” stands %d times or more, and at least twice as often as “I”. What is quoted does not count, nor does “our”. Nothing is said if your own part is told under its own heading with “I”.",
			manyWe),
		Why:     "Only what you did yourself can count for you, and “we” hides it.",
		Example: "We changed the rota: I drew up two versions, and my supervisor chose the second.",
	},
	{
		Key: "who-acted", Order: 22, English: true, own: true, look: nobodyActs,
		Name: "Say who did it",
		About: fmt.Sprintf("The action says %d times or more that something “was done”, and nowhere “I” or “we”.",
			manyPassives),
		Why:     "“The form was sent” does not say by whom. If it was you, say so.",
		Example: "Not “the pump was isolated and the leak was found”, but “I isolated the pump and found the leak”.",
	},
	{
		Key: "result", Order: 30, English: true, told: true, look: vagueResult,
		Name:    "Give the result a figure, a date or an outcome",
		About:   "The result says that it “went well”, that somebody was “happy” or the like, and has neither a figure in digits or words, nor a day or month, nor a word for something that came about, such as paid, signed, passed, fixed or agreed.",
		Why:     "“It went well” cannot be checked. A number, a day or a thing that is different now can.",
		Example: "Waiting time fell from nine minutes to four, and the new board has been in use since 2 June.",
	},
	{
		Key: "length", Order: 40, look: length,
		Name: "Find the right length",
		About: fmt.Sprintf("The four parts have fewer than %d words, or the action fewer than %d; or more than %s words in all, or more than %d in one part. Too short is not said of records that speak by themselves.",
			shortStory, shortAction, "1,500", longPart),
		Why:     "Quality counts, not length: most accounts that hold up have 100 to 400 words, most of them on what was done.",
		Example: "“Sorted the delivery” becomes: what was wrong with it, whom I rang, what I decided and why, and when it arrived.",
	},
	{
		Key: "both-sides", Order: 50, reflects: true, own: true, look: bothSides,
		Name: "Say what worked and what did not",
		About: fmt.Sprintf("One of the two is written under “Looking back” and the other is empty or says “nothing”; or neither is, in a written account of %d words or more with all four parts that nowhere looks back. Only where your plan takes reflective accounts.",
			weighed),
		Why:     "Looking back is believed when it has both sides; nothing ever goes wholly right or wholly wrong.",
		Example: "Worked: drawing it before explaining it. Did not: I spoke too fast, and two people had to ask again.",
	},
	{
		Key: "next-step", Order: 55, reflects: true, own: true, look: nextStep,
		Name:    "Name a next step one could see you take",
		About:   "You look back and leave what you will do next time empty; or, in English, it is shorter than five words, or means well (“do better”, “be more confident”) without a day, an occasion or a thing to do. Only where your plan takes reflective accounts.",
		Why:     "A resolve cannot be seen. A change with a day or an occasion can, and your next piece can show it.",
		Example: "Before the stock count on 4 July I will print the list by shelf, and ask Priya to check ten lines.",
	},
	{
		Key: "proportion", Order: 60, told: true, look: proportion,
		Name: "Give most room to what you did",
		About: fmt.Sprintf("From %d words on, once all four parts are there: the action is less than %d %% of them, situation and task together are more than %d %%, or the result is less than %d %%.",
			weighed, leastAction, mostBefore, leastResult),
		Why:     "What you are assessed on is what you did and what came of it; how things were before needs only as much as makes that clear.",
		Example: "Two sentences on the site and the fault, one on what was asked, eight on the steps and the reasons for them, three on what came of it.",
	},
	{
		Key: "policy", Order: 70, English: true, told: true, own: true, look: policy,
		Name: "Name the policy or rule you went by",
		About: fmt.Sprintf("From %d words on: no policy, procedure, code, standard, regulation or law is mentioned anywhere; or only “our policy” or “the procedure”, without which one or which section. Once statements are claimed, only where one of them speaks of policy, rules or law.",
			namesPolicy),
		Why:     "It shows that you knew why it is done so, and lets an assessor ask you about it.",
		Example: "The infection control policy, section 3, says that gloves are changed between rooms, so I …",
	},
	{
		Key: "theory", Order: 75, English: true, reflects: true, told: true, own: true, look: theoryNamed,
		Name:    "Name the theory or model, where a statement asks for it",
		About:   "A statement that this piece claims speaks of a theory, a model or principles, and the account names none. Only where your plan takes reflective accounts.",
		Why:     "The statement asks for knowing it; the account so far shows doing it.",
		Example: "I used the five whys: after the third I saw that the jam began with the paper, not with the printer.",
	},
	{
		Key: "reading", Order: 80, English: true, look: hardToRead,
		Name: "Write sentences that read easily",
		About: fmt.Sprintf("A sentence has more than %d words; or, from %d words on, the account's LIX is %d or more. LIX is the average number of words in a sentence, plus the share, of a hundred, of words with more than six letters: under 40 reads easily, over 60 is hard. A line of a list counts as a sentence.",
			longSentence, readable, hardReading),
		Why:     "Whoever reads it reads many. Short sentences are read as they are meant.",
		Example: "Not one sentence for the whole morning, but: I rang the ward. Nobody answered. I walked over.",
	},
	{
		Key: "capitals", Order: 85, look: capitals,
		Name:    "Write in small letters",
		About:   fmt.Sprintf("Of %d words or more, %d %% of the letters or more are capitals.", shoutWords, shouting),
		Why:     "Capitals throughout are slower to read, and some programs that read aloud spell them out.",
		Example: "I rang the site at nine, not I RANG THE SITE AT NINE.",
	},
	{
		Key: "markup", Order: 86, look: markup,
		Name:    "Paste plain words, without tags",
		About:   fmt.Sprintf("%d tags or more of a web page or a word processor, such as </p> or &nbsp;, stand in a part. They are not counted as words.", manyTags),
		Why:     "They are printed as they stand, in the middle of what you say.",
		Example: "Paste as plain text: Ctrl+Shift+V in most programs.",
	},
	{
		Key: "language", Order: 99, look: language,
		Name:    "Hints that are left out",
		About:   fmt.Sprintf("From %d words on: fewer than %d of a hundred are the small words that English has everywhere, or more of them are Welsh. Then every rule marked English is left out, and this says so once.", fewWords, smallShare),
		Why:     "Hints about wording know English alone; a wrong hint is worse than none.",
		Example: "Length, the four parts, looking back and words pasted from another piece are looked at in any language.",
	},
}

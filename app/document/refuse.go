package document

import (
	"bytes"

	"touchstone/app/fault"
)

// programs are the MIME types that are refused, and what to call them.
var programs = map[string]string{
	exeMIME:                                   "a Windows program",
	"application/x-ms-installer":              "an installer",
	"application/x-ms-shortcut":               "a shortcut to a program",
	"application/x-elf":                       "a program",
	"application/x-object":                    "a program",
	"application/x-executable":                "a program",
	"application/x-sharedlib":                 "a program",
	"application/x-coredump":                  "a program",
	"application/x-mach-binary":               "a Mac program",
	"application/x-java-applet":               "a Java program",
	"application/java-archive":                "a Java program",
	"application/vnd.android.package-archive": "an Android app",
	"application/x-chrome-extension":          "a browser extension",
	"application/x-shockwave-flash":           "a Flash program",
	"application/wasm":                        "a program",
	"application/x-bytecode.python":           "a program",
	"application/vnd.debian.binary-package":   "an installer",
	"application/x-rpm":                       "an installer",
	"application/x-installshield":             "an installer",
	"application/vnd.ms-htmlhelp":             "a Windows help file, which can run programs",
	"text/x-php":                              "a script",
	"text/javascript":                         "a script",
	"text/x-lua":                              "a script",
	"text/x-perl":                             "a script",
	"text/x-python":                           "a script",
	"text/x-ruby":                             "a script",
	"text/x-shellscript":                      "a script",
	"text/x-tcl":                              "a script",
}

// runnable are the name endings that make a computer run a file when it is
// opened, whatever is in it.
var runnable = map[string]string{
	".exe": "a program", ".scr": "a program", ".pif": "a program", ".cpl": "a program", ".dll": "a program",
	".msi": "an installer", ".msp": "an installer", ".jar": "a Java program",
	".lnk": "a shortcut to a program", ".url": "a shortcut", ".desktop": "a shortcut to a program",
	".bat": "a script", ".cmd": "a script", ".ps1": "a script", ".psm1": "a script", ".sh": "a script",
	".vbs": "a script", ".vbe": "a script", ".js": "a script", ".jse": "a script", ".mjs": "a script",
	".wsf": "a script", ".wsh": "a script", ".hta": "a script", ".reg": "a script", ".php": "a script",
	".docm": withMacros, ".dotm": withMacros, ".xlsm": withMacros, ".xltm": withMacros,
	".xlam": withMacros, ".pptm": withMacros, ".ppsm": withMacros,
}

const withMacros = "a document with macros"

// refuse returns the error for a file that is what.
func refuse(what string) error {
	if what == withMacros {
		return fault.New(fault.Invalid, "This is a document with macros, small programs that an assessor's computer may refuse to open. "+
			"Save it without macros (as .docx, .xlsx or .pptx) or as a PDF, and add that.")
	}
	return fault.Newf(fault.Invalid, "This is %s. Programs and scripts cannot be kept here, because they could harm "+
		"the computer of whoever opens them. Add a document, a picture or a recording that shows the work instead.", what)
}

// refuseName refuses files that would run because of their name.
func refuseName(kind Kind, ext string) error {
	if what := runnable[ext]; what != "" {
		return refuse(what)
	}
	if ext == ".com" && kind == Other {
		return refuse("a program")
	}
	return nil
}

// starts are the first bytes of programs, and what to call them.
var starts = []struct{ magic, what string }{
	{"#!", "a script"},
	{"\xef\xbb\xbf#!", "a script"},
	{"\x7fELF", "a program"},
	{"\xca\xfe\xba\xbe", "a Java or Mac program"},
	{"\xcf\xfa\xed\xfe", "a Mac program"},
	{"\xce\xfa\xed\xfe", "a Mac program"},
	{"\xfe\xed\xfa\xce", "a Mac program"},
	{"\xfe\xed\xfa\xcf", "a Mac program"},
	{"L\x00\x00\x00\x01\x14\x02\x00", "a shortcut to a program"},
}

// startsProgram says what program a head is of, whatever else is in it, or
// nothing. Text may begin with MZ; a Windows program is not text.
func startsProgram(head []byte) string {
	if bytes.HasPrefix(head, []byte("MZ")) && !looksText(head) {
		return "a Windows program"
	}
	for _, start := range starts {
		if bytes.HasPrefix(head, []byte(start.magic)) {
			return start.what
		}
	}
	return ""
}

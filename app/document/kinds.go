package document

const (
	oleMIME = "application/x-ole-storage"
	exeMIME = "application/vnd.microsoft.portable-executable"

	docxMIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	xlsxMIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	pptxMIME = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
	odtMIME  = "application/vnd.oasis.opendocument.text"
	odsMIME  = "application/vnd.oasis.opendocument.spreadsheet"
	odpMIME  = "application/vnd.oasis.opendocument.presentation"
)

// spelling gives the name that browsers know for the types that the detector
// names otherwise.
var spelling = map[string]string{
	"audio/x-m4a":       "audio/mp4",
	"audio/x-wav":       "audio/wav",
	"image/apng":        "image/png",
	"video/x-m4v":       "video/mp4",
	"application/ogg":   "audio/ogg",
	"image/x-ms-bmp":    "image/bmp",
	"application/x-rtf": "text/rtf",
}

// binaryKinds are the kinds that a MIME type's first half does not tell.
var binaryKinds = map[string]Kind{
	"application/pdf": PDF,

	docxMIME: Word, xlsxMIME: Sheet, pptxMIME: Slides,
	odtMIME: Word, odsMIME: Sheet, odpMIME: Slides,
	odtMIME + "-template": Word, odsMIME + "-template": Sheet, odpMIME + "-template": Slides,
	"application/msword":            Word,
	"application/vnd.ms-excel":      Sheet,
	"application/vnd.ms-powerpoint": Slides,
	"application/vnd.ms-outlook":    Email,

	"application/vnd.rn-realmedia-vbr": Video,

	"application/gzip":                  Archive,
	"application/x-7z-compressed":       Archive,
	"application/vnd.rar":               Archive,
	"application/x-tar":                 Archive,
	"application/x-bzip2":               Archive,
	"application/x-xz":                  Archive,
	"application/zstd":                  Archive,
	"application/lzip":                  Archive,
	"application/vnd.ms-cab-compressed": Archive,

	"image/vnd.dwg": Other, "image/vnd.dxf": Other, "image/vnd.adobe.photoshop": Other,
	"image/vnd.djvu": Other, "image/x-xcf": Other,
}

type office struct {
	kind Kind
	mime string
}

// packedByName are the kinds that a ZIP file's name claims. Reader checks.
var packedByName = map[string]office{
	".docx": {Word, docxMIME}, ".xlsx": {Sheet, xlsxMIME}, ".pptx": {Slides, pptxMIME},
	".odt": {Word, odtMIME}, ".ods": {Sheet, odsMIME}, ".odp": {Slides, odpMIME},
}

// oleByName are the kinds that the name of a file of the older Office format
// claims. The newer names are among them since a file with a password is
// packed that way. Reader checks.
var oleByName = map[string]office{
	".doc": {Word, "application/msword"}, ".xls": {Sheet, "application/vnd.ms-excel"},
	".ppt": {Slides, "application/vnd.ms-powerpoint"}, ".msg": {Email, "application/vnd.ms-outlook"},
	".docx": {Word, docxMIME}, ".xlsx": {Sheet, xlsxMIME}, ".pptx": {Slides, pptxMIME},
}

package document

import (
	"errors"
	"io"
	"math"
	"strings"
	"time"
)

// A track is what skimming a recording found.
type track struct {
	duration time.Duration // 0: not known
	picture  bool          // it has moving pictures
	sound    bool
	short    bool // the file ends before the recording does
}

var (
	errNoIndex = errors.New("no index")     // what players need to begin with is missing
	errNoMedia = errors.New("no recording") // nothing in it can be played
)

// maxDuration is the longest duration believed.
const maxDuration = 1000 * time.Hour

// skimmers read how long a recording is, by MIME type. They read a bounded
// number of bytes, whatever the size of the file.
var skimmers = map[string]func(io.ReaderAt, int64) (track, error){
	"video/mp4": skimMP4, "audio/mp4": skimMP4, "video/quicktime": skimMP4,
	"video/3gpp": skimMP4, "video/3gpp2": skimMP4,
	"video/webm": skimMatroska, "video/matroska": skimMatroska,
	"audio/wav": skimWAV, "video/x-msvideo": skimAVI,
	"audio/mpeg": skimMP3, "audio/flac": skimFLAC,
	"audio/ogg": skimOgg, "video/ogg": skimOgg,
}

// readMedia finds out how long a recording is and whether it is whole. It
// reads little and needs no child.
func readMedia(r io.ReaderAt, size int64, facts Facts) (found Facts) {
	skim := skimmers[facts.MIME]
	if skim == nil {
		return facts
	}
	got, err := skim(r, size)
	switch {
	case errors.Is(err, errNoIndex):
		facts.Fault = "This recording stops before its index, so that players cannot open it. Copy it from the phone or recorder again once it has finished saving."
	case err != nil:
		facts.Fault = "This recording is damaged: no sound or picture can be found in it. Copy it from the phone or recorder again."
	case got.short:
		facts.Fault = "This recording is cut short: the file ends before the recording does. Copy it from the phone or recorder again."
	}
	if got.duration > 0 && got.duration <= maxDuration {
		facts.Duration = got.duration
	}
	switch {
	case got.picture:
		facts.Kind, facts.MIME = Video, strings.Replace(facts.MIME, "audio/", "video/", 1)
	case got.sound:
		facts.Kind, facts.MIME = Audio, soundOnly(facts.MIME)
	}
	return facts
}

// soundOnly returns the type of a file without pictures in a container that
// may hold them.
func soundOnly(mime string) string {
	switch mime {
	case "video/mp4", "video/quicktime":
		return "audio/mp4"
	case "video/webm", "video/ogg", "video/3gpp", "video/3gpp2":
		return strings.Replace(mime, "video/", "audio/", 1)
	}
	return mime
}

// ticks returns n ticks of which there are so many a second as a duration; 0
// if that makes no sense.
func ticks(n, aSecond float64) time.Duration {
	seconds := n / aSecond
	if !(seconds > 0) || math.IsInf(seconds, 0) || seconds > maxDuration.Seconds() {
		return 0
	}
	return time.Duration(seconds * float64(time.Second))
}

// The one entry: loads each feature that this page asks for by an attribute.
const features = [
  ["[data-summary]", "./summary.js"],
  ["[data-menu]", "./menu.js"],
  ["[data-toast]", "./toast.js"],
  ["[data-confirm]", "./dialog.js"],
  ["[data-autosave]", "./autosave.js"],
  ["[data-words]", "./words.js"],
  ["[data-hints]", "./hints.js"],
  ["[data-story]", "./story.js"],
  ["[data-upload]", "./upload.js"],
  ["[data-picker]", "./picker.js"],
  ["[data-claims]", "./claims.js"],
  ["[data-finding]", "./finding.js"],
  ["[data-review]", "./review.js"],
  ["[data-coverage]", "./coverage.js"],
  ["[data-job]", "./progress.js"],
  ["[data-print]", "./print.js"],
  ["[data-scores]", "./scores.js"],
  ["[data-selection]", "./selection.js"],
  ["[data-search-key]", "./search.js"],
];

for (const [asked, module] of features) {
  const found = document.querySelectorAll(asked);
  if (found.length > 0) {
    import(module).then((feature) => found.forEach((element) => feature.start(element)));
  }
}
import("./offline.js").then((feature) => feature.start());

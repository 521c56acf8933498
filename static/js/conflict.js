// Two texts of one form, side by side, when it was saved elsewhere meanwhile.
import { button, el, note } from "./dom.js";

// compare returns a note that shows each field in which the form and the server
// differ, to choose from. When the last is chosen it calls done.
export function compare(form, answer, mine, done) {
  const differ = Object.entries(answer.theirs ?? {}).filter(([name, text]) => (mine[name] ?? [""])[0] !== text);
  let left = differ.length;
  const lists = differ.map(([name, theirs]) => one(name, theirs));
  const end = left === 0 ? button("Go on", done) : null;
  return note("fault", el("div", {},
    el("p", {}, el("strong", {}, answer.message || "This was saved somewhere else meanwhile."), " Both texts are kept. Choose which one goes on."),
    ...lists, end));

  function one(name, theirs) {
    const field = [...form.elements].find((e) => e.name === name);
    const list = el("div", { class: "texts", role: "group", "aria-label": labelOf(field, name) },
      text("Here", (mine[name] ?? [""])[0], "Keep this one", () => choose(null)),
      text("Saved elsewhere", theirs, "Take this one", () => choose(theirs)));
    return list;

    function choose(value) {
      if (value !== null && field) field.value = value;
      list.remove();
      left--;
      if (left === 0) done();
    }
  }
}

function text(title, words, verb, act) {
  return el("div", { class: "texts__one" },
    el("strong", {}, title),
    el("div", { class: "texts__words", tabindex: "0", role: "region", "aria-label": title }, words || "(nothing)"),
    el("p", {}, button(verb, act)));
}

function labelOf(field, name) {
  return field?.labels?.[0]?.textContent.trim() || name;
}

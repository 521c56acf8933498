// Two texts of one form, side by side, when it was saved elsewhere meanwhile.
import { button, el, note } from "./dom.js";

// compare returns a note that shows each field in which the form and the server
// differ, to choose from. When the last is chosen it calls done.
export function compare(form, answer, mine, done) {
  const named = (name) => [...form.elements].filter((e) => e.name === name);
  const differ = Object.entries(answer.theirs ?? {}).filter(([name, text]) => here(named(name), mine[name]) !== text);
  let left = differ.length;
  const lists = differ.map(([name, theirs]) => one(name, theirs));
  const end = left === 0 ? button("Go on", done) : null;
  return note("fault", el("div", {},
    el("p", {}, el("strong", {}, answer.message || "This was saved somewhere else meanwhile."), " Both texts are kept. Choose which one goes on."),
    ...lists, end));

  function one(name, theirs) {
    const fields = named(name);
    const label = labelOf(fields[0], name);
    const list = el("div", { role: "group", "aria-label": label },
      el("p", { class: "texts__name" }, label),
      el("div", { class: "texts" },
        text("Here", label, inWords(fields, here(fields, mine[name])), "Keep this one", () => choose(null)),
        text("Saved elsewhere", label, inWords(fields, theirs), "Take this one", () => choose(theirs))));
    return list;

    function choose(value) {
      if (value !== null) put(fields, value);
      list.remove();
      left--;
      if (left === 0) done();
    }
  }
}

// here returns what is typed or chosen as the server tells it: of boxes, the
// values of those that are ticked, with commas between.
function here(fields, values) {
  if (fields[0]?.type === "checkbox") return (values ?? []).join(",");
  return values?.[0] ?? "";
}

// valuesOf returns a text of the server as the values of a form's fields.
export function valuesOf(form, name, text) {
  const box = [...form.elements].some((e) => e.name === name && e.type === "checkbox");
  return box ? text.split(",").filter(Boolean) : [text];
}

// put fills a field in, or chooses the answers of that value.
function put(fields, value) {
  if (fields[0]?.type === "checkbox") fields.forEach((e) => { e.checked = value.split(",").includes(e.value); });
  else if (fields[0]?.type === "radio") fields.forEach((e) => { e.checked = e.value === value; });
  else if (fields[0]) fields[0].value = value;
}

// inWords says a value as the page does: an answer by its label.
function inWords(fields, value) {
  if (fields[0]?.type === "checkbox") {
    const ticked = value.split(",");
    return fields.filter((e) => ticked.includes(e.value)).map((e) => plain(e.labels[0])).join("\n");
  }
  if (fields[0]?.type !== "radio") return value;
  return fields.find((e) => e.value === value)?.labels[0]?.innerText.replaceAll("\n", " ") ?? "";
}

// plain returns the text of an element that may be folded away.
function plain(element) {
  return (element?.textContent ?? "").trim().replaceAll(/\s+/g, " ");
}

function text(title, label, words, verb, act) {
  return el("div", { class: "texts__one" },
    el("strong", {}, title),
    el("div", { class: "texts__words", tabindex: "0", role: "region", "aria-label": `${title}: ${label}` }, words || "(nothing)"),
    el("p", {}, button(verb, act)));
}

// labelOf names a field: by data-name where many have the same label.
function labelOf(field, name) {
  if (field?.dataset.name) return field.dataset.name;
  if (field?.type === "radio") return field.closest("fieldset")?.querySelector("legend")?.innerText.replaceAll("\n", " ") ?? name;
  if (field?.type === "checkbox" && field.closest("fieldset")) return plain(field.closest("fieldset").querySelector("legend")) || name;
  return field?.labels?.[0]?.textContent.trim() || name;
}

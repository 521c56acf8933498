// Copies of what is written, kept on this device until the server has it. Each
// is keyed by person and form; none is older than thirty days.
import { person } from "./dom.js";

const prefix = "touchstone draft ";
const days = 30;

// Kept holds the copy of one form: {"at": ms, "fields": {name: [value…]}}.
export class Kept {
  constructor(key) {
    this.key = `${prefix}${person()} ${key}`;
    tidy();
  }

  read() {
    try {
      return JSON.parse(localStorage.getItem(this.key));
    } catch {
      return null;
    }
  }

  // write reports whether there was room.
  write(fields) {
    try {
      localStorage.setItem(this.key, JSON.stringify({ at: Date.now(), fields }));
      return true;
    } catch {
      return false;
    }
  }

  forget() {
    localStorage.removeItem(this.key);
  }
}

function tidy() {
  const oldest = Date.now() - days * 24 * 60 * 60 * 1000;
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith(prefix)) continue;
    try {
      if (JSON.parse(localStorage.getItem(key)).at < oldest) localStorage.removeItem(key);
    } catch {
      localStorage.removeItem(key);
    }
  }
}

// What of a form is no text of a person's.
const aside = new Set(["csrf", "revision"]);

// fieldsOf returns what is typed and chosen in a form, by name. A name all of
// whose boxes are empty is there with no value, so that clearing one is a change.
export function fieldsOf(form) {
  const fields = {};
  for (const e of form.elements) {
    if (e.name && !aside.has(e.name) && e.type !== "file" && e.type !== "submit" && e.type !== "hidden" && e.type !== "password") fields[e.name] ??= [];
  }
  for (const [name, value] of new FormData(form)) {
    if (name in fields && typeof value === "string") fields[name].push(value.replaceAll("\r\n", "\n"));
  }
  return fields;
}

// fill puts kept fields back into a form.
export function fill(form, fields) {
  const named = (name) => [...form.elements].filter((e) => e.name === name);
  // Boxes first: fields may follow them.
  const boxes = ([name]) => (named(name).some((e) => e.type === "checkbox") ? 0 : 1);
  for (const [name, values] of Object.entries(fields).sort((a, b) => boxes(a) - boxes(b))) fillOne(named(name), values);
}

function fillOne(named, values) {
  const text = named.filter((e) => e.type !== "checkbox" && e.type !== "radio" && e.type !== "hidden" && e.type !== "file");
  text.forEach((e, n) => { e.value = values[n] ?? ""; });
  named.filter((e) => e.type === "checkbox" || e.type === "radio").forEach((e) => { e.checked = values.includes(e.value); });
  named[0]?.dispatchEvent(new Event("input", { bubbles: true }));
}

// same reports whether two sets of fields say the same.
export function same(a, b) {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((n) => JSON.stringify(a[n] ?? []) === JSON.stringify(b[n] ?? []));
}

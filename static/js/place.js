// Where in a file a claim is shown: the hint says what fits the file that is
// chosen, and what is typed is checked by the rules, and in the words, that the
// server has for it too. Each row of a file says what the file holds:
//
//   <li id="file-3" data-file data-kind="pdf" data-pages="8" data-at="Pages 1 to 8, …">
//   <li id="file-4" data-file data-kind="audio" data-seconds="312.4" data-at="…">
import { clearFault, showFault } from "./faults.js";

const wait = 700; // ms without a key before a place is told to be wrong

// follow keeps one pair of fields in step: which file, and where in it.
export function follow(pair) {
  const select = pair.querySelector("select");
  const input = pair.querySelector("input");
  const hint = pair.querySelectorAll(".field__hint")[pair.querySelectorAll(".field__hint").length - 1];
  let timer;
  input.dataset.checked = ""; // here, so that an answer about the form leaves it alone

  const row = () => document.getElementById(`file-${select.value}`);
  const check = () => {
    clearTimeout(timer);
    const sentence = wrongPlace(row()?.dataset, input.value);
    if (sentence) showFault(input, sentence);
    else clearFault(input);
  };
  const help = () => {
    if (hint) hint.textContent = row()?.dataset.at ?? pair.dataset.place;
  };
  select.addEventListener("change", () => { help(); check(); });
  input.addEventListener("change", check);
  input.addEventListener("input", () => {
    clearTimeout(timer);
    if (wrongPlace(row()?.dataset, input.value) === "") return check();
    timer = setTimeout(check, wait);
  });
  help();
}

// wrongPlace says what is wrong with a place in a file, "" for nothing.
export function wrongPlace(file, typed) {
  const text = typed.trim().replace(/\s+/g, " ");
  if (!file || text === "") return "";
  const digit = /^[\d-]/.test(text);
  if (file.kind === "pdf") {
    const word = /^(?:pages?|pp?\.?) ?(\d.*)$/i.exec(text);
    if (word || digit) return ranges(word ? word[1] : text, pageOf(Number(file.pages), word ? word[1] : text));
  } else if ((file.kind === "audio" || file.kind === "video") && digit) {
    return ranges(text, timeOf(Number(file.seconds), file.length));
  }
  return "";
}

// ranges reads a list of single places and ranges; one returns a place's number,
// or what is wrong with it.
function ranges(text, one) {
  for (const part of text.replace(/^[,; ]+|[,; ]+$/g, "").split(/\s*(?:[,;&]|\band\b)\s*/i)) {
    const ends = part.trim().split(/\s*(?:-|–|—|\bto\b)\s*/i);
    if (ends.length > 2) return `Part the places by commas. You wrote ${text}.`;
    const [first, last] = [one(ends[0]), one(ends[ends.length - 1])];
    for (const end of [first, last]) if (typeof end === "string") return end;
    if (last < first) return `Put the lower one first. You wrote ${part}.`;
  }
  return "";
}

function pageOf(last, text) {
  return (part) => {
    if (!/^\d+$/.test(part)) return `Write pages as 3, or 3, 5-7. You wrote ${text}.`;
    const n = Number(part);
    if (last === 1 && n !== 1) return `Choose page 1. This file has one page, and you wrote ${part}.`;
    if (last > 0 && (n < 1 || n > last)) return `Choose pages 1 to ${last}. This file has ${last} pages, and you wrote ${part}.`;
    return n < 1 || n > 1_000_000 ? `Pages begin at 1, and you wrote ${part}.` : n;
  };
}

function timeOf(duration, length) {
  return (part) => {
    const s = secondsOf(part);
    if (s === null) return `Write times as 4:10, or 4:10 to 5:05, in minutes and seconds. You wrote ${part}.`;
    if (duration > 0 && s > Math.ceil(duration)) return `Choose a time from 0:00 to ${length}. This recording is ${length} long, and you wrote ${part}.`;
    return s;
  };
}

// secondsOf reads "4:10" and "1:02:03", null for what is neither.
function secondsOf(text) {
  const parts = text.split(":");
  if (parts.length < 2 || parts.length > 3 || !/^\d{1,3}$/.test(parts[0])) return null;
  if (parts.slice(1).some((p) => !/^[0-5]\d$/.test(p))) return null;
  return parts.reduce((total, p) => total * 60 + Number(p), 0);
}

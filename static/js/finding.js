// Statements a piece may show: looked for once what was written is saved, and
// again, quietly, when more of it is. A press of Claim ticks the statement in the
// list below and fills in the place that is proposed. Without script the same
// buttons save the form and come back.
import { announce } from "./dom.js";

const quiet = 2500; // ms after a save before it looks again by itself

export function start(panel) {
  const form = panel.closest("form");
  const picker = form.querySelector("[data-picker]");
  let timer;

  const rows = () => [...panel.querySelectorAll("[data-found]")];
  const box = (row) => [...picker.querySelectorAll('input[type="checkbox"]')].find((b) => b.value === row.dataset.found);

  panel.addEventListener("click", (event) => {
    const claim = event.target.closest("[data-found-claim]");
    if (event.target.closest("[data-finding-ask]")) look();
    else if (claim && box(claim.closest("[data-found]"))) take(claim.closest("[data-found]"));
    else return;
    event.preventDefault();
  });
  for (const event of ["input", "change"]) picker.addEventListener(event, mark);

  // What is on show is kept up to date, but never under a person's hands.
  form.addEventListener("touchstone:saved", again);
  document.addEventListener("touchstone:added", again);
  function again() {
    clearTimeout(timer);
    if (rows().length > 0) timer = setTimeout(() => (panel.contains(document.activeElement) ? again() : fetchNew().then(changed, () => {})), quiet);
  }

  async function look() {
    clearTimeout(timer);
    say("Looking…");
    try {
      if (!(await saved())) return say("What you wrote is not saved yet. Look again once it is.");
      await fetchNew();
      panel.querySelector("[data-finding-ask]").focus();
      announce(panel.querySelector("[data-finding-lead]").textContent);
    } catch {
      say("This did not work just now. Try again in a moment.");
    }
  }

  // saved asks the form that saves itself to save what it has not yet.
  function saved() {
    return new Promise((done) => {
      const asked = new CustomEvent("touchstone:save", { detail: done, cancelable: true });
      if (form.dispatchEvent(asked)) done(true); // nothing here saves by itself
    });
  }

  async function fetchNew() {
    const answer = await fetch(`${form.dataset.autosave}/edit?do=find`, { credentials: "same-origin", redirect: "error" });
    if (!answer.ok) throw new Error(answer.status);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(panel.id);
    const before = rows().map((row) => row.dataset.found).join();
    panel.replaceChildren(...fresh.childNodes);
    mark();
    return before !== rows().map((row) => row.dataset.found).join();
  }

  function changed(other) {
    if (other) announce("The statements this may show have changed.");
  }

  function say(text) {
    panel.querySelector("[data-finding-lead]").textContent = text;
  }

  function mark() {
    for (const row of rows()) {
      const claimed = box(row)?.checked ?? false;
      row.querySelector("[data-found-claim]").hidden = claimed;
      row.querySelector("[data-found-claimed]").hidden = !claimed;
    }
  }

  function take(row) {
    box(row).click(); // which adds the fields of the claim
    const place = form.querySelector(`.claims [data-statement="${CSS.escape(row.dataset.found)}"] [data-place]`);
    if (place && row.dataset.file) {
      fill(place.querySelector("select"), row.dataset.file);
      fill(place.querySelector("input"), row.dataset.at);
    }
    row.querySelector("[data-found-claimed]").focus();
  }
}

function fill(field, value) {
  field.value = value;
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

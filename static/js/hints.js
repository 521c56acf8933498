// Hints beside a draft: asked for anew each time it has been saved, so that they
// follow what is written. What is open stays open, and nothing moves under
// somebody who is in the panel. Without script they come with the page.
import { announce, csrf } from "./dom.js";

export function start(panel) {
  const form = panel.closest("form");
  const within = panel.querySelector("[data-hints-in]");
  const count = document.querySelector("[data-hints-count]");
  let late = null; // hints that wait until the panel has not the focus

  tidy();
  form.addEventListener("touchstone:saved", () => load());
  panel.addEventListener("focusout", (event) => {
    if (late && !panel.contains(event.relatedTarget)) show(late);
  });

  panel.addEventListener("click", (event) => {
    const go = event.target.closest("[data-hint-go]");
    if (go && !event.defaultPrevented) return lead(event, go.hash.slice(1));
    const press = event.target.closest("[data-hint-do]");
    if (!press) return;
    event.preventDefault();
    act(press.value);
  });

  // lead goes to a field, also one that is folded away or a part not shown.
  function lead(event, id) {
    const field = document.getElementById(id);
    if (!field || field.closest("[data-part]")) return; // the story shows its part
    event.preventDefault();
    const fold = field.closest("details");
    if (fold) fold.open = true;
    field.focus();
  }

  // act sends what a button asks for by itself: it saves nothing, so it cannot
  // meet a save on its way.
  async function act(what) {
    try {
      const answer = await fetch(form.getAttribute("action"), {
        method: "POST",
        body: new URLSearchParams({ csrf: csrf(), do: what, revision: form.elements.namedItem("revision").value }),
        headers: { Accept: "application/json", "X-CSRF": csrf() },
        credentials: "same-origin",
        redirect: "error",
      });
      if (!answer.ok) return;
      await load(true);
      panel.focus();
      announce(said(what));
    } catch {
      // Not now: the button is still there.
    }
  }

  function said(what) {
    if (what === "hints-off") return "Hints are off";
    if (what === "hints-on") return "Hints are on";
    return what.startsWith("hint-aside-") ? "Put aside for this piece" : "It is shown again";
  }

  async function load(now = false) {
    try {
      const answer = await fetch(panel.dataset.hints, { headers: { Accept: "application/json" }, credentials: "same-origin" });
      if (!answer.ok) return;
      const hints = await answer.json();
      if (!now && panel.contains(document.activeElement)) late = hints;
      else show(hints);
    } catch {
      // What is shown stays: it was right a moment ago.
    }
  }

  function show(hints) {
    late = null;
    const open = [...within.querySelectorAll("details[open]")].map((d) => d.dataset.hint);
    const next = document.createElement("template");
    next.innerHTML = hints.html;
    for (const details of next.content.querySelectorAll("details")) details.open = open.includes(details.dataset.hint);
    within.replaceChildren(next.content);
    if (count) {
      count.textContent = hints.count === 1 ? "1 hint" : `${hints.count} hints`;
      count.hidden = hints.count === 0;
    }
    tidy();
  }

  // tidy takes away what only pages without script need.
  function tidy() {
    within.querySelector("[data-hints-plain]")?.remove();
  }
}

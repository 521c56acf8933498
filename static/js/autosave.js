// A form that saves itself.
//
//   <form method="post" data-autosave="URL" data-key="evidence 12">
//     <input type="hidden" name="revision" value="6">
//
// After a quiet second, and when the page is left, the whole form is posted to
// the URL with Accept: application/json and the header X-CSRF. The answers:
//
//   200 {"revision": 7, "saved_at": "2026-10-13T13:02:11Z", "words": {"action": 118},
//        "fields": {name: sentence}}          saved, and not right yet
//   401 the session is over
//   409 {"message", "revision", "theirs": {name: text}}   saved elsewhere since
//   422 {"fields": {name: sentence}}
//
// What the server does not have yet is kept on this device and offered when the
// form is opened again, whatever happened in between. The element with
// data-saved in the form or the page says how things stand. The form hears
// "touchstone:saved" when something was saved; "touchstone:save" with a function
// as its detail saves at once, and the function is told whether all is there.
import { announce, button, clock, csrf, el, note, signIn } from "./dom.js";
import { Kept, fieldsOf, fill, same } from "./keep.js";
import { compare, valuesOf } from "./conflict.js";
import { showFaults } from "./faults.js";
import { wordsIn } from "./words.js";

const quiet = 1200; // ms without a key
const beacon = 60_000; // bytes a browser sends while it leaves a page
const longest = 60_000; // ms between tries

export function start(form) {
  new Autosave(form).open();
}

class Autosave {
  constructor(form) {
    this.form = form;
    this.kept = new Kept(form.dataset.key || form.dataset.autosave);
    this.says = form.querySelector("[data-saved]") ?? document.querySelector(`[data-saved="${form.id}"]`) ?? document.querySelector("[data-saved]");
    this.there = fieldsOf(asSent(form)); // what the server has
    this.saving = null; // the request under way
    this.failures = 0;
    this.stopped = false; // a person has to do something first
  }

  open() {
    this.offer();
    this.form.addEventListener("input", () => this.changed());
    this.form.addEventListener("change", () => this.changed());
    this.form.addEventListener("submit", (event) => this.submitted(event));
    this.form.addEventListener("touchstone:save", (event) => { event.preventDefault(); this.flush().then(event.detail); });
    addEventListener("online", () => this.due(0));
    addEventListener("pagehide", () => this.leave());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.due(0);
    });
    this.changed(); // before this script was there
  }

  // offer shows what was kept, if the server has something else.
  offer() {
    const copy = this.kept.read();
    if (!copy) return;
    if (same({ ...this.there, ...copy.fields }, this.there)) return this.kept.forget();
    const told = note("watch",
      el("p", {}, el("strong", {}, `We kept what you wrote at ${clock(copy.at)}.`), " It had not reached us."),
      el("span", { class: "row note__act" },
        button("Restore it", () => { told.remove(); fill(this.form, copy.fields); this.changed(); announce("Restored"); }),
        button("Leave it", () => { told.remove(); this.kept.forget(); }, "bare")));
    this.tell(told);
  }

  changed() {
    const fields = fieldsOf(this.form);
    if (same(fields, this.there)) {
      if (!this.told) this.kept.forget();
      return;
    }
    const room = this.kept.write(fields);
    if (!this.stopped) this.say(room ? "Not saved yet." : "Not saved yet, and there is no room to keep a copy on this device.");
    this.due(quiet);
  }

  due(wait) {
    clearTimeout(this.timer);
    if (!this.stopped) this.timer = setTimeout(() => this.save(), wait);
  }

  // flush saves now, and says whether the server has everything then.
  async flush() {
    clearTimeout(this.timer);
    await this.saving;
    await this.save();
    return same(fieldsOf(this.form), this.there);
  }

  async save() {
    if (this.saving) return this.due(quiet);
    const fields = fieldsOf(this.form);
    if (this.stopped || same(fields, this.there)) return;
    this.saving = this.send().then((answer) => this.answered(answer, fields), () => this.failed());
    await this.saving;
    this.saving = null;
  }

  send(leaving = false) {
    return fetch(this.form.dataset.autosave, {
      method: "POST",
      body: this.body(),
      headers: { Accept: "application/json", "X-CSRF": csrf() },
      keepalive: leaving,
      credentials: "same-origin",
      redirect: "error",
    });
  }

  body() {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) {
      if (typeof value === "string") body.append(name, value);
    }
    return body;
  }

  async answered(answer, sent) {
    if (answer.ok) return this.saved(await answer.json(), sent);
    if (answer.status === 401) return this.signedOut();
    if (answer.status === 403) return this.outdated();
    if (answer.status === 409) return this.conflict(await answer.json());
    if (answer.status === 422) return this.refused(await answer.json());
    return this.failed();
  }

  saved(answer, sent) {
    this.failures = 0;
    this.there = sent;
    this.revision(answer.revision);
    this.form.dispatchEvent(new Event("touchstone:saved"));
    showFaults(this.form, answer.fields ?? {});
    this.told?.remove();
    this.told = null;
    if (same(fieldsOf(this.form), sent)) {
      this.kept.forget();
      this.say(`Saved at ${clock(answer.saved_at ?? Date.now())}. You can leave and come back.`);
    } else {
      this.due(quiet);
    }
    for (const [name, n] of Object.entries(answer.words ?? {})) {
      const place = document.querySelector(`[data-words="${CSS.escape(name)}"]`);
      if (place) place.textContent = wordsIn(n);
    }
  }

  revision(n) {
    const field = this.form.elements.namedItem("revision");
    if (field && n !== undefined) field.value = n;
  }

  failed() {
    this.failures++;
    this.say("Not saved yet. It is kept on this device, and we try again.");
    this.due(Math.min(2000 * 2 ** (this.failures - 1), longest));
  }

  refused(answer) {
    this.say("Not saved yet: something is to be put right.");
    showFaults(this.form, answer.fields ?? {});
  }

  signedOut() {
    this.stop(note("watch",
      el("p", {}, el("strong", {}, "You have been signed out."), " Sign in; your words are kept on this device."),
      el("a", { class: "note__act", href: signIn() }, "Sign in and come back here")));
  }

  outdated() {
    this.stop(note("watch",
      el("p", {}, el("strong", {}, "This page is out of date."), " Open it again; your words are kept on this device."),
      button("Open it again", () => location.reload(), "bare")));
  }

  conflict(answer) {
    const mine = fieldsOf(this.form);
    this.stop(compare(this.form, answer, mine, () => {
      this.stopped = false;
      this.told?.remove();
      this.told = null;
      this.revision(answer.revision);
      this.there = Object.fromEntries(Object.entries(answer.theirs ?? {}).map(([name, text]) => [name, valuesOf(this.form, name, text)]));
      this.changed();
      this.due(0);
    }));
  }

  // stop waits for a person: what they write is kept, and not sent.
  stop(told) {
    this.stopped = true;
    clearTimeout(this.timer);
    this.say("Not saved. It is kept on this device.");
    this.tell(told);
  }

  tell(told) {
    this.told?.remove();
    this.told = told;
    told.setAttribute("role", "group");
    told.classList.add("note--kept");
    this.form.prepend(told);
    announce(told.querySelector("p")?.textContent ?? "");
  }

  say(text) {
    if (this.says && this.says.textContent !== text) this.says.textContent = text;
  }

  // leave sends what is left as the page goes. What is too long for that, or
  // does not arrive, is offered when the form is opened again.
  leave() {
    if (this.stopped || this.submitting || same(fieldsOf(this.form), this.there)) return;
    if (this.body().toString().length < beacon) this.send(true).catch(() => {});
  }

  // submitted lets a save under way end first, so that the two do not meet.
  submitted(event) {
    clearTimeout(this.timer);
    if (!this.saving) {
      this.submitting = true;
      return;
    }
    event.preventDefault();
    this.saving.finally(() => {
      clearTimeout(this.timer);
      if (!this.stopped) this.form.requestSubmit(event.submitter);
    });
  }
}

// asSent returns a copy of a form with what the server sent in it. On a slow
// line a person has typed and chosen before this script arrives.
function asSent(form) {
  const copy = form.cloneNode(true);
  copy.reset();
  return copy;
}

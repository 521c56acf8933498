// Follows work in the background. The address in data-job answers
// {"state": "waiting|running|done|failed", "done", "total", "note", "url"}.
import { button, note, el } from "./dom.js";

const often = 700; // ms between looks, growing to
const seldom = 3000;

export function start(job) {
  const bar = job.querySelector("progress");
  const words = job.querySelector("[data-job-note]");
  let wait = often;

  async function look() {
    try {
      const answer = await fetch(job.dataset.job, { headers: { Accept: "application/json" } });
      if (answer.status === 401) return location.reload();
      if (!answer.ok) throw new Error(answer.status);
      if (show(await answer.json())) return;
      wait = Math.min(wait * 1.15, seldom);
    } catch {
      words.textContent = "We cannot reach the server just now. The work goes on; we look again.";
      wait = seldom;
    }
    setTimeout(look, wait);
  }

  // show reports whether the work is over.
  function show(j) {
    if (j.total > 0) {
      bar.max = j.total;
      bar.value = j.done;
    } else {
      bar.removeAttribute("value");
    }
    if (words.textContent !== (j.note ?? "")) words.textContent = j.note ?? "";
    if (j.state === "done") finished(j.url);
    if (j.state === "failed") failed(j.note);
    return j.state === "done" || j.state === "failed";
  }

  function finished(url) {
    bar.max = 1;
    bar.value = 1;
    if (!url) return location.reload();
    words.replaceChildren("Ready. ", el("a", { href: url }, "Open it"));
    location.assign(url);
  }

  function failed(why) {
    bar.remove();
    words.replaceWith(note("fault", el("p", {}, why || "This did not work, and it is our fault."), button("Look again", () => location.reload())));
  }

  look();
}

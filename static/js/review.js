// A document beside its claims: choosing a claim turns the document to where it
// points, which notes that the claim was opened, and keys do what the buttons
// do. The keys rest while one types, and a person can switch them off for good.
import { announce, csrf, typing } from "./dom.js";

export function start(review) {
  const viewers = [...review.querySelectorAll("[data-viewer]")];
  const claims = [...review.querySelectorAll("[data-claim]")];
  let now = -1;

  if (viewers.length > 1) only(viewers[0]);

  review.addEventListener("click", (event) => {
    const link = event.target.closest("[data-view], [data-open]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const viewer = document.getElementById(link.dataset.view);
    if (!viewer && !link.dataset.open) return;
    event.preventDefault();
    show(link, true);
    choose(claims.indexOf(link.closest("[data-claim]")), false);
  });

  // A press on Refer goes on to what is missing; arrow keys among the answers
  // do not, since the focus would run away.
  review.addEventListener("click", (event) => {
    if (event.detail > 0 && event.target.closest(".verdict__refer")) why(event.target);
  });
  review.addEventListener("change", (event) => {
    if (event.target.matches("[data-say]") && event.target.checked) why(event.target);
  });

  // show turns the page to where a link points. What has no file of its own is
  // the account.
  function show(link, play) {
    const viewer = document.getElementById(link.dataset.view);
    if (viewer) {
      only(viewer);
      turn(viewer, link, play);
    } else {
      document.getElementById("account")?.scrollIntoView({ block: "start" });
    }
    if (link.dataset.open) opened(link);
  }

  function why(answer) {
    setTimeout(() => answer.closest("[data-verdict]").querySelector("textarea")?.focus());
  }

  function only(viewer) {
    for (const v of viewers) v.hidden = v !== viewer;
  }

  function choose(next, focus) {
    if (next < 0 || next >= claims.length) return;
    claims[now]?.classList.remove("claim--now");
    claims[now]?.removeAttribute("aria-current");
    now = next;
    claims[now].classList.add("claim--now");
    claims[now].setAttribute("aria-current", "true");
    if (!focus) return;
    claims[now].setAttribute("tabindex", "-1");
    claims[now].focus({ preventScroll: true });
    claims[now].scrollIntoView({ block: "nearest" });
    const first = claims[now].querySelector("[data-open]");
    if (first && beside() && document.getElementById(first.dataset.view)) show(first, false);
  }

  function decide(answer) {
    const radio = claims[now]?.querySelector(`[data-verdict] input[value="${answer}"]`);
    if (!radio) return;
    radio.checked = true;
    radio.dispatchEvent(new Event("input", { bubbles: true }));
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    announce(`${claims[now].dataset.claim}: ${answer === "accept" ? "accept" : "refer"}`);
    if (answer === "refer") why(radio);
  }

  // write goes to what is said of the current claim, or of the whole piece.
  function write() {
    const say = claims[now]?.querySelector("[data-say]");
    if (!say) return review.querySelector('textarea[name="feedback"]')?.focus();
    say.checked = true;
    why(say);
  }

  const piece = (which) => document.querySelector(`[data-piece="${which}"]`)?.click();
  const keys = {
    j: () => choose(now + 1, true),
    k: () => choose(now - 1, true),
    a: () => decide("accept"),
    r: () => decide("refer"),
    w: write,
    g: () => claims[now]?.querySelector("[data-open]")?.click(),
    n: () => piece("next"),
    p: () => piece("previous"),
    "?": () => document.getElementById("review-keys")?.showModal(),
  };
  phrases(review);
  if (!("keys" in review.dataset)) return;
  document.body.classList.add("keys-on");

  document.addEventListener("keydown", (event) => {
    const act = keys[event.key.toLowerCase()];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    act();
  });
}

// beside reports whether the document stands beside the claims, in sight.
const beside = () => innerWidth >= 992;

// opened tells the server that a claim was opened at its place.
function opened(link) {
  const line = link.closest("[data-claim]")?.querySelector("[data-opened]");
  fetch(link.dataset.open, { method: "POST", headers: { "X-CSRF": csrf(), Accept: "application/json" } }).then((answer) => {
    if (answer.ok && line) line.textContent = "You have opened it.";
  }).catch(() => {}); // it stays as not opened, and can be pressed again
}

// turn opens a viewer at the page or time a link names.
function turn(viewer, link, play) {
  const { kind, href } = viewer.dataset;
  const page = Number(link.dataset.page);
  const from = Number(link.dataset.from);
  const media = viewer.querySelector("audio, video");
  if (media) {
    seek(media, from, play);
  } else if (kind === "pdf" && page > 0) {
    const old = viewer.querySelector("iframe");
    const fresh = old.cloneNode(); // a viewer of PDFs does not follow a changed fragment
    fresh.src = `${href}#page=${page}&navpanes=0&view=FitH`;
    fresh.removeAttribute("loading");
    old.replaceWith(fresh);
    const label = viewer.querySelector("[data-viewer-page]");
    if (label) label.textContent = label.textContent.replace(/^\s*(Page \d+ of )?(\d+)( pages)?\s*$/, `Page ${page} of $2`);
  }
  const alone = viewer.querySelector("[data-viewer-open]");
  if (alone && page > 0) alone.href = `${href}#page=${page}`;
  const mark = viewer.querySelector("[data-viewer-mark]");
  if (mark && link.dataset.mark) {
    mark.textContent = link.dataset.mark;
    mark.hidden = false;
    announce(link.dataset.mark);
  }
  if (!beside()) viewer.scrollIntoView({ block: "start" });
}

function seek(media, from, play) {
  const go = () => {
    media.currentTime = from;
    if (play) media.play().catch(() => {}); // the browser may want a press first
  };
  if (media.readyState > 0) return go();
  media.addEventListener("loadedmetadata", go, { once: true });
  media.load();
}

// phrases puts a button under each field to be written in, which brings the
// phrases there; the words go in where the cursor is.
function phrases(review) {
  const box = review.querySelector("[data-insert]");
  if (!box) return;
  const phrase = box.querySelector('select[name="phrase"]');
  const into = box.querySelector('select[name="into"]');
  const fields = [...into.options].map((o) => review.querySelector(`textarea[name="${o.value}"]`)).filter(Boolean);
  into.closest(".field").hidden = true;
  box.hidden = true;
  for (const field of fields) {
    const bring = document.createElement("button");
    bring.type = "button";
    bring.className = "button button--bare";
    bring.textContent = "Insert a phrase";
    field.after(bring);
    bring.addEventListener("click", () => {
      into.value = field.name;
      bring.after(box);
      box.hidden = false;
      phrase.focus();
    });
  }
  box.querySelector('button[name="insert"]').addEventListener("click", (event) => {
    const words = phrase.selectedOptions[0]?.dataset.words;
    const field = fields.find((f) => f.name === into.value);
    if (!words || !field) return;
    event.preventDefault();
    const before = field.value.slice(0, field.selectionStart);
    field.setRangeText(before === "" || /\s$/.test(before) ? words : ` ${words}`, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    box.hidden = true;
    field.focus();
  });
}

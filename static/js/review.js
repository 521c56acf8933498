// A document beside its claims: choosing a claim turns the document to where it
// points, which notes that the claim was opened, and keys do what the buttons
// do. The keys rest while one types, and a person can switch them off for good.
import { announce, csrf, typing } from "./dom.js";

export function start(review) {
  const viewers = [...review.querySelectorAll("[data-viewer]")];
  const links = [...review.querySelectorAll(".review__files [data-view]")];
  const claims = [...review.querySelectorAll("[data-claim]")];
  const form = review.querySelector("form"); // none in the kit
  let now = -1;

  only(viewers[0]);
  tally();
  addEventListener("pageshow", tally); // the browser may have kept the answers

  review.addEventListener("click", (event) => {
    const link = event.target.closest("[data-view], [data-open]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const viewer = document.getElementById(link.dataset.view);
    if (!viewer) return;
    event.preventDefault();
    choose(claims.indexOf(link.closest("[data-claim]")), false);
    show(link, true);
  });

  // A press on Refer goes on to what is missing; arrow keys among the answers
  // do not, since the focus would run away.
  review.addEventListener("click", (event) => {
    if (event.detail > 0 && event.target.closest(".verdict__refer")) why(event.target);
  });
  review.addEventListener("change", (event) => {
    if (event.target.matches("[data-say]") && event.target.checked) why(event.target);
    tally();
  });
  // Whoever answers or writes about a claim is at that claim.
  review.addEventListener("focusin", (event) => choose(claims.indexOf(event.target.closest("[data-claim]")), false));

  // show turns the page to where a link points, and notes it.
  function show(link, go) {
    const viewer = document.getElementById(link.dataset.view);
    only(viewer);
    turn(viewer, link, go);
    if (link.dataset.open) opened(link);
    const back = viewer.querySelector("[data-viewer-back]");
    back.hidden = beside() || now < 0;
    if (back.hidden) return;
    const button = back.firstElementChild;
    button.textContent = `Back to ${claims[now].dataset.claim}`;
    button.onclick = () => at(claims[now], "start");
  }

  function why(answer) {
    setTimeout(() => {
      const field = answer.closest("[data-verdict]").querySelector("textarea");
      field?.focus({ preventScroll: true });
      field?.scrollIntoView({ block: "nearest" }); // whole, above the bar that ends the review
    });
  }

  function only(viewer) {
    for (const v of viewers) v.hidden = v !== viewer;
    for (const link of links) {
      if (link.dataset.view === viewer.id) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }

  // at puts the focus on a part of the page.
  function at(element, block) {
    element.setAttribute("tabindex", "-1");
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block });
  }

  function choose(next, go) {
    if (next < 0 || next >= claims.length) return;
    claims[now]?.classList.remove("claim--now");
    claims[now]?.removeAttribute("aria-current");
    now = next;
    claims[now].classList.add("claim--now");
    claims[now].setAttribute("aria-current", "true");
    if (!go) return;
    at(claims[now], "nearest");
    const first = claims[now].querySelector("[data-open]");
    if (first && beside()) show(first, false);
  }

  // step goes to another claim, and after the last one to what ends the review.
  function step(by) {
    if (now + by < claims.length) return choose(Math.max(now + by, 0), true);
    const end = form?.querySelector(".finish .button--main");
    end?.focus({ preventScroll: true });
    end?.scrollIntoView({ block: "nearest" });
  }

  function decide(answer) {
    if (now < 0) choose(0, true);
    const radio = claims[now]?.querySelector(`[data-verdict] input[value="${answer}"]`);
    if (!radio) return;
    radio.checked = true;
    radio.dispatchEvent(new Event("input", { bubbles: true }));
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    announce(`${claims[now].dataset.claim}: ${answer === "accept" ? "accepted" : "referred"}. ${tally()}`);
    if (answer === "refer") why(radio);
  }

  // write goes to what is said of the current claim, or of the whole piece.
  function write() {
    const say = claims[now]?.querySelector("[data-say]");
    if (!say) return review.querySelector('textarea[name="feedback"]')?.focus();
    say.checked = true;
    why(say);
  }

  // tally says how far the review is, and makes the answer that follows from it
  // the main one.
  function tally() {
    const these = (answer) => claims.filter((c) => c.querySelector(`[data-verdict] input[value="${answer}"]:checked`));
    const referred = these("refer").map((c) => c.dataset.claim);
    const decided = these("accept").length + referred.length;
    const words = sum(referred, decided, claims.length);
    const says = form?.querySelector(".finish p");
    const accept = form?.querySelector('button[name="verdict"][value="accepted"]');
    const back = form?.querySelector('button[name="verdict"][value="returned"]');
    if (!says || !accept || !back) return words;
    says.textContent = words;
    accept.classList.toggle("button--main", referred.length === 0);
    back.classList.toggle("button--main", referred.length > 0);
    return words;
  }

  const piece = (which) => document.querySelector(`[data-piece="${which}"]`)?.click();
  const keys = {
    j: () => step(1),
    k: () => step(-1),
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
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape" && event.target.matches("textarea") && !event.isComposing) {
      return at(claims[now] ?? form?.querySelector(".finish"), "nearest"); // done with typing
    }
    const act = keys[event.key.toLowerCase()];
    if (!act || typing(event.target)) return;
    event.preventDefault();
    act();
  });
}

// sum says in words how far a review is.
function sum(referred, decided, all) {
  if (referred.length === 1) return `${referred[0]} is referred, so the piece goes back.`;
  if (referred.length > 1) return `${referred.slice(0, -1).join(", ")} and ${referred.at(-1)} are referred, so the piece goes back.`;
  if (decided === all) return "Every claim is accepted.";
  return `${decided} of ${all} claims decided. Refer one and the piece goes back.`;
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

// turn opens a viewer at the page, time or part a link names.
function turn(viewer, link, go) {
  const media = viewer.querySelector("audio, video");
  if (media) seek(media, Number(link.dataset.from), go);
  else if (viewer.dataset.kind === "pdf") leaf(viewer, Number(link.dataset.page));
  else if (viewer.dataset.kind === "account") part(viewer, link.dataset.part);
  const mark = viewer.querySelector("[data-viewer-mark]");
  mark.textContent = link.dataset.mark ?? "";
  mark.hidden = !link.dataset.mark;
  if (link.dataset.mark) announce(`Shown: ${viewer.querySelector("h2").textContent}, ${link.dataset.mark}`);
  if (!beside()) viewer.scrollIntoView({ block: "start" });
}

// leaf turns a PDF to a page.
function leaf(viewer, page) {
  if (!(page > 0)) return;
  const { href } = viewer.dataset;
  const old = viewer.querySelector("iframe");
  const address = `${href}#page=${page}&navpanes=0&view=FitH`;
  if (old.getAttribute("src") !== address) {
    const fresh = old.cloneNode(); // a viewer of PDFs does not follow a changed fragment
    fresh.src = address;
    fresh.removeAttribute("loading");
    old.replaceWith(fresh);
  }
  const label = viewer.querySelector("[data-viewer-page]");
  if (label) label.textContent = label.textContent.replace(/^\s*(Page \d+ of )?(\d+)( pages)?\s*$/, `Page ${page} of $2`);
  viewer.querySelector("[data-viewer-open]").href = `${href}#page=${page}`;
}

// part marks a part of the account and brings it into sight.
function part(viewer, name) {
  for (const p of viewer.querySelectorAll(".part--now")) p.classList.remove("part--now");
  const found = name && viewer.querySelector(`#part-${name}`);
  const box = viewer.querySelector(".viewer__account");
  if (!found) {
    box.scrollTop = 0;
    return;
  }
  found.classList.add("part--now");
  box.scrollTop += found.getBoundingClientRect().top - box.getBoundingClientRect().top - 16;
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
    bring.className = "button button--bare insert__bring";
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

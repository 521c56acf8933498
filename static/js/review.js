// A document beside its claims: pressing where a claim points to turns the
// document to that very place, and keys do what the buttons do. The keys can be
// switched off for good on this device, and rest while one types.
import { announce, typing } from "./dom.js";

const remember = "touchstone keys";

export function start(review) {
  const viewers = [...review.querySelectorAll("[data-viewer]")];
  const claims = [...review.querySelectorAll("[data-claim]")];
  let now = -1;

  if (viewers.length > 1) only(viewers[0]);

  review.addEventListener("click", (event) => {
    const link = event.target.closest("[data-view]");
    const viewer = link && document.getElementById(link.dataset.view);
    if (!viewer || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    only(viewer);
    turn(viewer, link);
    choose(claims.indexOf(link.closest("[data-claim]")), false);
  });

  // A press on Refer goes on to what is missing; arrow keys among the answers
  // do not, since the focus would run away.
  review.addEventListener("click", (event) => {
    if (event.detail > 0 && event.target.closest(".verdict__refer")) why(event.target);
  });

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
    claims[now].focus();
    claims[now].scrollIntoView({ block: "nearest" });
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

  const keys = {
    j: () => choose(now + 1, true),
    k: () => choose(now - 1, true),
    a: () => decide("accept"),
    r: () => decide("refer"),
    g: () => claims[now]?.querySelector("[data-view]")?.click(),
  };
  const on = keySwitch();

  document.addEventListener("keydown", (event) => {
    const act = keys[event.key.toLowerCase()];
    if (!act || !on() || event.ctrlKey || event.metaKey || event.altKey) return;
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    act();
  });
}

// turn opens a viewer at the page or time a link names.
function turn(viewer, link) {
  const { kind, href } = viewer.dataset;
  const page = Number(link.dataset.page);
  const from = Number(link.dataset.from);
  const media = viewer.querySelector("audio, video");
  if (media) {
    seek(media, from);
  } else if (kind === "pdf" && page > 0) {
    const old = viewer.querySelector("iframe");
    const fresh = old.cloneNode(); // a viewer of PDFs does not follow a changed fragment
    fresh.src = `${href}#page=${page}&navpanes=0&view=FitH`;
    old.replaceWith(fresh);
    const label = viewer.querySelector("[data-viewer-page]");
    if (label) label.textContent = label.textContent.replace(/^\s*(Page \d+ of )?(\d+)( pages)?\s*$/, `Page ${page} of $2`);
  }
  const alone = viewer.querySelector("[data-viewer-open]");
  if (alone && page > 0) alone.href = `${href}#page=${page}`;
  if (innerWidth < 992) viewer.scrollIntoView({ block: "start" });
}

function seek(media, from) {
  const go = () => {
    media.currentTime = from;
    media.play().catch(() => {}); // the browser may want a press first
  };
  if (media.readyState > 0) return go();
  media.addEventListener("loadedmetadata", go, { once: true });
  media.load();
}

// keySwitch shows the switch of the keys and returns whether they are on.
function keySwitch() {
  const label = document.querySelector("[data-keys-switch]");
  const box = label?.querySelector("input");
  const on = () => localStorage.getItem(remember) !== "off";
  const show = () => document.body.classList.toggle("keys-on", on());
  if (box) {
    label.hidden = false;
    box.checked = on();
    box.addEventListener("change", () => {
      localStorage.setItem(remember, box.checked ? "on" : "off");
      show();
    });
  }
  show();
  return on;
}

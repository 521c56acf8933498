// The claims of a piece follow the statements that are ticked: a tick adds the
// fields of a claim at once, taking it off puts them away (what was written can
// be brought back), and files that are added meanwhile can be chosen in each.
// Without script a button does the same.
import { announce, button, el } from "./dom.js";
import { follow as followPlace } from "./place.js";

export function start(form) {
  const list = form.querySelector(".claims");
  const pattern = form.querySelector("[data-claim-template]").content.firstElementChild;
  const picker = form.querySelector("[data-picker]");
  const total = form.querySelector("[data-claims-total]");

  form.querySelector("[data-claims-plain]").hidden = true;
  for (const pair of list.querySelectorAll("[data-place]")) followPlace(pair);

  // Words kept on this device come back as input, a press as change.
  for (const event of ["input", "change"]) picker.addEventListener(event, follow);

  function follow() {
    for (const box of boxes()) {
      if (box.checked) add(box);
      else remove(box);
    }
    const n = list.children.length;
    if (total) total.textContent = n === 1 ? "1 statement" : `${n} statements`;
  }

  list.addEventListener("click", (event) => {
    const claim = event.target.closest("[data-statement]");
    if (event.target.closest("[data-claim-remove]")) boxes().find((box) => box.value === claim.dataset.statement)?.click();
    else if (event.target.closest("[data-claim-plain]")) another(claim);
    else return;
    event.preventDefault();
  });

  // A file that was just added can be chosen in every claim.
  document.addEventListener("touchstone:added", (event) => {
    const id = event.detail.id.replace("file-", "");
    const name = event.detail.querySelector(".files__name").textContent.trim();
    for (const select of form.querySelectorAll('select[name^="file-"]')) offer(select, id, name);
    offer(pattern.querySelector('select[name^="file-"]'), id, name);
  });

  function boxes() {
    return [...picker.querySelectorAll('input[type="checkbox"]')];
  }

  function claimOf(id) {
    return list.querySelector(`[data-statement="${CSS.escape(id)}"]`);
  }

  function add(box) {
    if (claimOf(box.value)) return;
    const row = box.closest("[data-pick]");
    const claim = named(pattern.cloneNode(true), box.value);
    claim.dataset.statement = box.value;
    const name = row.querySelector(".picker__name").textContent.trim();
    claim.querySelector(".claim__name").textContent = name;
    claim.querySelector("[data-claim-full]").textContent = row.dataset.find;
    for (const told of claim.querySelectorAll("[data-claim-of]")) told.textContent = `${told.dataset.claimOf}${row.dataset.code || name}`;
    const chip = row.querySelector(".ksb");
    if (chip) claim.querySelector(".claim__head").prepend(chip.cloneNode(true));
    list.append(claim);
    claim.querySelectorAll("[data-place]").forEach(followPlace);
    announce(`${row.dataset.code} ${name} is added to what this shows`);
  }

  function remove(box) {
    const claim = claimOf(box.value);
    if (!claim) return;
    const inside = claim.contains(document.activeElement);
    const next = claim.nextElementSibling;
    claim.remove();
    if (inside) box.focus();
    const code = box.closest("[data-pick]").dataset.code || claim.querySelector(".claim__name").textContent.trim();
    if (!written(claim)) return announce(`${code} is taken away`);
    toast(`${code} is taken away.`, () => {
      if (!claimOf(box.value)) list.insertBefore(claim, next?.parentNode === list ? next : null);
      box.checked = true;
      box.dispatchEvent(new Event("change", { bubbles: true }));
      claim.querySelector("textarea").focus();
    });
  }

  // another adds fields for one more place of a claim.
  function another(claim) {
    const id = claim.dataset.statement;
    const places = claim.querySelectorAll("[data-place]");
    const pair = named(pattern.querySelector("[data-place]").cloneNode(true), id);
    for (const e of pair.querySelectorAll("[id], [for], [aria-describedby]")) {
      for (const a of ["id", "for", "aria-describedby"]) {
        if (e.hasAttribute(a)) e.setAttribute(a, e.getAttribute(a).replace(/((?:file-of|at)-\d+)/g, `$1-${places.length + 1}`));
      }
    }
    places[places.length - 1].after(pair);
    followPlace(pair);
    pair.querySelector("select").focus();
  }
}

// named puts a statement's id where the pattern says "new".
function named(made, id) {
  for (const e of [made, ...made.querySelectorAll("*")]) {
    for (const name of ["id", "name", "for", "aria-describedby", "value"]) {
      const value = e.getAttribute(name);
      if (value) e.setAttribute(name, value.replace(/\bnew\b/g, id));
    }
  }
  return made;
}

// written reports whether a claim holds words of a person's.
function written(claim) {
  return [...claim.querySelectorAll('textarea, input[type="text"]')].some((field) => field.value.trim() !== "");
}

function offer(select, id, name) {
  if ([...select.options].some((o) => o.value === id)) return;
  select.add(new Option(name, id));
}

// toast says that something was done, and undoes it.
function toast(text, undo) {
  const place = document.querySelector("[data-toasts]");
  const told = el("p", { class: "toast" }, el("span", {}, text), button("Undo", () => { told.remove(); undo(); }));
  place.replaceChildren(told);
  import("./toast.js").then((feature) => feature.start(told));
}

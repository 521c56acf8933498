// The claims of a piece follow the statements that are ticked: a tick adds the
// fields of a claim at once, taking it off puts them away, and files that are
// added meanwhile can be chosen in each. Without script a button does the same.
import { announce } from "./dom.js";

export function start(form) {
  const list = form.querySelector(".claims");
  const pattern = form.querySelector("[data-claim-template]").content.firstElementChild;
  const picker = form.querySelector("[data-picker]");

  form.querySelector("[data-claims-plain]").hidden = true;

  // Words kept on this device come back as input, a press as change.
  for (const event of ["input", "change"]) picker.addEventListener(event, follow);

  function follow() {
    for (const box of picker.querySelectorAll('input[type="checkbox"]')) {
      if (box.checked) add(box);
      else remove(box);
    }
  }

  list.addEventListener("click", (event) => {
    const press = event.target.closest("[data-claim-remove]");
    if (!press) return;
    event.preventDefault();
    const box = boxOf(press.closest("[data-statement]").dataset.statement);
    if (box) box.click();
  });

  // A file that was just added can be chosen in every claim.
  document.addEventListener("touchstone:added", (event) => {
    const id = event.detail.id.replace("file-", "");
    const name = event.detail.querySelector(".files__name").textContent.trim();
    for (const select of form.querySelectorAll('select[name^="file-"]')) offer(select, id, name);
    offer(pattern.querySelector('select[name^="file-"]'), id, name);
  });

  function boxOf(id) {
    return [...picker.querySelectorAll('input[type="checkbox"]')].find((box) => box.value === id);
  }

  function add(box) {
    if (claimOf(box.value)) return;
    const row = box.closest("[data-pick]");
    const claim = pattern.cloneNode(true);
    claim.id = `claim-${box.value}`;
    claim.dataset.statement = box.value;
    for (const e of claim.querySelectorAll("*")) {
      for (const name of ["id", "name", "for", "aria-describedby", "value"]) {
        const value = e.getAttribute(name);
        if (value) e.setAttribute(name, value.replace(/\bnew\b/g, box.value));
      }
    }
    const name = row.querySelector(".picker__name").textContent.trim();
    claim.querySelector(".claim__name").textContent = name;
    claim.querySelector("[data-claim-full]").textContent = row.dataset.find;
    const chip = row.querySelector(".ksb");
    if (chip) claim.querySelector(".claim__head").prepend(chip.cloneNode(true));
    list.append(claim);
    announce(`${row.dataset.code} ${name} is added to what this shows`);
  }

  function remove(box) {
    const claim = claimOf(box.value);
    if (!claim) return;
    const inside = claim.contains(document.activeElement);
    claim.remove();
    if (inside) box.focus();
    announce("The statement is taken away");
  }

  function claimOf(id) {
    return list.querySelector(`[data-statement="${CSS.escape(id)}"]`);
  }
}

function offer(select, id, name) {
  if ([...select.options].some((o) => o.value === id)) return;
  select.add(new Option(name, id));
}

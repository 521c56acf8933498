// Choosing statements: the list is filtered as one types, and by type. Enter
// takes the first that is shown; arrows go through the list.
export function start(picker) {
  const find = picker.querySelector("[data-picker-find]");
  const type = picker.querySelector("[data-picker-type]");
  const count = picker.querySelector("[data-picker-count]");
  const rows = [...picker.querySelectorAll("[data-pick]")].map((row) => ({
    row,
    box: row.querySelector("input"),
    code: row.dataset.code.toLowerCase(),
    text: `${row.dataset.code} ${row.textContent} ${row.dataset.find ?? ""}`.toLowerCase(),
    type: row.dataset.type,
  }));
  let shown = rows;

  function filter() {
    const words = find.value.toLowerCase().trim().split(/\s+/).filter(Boolean);
    shown = rows.filter((r) => (!type.value || r.type === type.value) && words.every((w) => fits(r, w)));
    for (const r of rows) r.row.hidden = !shown.includes(r);
    tell();
  }

  // A word that looks like a code must be one: "k1" finds K1, and K10 while it
  // is being typed, but not a text with "k1" in it.
  function fits(r, word) {
    return /^[a-z]{1,3}\d+$/.test(word) ? r.code.startsWith(word) : r.text.includes(word);
  }

  function tell() {
    const chosen = rows.filter((r) => r.box.checked).length;
    const found = shown.length === rows.length ? `${rows.length} statements` : `${shown.length} of ${rows.length} statements`;
    count.textContent = `${found}, ${chosen} chosen`;
  }

  function move(step) {
    const at = shown.findIndex((r) => r.box === document.activeElement);
    const next = at + step;
    if (next < 0) find.focus();
    else if (next < shown.length) shown[next].box.focus();
  }

  find.addEventListener("input", filter);
  type.addEventListener("change", filter);
  picker.addEventListener("change", tell);
  picker.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && event.target !== type) move(1);
    else if (event.key === "ArrowUp" && event.target !== type) move(-1);
    else if (event.key === "Enter" && event.target === find) take();
    else if (event.key === "Escape" && find.value) clear();
    else return;
    event.preventDefault();
  });

  function take() {
    if (shown.length === 0 || find.value.trim() === "") return;
    shown[0].box.click();
    find.select();
  }

  function clear() {
    find.value = "";
    filter();
    find.focus();
  }

  picker.querySelector("[data-picker-bar]").hidden = false;
  tell();
}

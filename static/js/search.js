// The key / goes to the field one searches in, or to the page that has it. It
// rests while one types, and a person can switch it off for good.
export function start(link) {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    if (event.target.closest("input, textarea, select, [contenteditable], dialog[open]")) return;
    event.preventDefault();
    const field = document.querySelector("[data-search-field]");
    if (field) {
      field.focus();
      field.select();
    } else {
      link.click();
    }
  });
}

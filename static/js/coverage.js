// The wall of statements, filtered as one types and by method. Without script
// the same form asks the server.
export function start(wall) {
  const find = wall.querySelector("[data-coverage-find]");
  const method = wall.querySelector("[data-coverage-method]");
  const count = wall.querySelector("[data-coverage-count]");
  const tiles = [...wall.querySelectorAll("[data-tile]")].map((tile) => ({
    tile,
    text: `${tile.textContent} ${tile.dataset.find ?? ""}`.toLowerCase(),
    methods: (tile.dataset.methods ?? "").split(" "),
  }));
  const groups = [...wall.querySelectorAll("[data-group]")];

  function filter() {
    const words = find.value.toLowerCase().trim().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const t of tiles) {
      const fits = (!method?.value || t.methods.includes(method.value)) && words.every((w) => t.text.includes(w));
      t.tile.hidden = !fits;
      if (fits) shown++;
    }
    for (const g of groups) g.hidden = !g.querySelector("[data-tile]:not([hidden])");
    count.textContent = say(shown);
  }

  function say(shown) {
    if (shown === tiles.length) return "";
    if (shown === 0) return wall.dataset.nothing;
    return `${shown} of ${tiles.length} statements`;
  }

  wall.querySelector("form")?.addEventListener("submit", (event) => {
    event.preventDefault();
    filter();
  });
  find.addEventListener("input", filter);
  method?.addEventListener("change", filter);
  wall.querySelectorAll("[data-filter-button]").forEach((b) => { b.hidden = true; });
  if (find.value) filter();
}

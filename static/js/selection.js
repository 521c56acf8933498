// What a choice of pieces comes to, as boxes are ticked. Without script a button
// asks the server, which says the same in the same words.
export function start(form) {
  const least = Number(form.dataset.least);
  const most = Number(form.dataset.most);
  const names = form.dataset.names.split("|");
  const numbers = (text) => (text ? text.split(" ").map(Number) : []);
  const pieces = [...form.querySelectorAll("[data-piece]")].map((row) => ({
    box: row.querySelector("[name=piece]"),
    now: row.querySelector("[data-now]"),
    needs: numbers(row.dataset.needs),
    barred: "barred" in row.dataset,
  }));
  if (pieces.some((p) => !p.box)) return; // only to be read
  const methods = [...form.querySelectorAll("[data-method]")].map((item) => ({
    says: item.querySelector("[data-says]"),
    needs: numbers(item.dataset.needs),
  }));

  function list(needs) {
    const room = 12;
    const all = needs.map((n) => names[n]);
    if (all.length - room > 1) return `${all.slice(0, room).join(", ")} and ${all.length - room} more`;
    return all.length < 2 ? all.join("") : `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
  }

  function says(p, held) {
    if (p.barred) return "The plan does not take this kind of piece.";
    if (p.needs.length === 0) return "It shows nothing that is asked for.";
    const adds = p.needs.filter((n) => held[n] === (p.box.checked ? 1 : 0));
    if (p.box.checked) return adds.length ? `It alone shows ${list(adds)}.` : "Others show all that it shows.";
    return adds.length ? `It would add ${list(adds)}.` : `It would be another showing of ${list(p.needs)}.`;
  }

  function fill(name, needs) {
    const part = form.querySelector(`[data-${name}]`);
    part.hidden = needs.length === 0;
    part.querySelector("[data-list]").textContent = list(needs);
  }

  function beside(chosen) {
    if (chosen < least) return `, ${least - chosen} fewer than the plan asks for`;
    return most > 0 && chosen > most ? `, ${chosen - most} more than the plan takes` : "";
  }

  function weigh() {
    const held = names.map(() => 0);
    const could = names.map(() => false);
    for (const p of pieces) {
      for (const n of p.needs) {
        if (p.barred) continue;
        could[n] = true;
        if (p.box.checked) held[n]++;
      }
    }
    const chosen = pieces.filter((p) => p.box.checked).length;
    form.querySelector("[data-number]").textContent = `${chosen} ${chosen === 1 ? "piece" : "pieces"} chosen${beside(chosen)}.`;
    for (const m of methods) m.says.textContent = `${m.needs.filter((n) => held[n] > 0).length} of ${m.needs.length} shown`;
    const all = names.map((_, n) => n);
    fill("short", all.filter((n) => held[n] === 0 && could[n]));
    fill("thin", all.filter((n) => held[n] === 1));
    for (const p of pieces) p.now.textContent = says(p, held);
  }

  form.querySelectorAll("[data-see]").forEach((b) => { b.hidden = true; });
  form.addEventListener("change", weigh);
  weigh();
}

// The four parts of an account one at a time: a step shows its part, and each
// part leads on to the next. Without script all four stand below each other.
import { button, icon } from "./dom.js";

export function start(story) {
  const steps = [...story.querySelectorAll(".steps a")];
  const parts = [...story.querySelectorAll("[data-part]")];
  const field = (part) => part.querySelector("textarea");

  function show(n, focus = true) {
    parts.forEach((part, i) => { part.hidden = i !== n; });
    steps.forEach((step, i) => {
      if (i === n) step.setAttribute("aria-current", "step");
      else step.removeAttribute("aria-current");
      mark(i);
    });
    if (focus) field(parts[n]).focus();
  }

  // mark draws a step as written, begun upon, or empty.
  function mark(i) {
    const done = field(parts[i]).value.trim() !== "";
    const current = steps[i].hasAttribute("aria-current");
    steps[i].classList.toggle("is-done", done);
    const use = steps[i].querySelector("use");
    const name = current ? "draft" : done ? "accepted" : "none";
    use.setAttribute("href", use.getAttribute("href").replace(/#m-.*$/, `#m-${name}`));
  }

  parts.forEach((part, i) => {
    field(part).addEventListener("input", () => mark(i));
    if (i + 1 === parts.length) return;
    const next = button(`Next: ${steps[i + 1].querySelector("strong").textContent.toLowerCase()}`, () => show(i + 1));
    next.append(icon("i-next"));
    part.append(next);
  });

  // A step, a line of the summary of faults, or anything else that leads to a part.
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    const n = link ? parts.findIndex((part) => part.dataset.part === link.hash.slice(1)) : -1;
    if (n < 0) return;
    event.preventDefault();
    show(n);
  });

  const wanted = [
    (part) => part.querySelector(".field--fault"),
    (part) => part.dataset.part === location.hash.slice(1),
    (part) => field(part).value.trim() === "",
  ];
  const first = wanted.map((fits) => parts.findIndex((part) => fits(part))).find((n) => n >= 0);
  show(first ?? 0, false);
}

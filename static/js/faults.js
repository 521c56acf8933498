// Sentences beside fields: what the server refused of a save, and what a script
// finds wrong as one types.
import { el, icon } from "./dom.js";

// showFaults shows what the server says of fields, by name, instead of what it
// said before. Fields that a script checks (data-checked) are left to it.
export function showFaults(form, sentences) {
  clearFaults(form);
  for (const [name, sentence] of Object.entries(sentences)) {
    const input = [...form.elements].find((e) => e.name === name);
    const field = input?.closest(".field");
    if (!field || input.dataset.checked !== undefined || field.classList.contains("field--fault")) continue;
    showFault(input, sentence);
  }
}

// showFault says what is wrong with a field, between its hint and what is typed.
export function showFault(input, sentence) {
  const field = input.closest(".field");
  if (field.querySelector(".field__fault")?.textContent.trim() === sentence) return;
  clearFault(input);
  const id = `${input.id || input.name}-saved-fault`;
  const told = el("p", { class: "field__fault", id, "data-saved-fault": true }, icon("i-warn"), el("span", {}, sentence));
  const before = [...field.children].find((child) => child === input || child.contains(input));
  field.insertBefore(told, before);
  field.classList.add("field--fault");
  input.setAttribute("aria-invalid", "true");
  input.setAttribute("aria-describedby", `${input.getAttribute("aria-describedby") ?? ""} ${id}`.trim());
}

// clearFault takes away what is said to be wrong with a field, whoever said it.
export function clearFault(input) {
  const field = input.closest(".field");
  const told = field.querySelector(".field__fault");
  if (!told) return;
  field.classList.remove("field--fault");
  input.removeAttribute("aria-invalid");
  const left = (input.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== told.id).join(" ");
  if (left) input.setAttribute("aria-describedby", left);
  else input.removeAttribute("aria-describedby");
  told.remove();
}

// clearFaults takes away what showFaults put there.
export function clearFaults(form) {
  for (const told of form.querySelectorAll("[data-saved-fault]")) {
    const input = told.closest(".field").querySelector("[aria-invalid]");
    if (input && input.dataset.checked === undefined) clearFault(input);
  }
}

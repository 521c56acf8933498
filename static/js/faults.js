// Sentences beside fields, when the server refused a save.
import { el, icon } from "./dom.js";

export function showFaults(form, sentences) {
  clearFaults(form);
  for (const [name, sentence] of Object.entries(sentences)) {
    const input = [...form.elements].find((e) => e.name === name);
    const field = input?.closest(".field");
    if (!field || field.classList.contains("field--fault")) continue;
    const id = `${input.id || name}-saved-fault`;
    const told = el("p", { class: "field__fault", id, "data-saved-fault": true }, icon("i-warn"), el("span", {}, sentence));
    const before = [...field.children].find((child) => child === input || child.contains(input));
    field.insertBefore(told, before);
    field.classList.add("field--fault");
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", `${input.getAttribute("aria-describedby") ?? ""} ${id}`.trim());
  }
}

// clearFaults takes away what showFaults put there.
export function clearFaults(form) {
  for (const told of form.querySelectorAll("[data-saved-fault]")) {
    const field = told.closest(".field");
    field.classList.remove("field--fault");
    const input = field.querySelector("[aria-invalid]");
    input?.removeAttribute("aria-invalid");
    const left = (input?.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== told.id).join(" ");
    if (left) input.setAttribute("aria-describedby", left);
    else input?.removeAttribute("aria-describedby");
    told.remove();
  }
}

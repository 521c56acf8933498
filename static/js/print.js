// A button that prints. It is hidden where there is no script, since the
// browser prints without it.
export function start(button) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// Counts the words of a field as they are typed: data-words="NAME" shows the
// count of the field of that name.
export function start(place) {
  const field = document.querySelector(`textarea[name="${CSS.escape(place.dataset.words)}"]`);
  if (!field) return;
  field.addEventListener("input", () => {
    const n = count(field.value);
    place.textContent = n === 1 ? "1 word" : `${n} words`;
  });
}

export function count(text) {
  return text.trim() === "" ? 0 : text.trim().split(/\s+/u).length;
}

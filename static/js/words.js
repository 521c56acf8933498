// Counts the words of a field as they are typed: data-words="NAME" shows the
// count of the field of that name.
export function start(place) {
  const field = document.querySelector(`textarea[name="${CSS.escape(place.dataset.words)}"]`);
  if (!field) return;
  field.addEventListener("input", () => {
    place.textContent = wordsIn(count(field.value));
  });
}

// wordsIn says how many words there are.
export function wordsIn(n) {
  if (n === 0) return "Nothing yet";
  return n === 1 ? "1 word" : `${n} words`;
}

export function count(text) {
  return text.trim() === "" ? 0 : text.trim().split(/\s+/u).length;
}

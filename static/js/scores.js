// Counts the statements of a group that are scored, as they are chosen.
//
//   <section data-scores> … <p>3 of 22 scored</p> … radios, one name a statement
export function start(group) {
  const count = group.querySelector(".section__head p");
  const names = new Set([...group.querySelectorAll("input[type=radio]")].map((e) => e.name));

  function tell() {
    const scored = [...names].filter((name) => group.querySelector(`input[name="${name}"]:checked`)).length;
    count.textContent = `${scored} of ${names.size} scored`;
  }

  group.addEventListener("change", tell);
  group.addEventListener("scored", tell);
  tell();
}

// A submit button with data-confirm="ID" asks by the dialog of that id first.
export function start(asker) {
  const dialog = document.getElementById(asker.dataset.confirm);
  if (!dialog) return;
  let sure = false;
  asker.addEventListener("click", (event) => {
    if (sure) return;
    event.preventDefault();
    dialog.onclick = (press) => {
      const answer = press.target.closest("[data-answer]")?.dataset.answer;
      if (!answer) return;
      dialog.close();
      if (answer !== "yes") return;
      sure = true;
      asker.click();
      sure = false;
    };
    dialog.showModal();
    dialog.querySelector('[data-answer="no"]').focus();
  });
}

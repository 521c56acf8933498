// The list of what is wrong with a form takes the focus when the page opens.
export function start(summary) {
  summary.focus();
}

// A toast stays for eight seconds, and longer while the pointer or the focus is
// on it.
const stay = 8000;

export function start(toast) {
  let timer;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => toast.remove(), stay);
  };
  const hold = () => clearTimeout(timer);
  for (const on of ["pointerenter", "focusin"]) toast.addEventListener(on, hold);
  for (const off of ["pointerleave", "focusout"]) toast.addEventListener(off, wait);
  wait();
}

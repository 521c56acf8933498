// Says when there is no connection, and lets a worker keep the styles and one
// page that says so for when a page cannot be had at all.
import { el, note } from "./dom.js";

let banner;

function show() {
  if (navigator.onLine) {
    banner?.remove();
    banner = null;
    return;
  }
  if (banner) return;
  banner = note("watch", el("p", {}, el("strong", {}, "You are offline."), " What you write is kept on this device and sent when you are back."));
  banner.setAttribute("role", "status");
  document.getElementById("main")?.prepend(banner);
}

export function start() {
  addEventListener("online", show);
  addEventListener("offline", show);
  show();
  for (const again of document.querySelectorAll("[data-again]")) {
    again.addEventListener("click", (event) => {
      event.preventDefault();
      location.reload();
    });
  }
  const version = document.documentElement.dataset.static;
  if ("serviceWorker" in navigator && isSecureContext && version) {
    navigator.serviceWorker.register(`/sw.js?static=${encodeURIComponent(version)}`).catch(() => {}); // pages work without it
  }
}

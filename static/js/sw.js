// The service worker. It keeps the styles, scripts and fonts of this version and
// one page, /offline, that names nobody. It never keeps a page with people's
// data, and never answers a request while the network does.
const base = new URL(location).searchParams.get("static");
const store = `touchstone ${base}`;
const offline = "/offline";
const kept = [
  "css/touchstone.css", "icons.svg", "icons/favicon.svg",
  "fonts/public-sans-latin-wght-normal.woff2", "js/touchstone.js", "js/dom.js", "js/offline.js",
].map((name) => base + name);

self.addEventListener("install", (event) => {
  event.waitUntil(fill().then(() => self.skipWaiting()));
});

async function fill() {
  const cache = await caches.open(store);
  await cache.addAll([...kept, new Request(offline, { credentials: "omit" })]);
}

self.addEventListener("activate", (event) => {
  event.waitUntil(forget().then(() => self.clients.claim()));
});

async function forget() {
  for (const name of await caches.keys()) {
    if (name.startsWith("touchstone ") && name !== store) await caches.delete(name);
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith(base)) event.respondWith(first(request));
  else if (request.mode === "navigate") event.respondWith(fetch(request).catch(sorry));
});

async function first(request) {
  return (await caches.match(request)) ?? fetch(request);
}

async function sorry() {
  return (await caches.match(offline)) ?? Response.error();
}

// What several features need: making elements, telling the time, being heard.

// el makes an element. Attributes that are null or false are left out; functions
// become listeners ("onclick").
export function el(tag, attributes = {}, ...children) {
  const e = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") e.addEventListener(name.slice(2), value);
    else if (value === true) e.setAttribute(name, "");
    else if (value !== null && value !== false && value !== undefined) e.setAttribute(name, value);
  }
  e.append(...children.filter((c) => c !== null && c !== undefined));
  return e;
}

// icon draws an icon or mark of the sprite, such as "i-warn".
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("class", name.startsWith("m-") ? "mark" : "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `${document.documentElement.dataset.icons}#${name}`);
  svg.append(use);
  return svg;
}

// note makes a note of a kind: watch, fault, returned, accepted.
export function note(kind, ...children) {
  const picture = kind === "accepted" || kind === "returned" ? icon(`m-${kind}`) : icon("i-warn");
  return el("div", { class: `note note--${kind}` }, picture, ...children);
}

export function button(text, act, kind = "") {
  return el("button", { type: "button", class: kind ? `button button--${kind}` : "button", onclick: act }, text);
}

export function csrf() {
  return document.querySelector('meta[name="csrf"]')?.content ?? "";
}

// person keys what a browser keeps, so that nobody is offered another's words.
export function person() {
  return document.documentElement.dataset.person || "nobody";
}

// clock writes a time of today as 14:02, and of another day with the day.
export function clock(when) {
  const d = new Date(when);
  const time = d.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  if (d.toDateString() === new Date().toDateString()) return time;
  return `${time} on ${d.toLocaleDateString("en-GB", { day: "numeric", month: "long" })}`;
}

// signIn is the address that leads back here after signing in.
export function signIn() {
  return `/sign-in?to=${encodeURIComponent(location.pathname + location.search)}`;
}

let region;

// announce says something to those who listen to the page.
export function announce(text) {
  if (!region) {
    region = el("div", { class: "unseen", role: "status" });
    document.body.append(region);
  }
  region.textContent = "";
  setTimeout(() => { region.textContent = text; }, 50);
}

// typing reports whether keys belong to what has the focus.
export function typing(target) {
  if (target.isContentEditable) return true;
  if (/^(TEXTAREA|SELECT|AUDIO|VIDEO|IFRAME)$/.test(target.tagName)) return true;
  return target.tagName === "INPUT" && !/^(checkbox|radio|button|submit)$/.test(target.type);
}

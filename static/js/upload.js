// Files sent one by one with their progress, two at a time.
//
//   <form class="drop" data-upload="URL" data-list="ID" data-limit="BYTES">
//
// Each is posted as multipart: first the hidden fields of the form, then "file",
// with Accept: application/json and the header X-CSRF. The server answers
// 201 {"id", "name", "html"} with the finished row, or 4xx {"message"}.
import { announce, button, csrf, el, icon, signIn } from "./dom.js";
import { Pace, size } from "./pace.js";

const atOnce = 2;
const waiting = [];
let running = 0;

export function start(form) {
  const list = document.getElementById(form.dataset.list);
  if (!list) return;
  form.classList.add("drop--live");
  const add = (files) => [...files].forEach((file) => enqueue(new Upload(form, list, file)));

  for (const input of form.querySelectorAll('input[type="file"]')) {
    const take = () => {
      add(input.files);
      input.value = "";
    };
    input.addEventListener("change", take);
    if (input.files.length > 0) take(); // chosen before the script was there
  }
  const title = form.querySelector(".drop__title");
  const words = title.innerHTML;
  let depth = 0; // drags enter and leave every child
  const calm = () => {
    depth = 0;
    form.classList.remove("drop--over");
    title.innerHTML = words;
  };
  form.addEventListener("dragenter", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    depth++;
    const n = event.dataTransfer.items.length;
    form.classList.add("drop--over");
    title.textContent = n > 1 ? `Let go to add ${n} files` : "Let go to add the file";
  });
  form.addEventListener("dragover", (event) => event.preventDefault());
  form.addEventListener("dragleave", () => {
    depth--;
    if (depth <= 0) calm();
  });
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    calm();
    add(event.dataTransfer.files);
  });
  addEventListener("beforeunload", (event) => {
    if (running > 0 || waiting.length > 0) event.preventDefault();
  });
}

function enqueue(upload) {
  waiting.push(upload);
  next();
}

function next() {
  while (running < atOnce && waiting.length > 0) {
    running++;
    waiting.shift().send().finally(() => {
      running--;
      next();
    });
  }
}

class Upload {
  constructor(form, list, file) {
    this.form = form;
    this.file = file;
    this.more = el("p", { class: "files__more num" }, "Waiting for its turn");
    this.bar = el("progress", { max: 100, value: 0, "aria-label": `Uploading ${file.name}` });
    this.act = el("span", { class: "actions" });
    this.row = el("li", {}, icon(iconOf(file.type)), el("span", { class: "files__name" }, file.name), this.act, this.bar, this.more);
    this.offer("Cancel", () => this.cancel());
    list.append(this.row);
    const limit = Number(form.dataset.limit);
    if (limit > 0 && file.size > limit) this.refuse(`This file has ${size(file.size)}. The limit is ${size(limit)}.`, false);
  }

  offer(...pairs) {
    this.act.replaceChildren();
    for (let i = 0; i < pairs.length; i += 2) {
      const b = button(pairs[i], pairs[i + 1], "bare");
      b.append(el("span", { class: "unseen" }, ` ${this.file.name}`));
      this.act.append(b);
    }
  }

  // send resolves when the file is done with, well or not.
  send() {
    if (this.over) return Promise.resolve();
    announce(`Uploading ${this.file.name}`);
    return new Promise((done) => {
      const x = new XMLHttpRequest();
      const pace = new Pace(this.file.size);
      this.request = x;
      x.upload.onprogress = (event) => this.progress(pace, event);
      x.onload = () => { this.answered(x); done(); };
      x.onerror = () => { this.refuse("The connection was lost, so none of it was kept.", true); done(); };
      x.onabort = () => done();
      x.open("POST", this.form.dataset.upload);
      x.setRequestHeader("Accept", "application/json");
      x.setRequestHeader("X-CSRF", csrf());
      x.send(this.body());
    });
  }

  body() {
    const body = new FormData();
    for (const hidden of this.form.querySelectorAll('input[type="hidden"]')) body.append(hidden.name, hidden.value);
    if (this.insist) body.append("keep", "yes");
    body.append("file", this.file, this.file.name);
    return body;
  }

  progress(pace, event) {
    const sent = Math.min(event.loaded, this.file.size);
    const part = this.file.size ? Math.floor((100 * sent) / this.file.size) : 100;
    this.bar.value = part;
    if (part === 100) {
      this.more.textContent = "100 %. Checking the file";
      return;
    }
    const said = pace.at(sent);
    if (said) this.more.textContent = `${part} %. ${size(sent)} of ${size(this.file.size)}, ${said}`;
  }

  answered(x) {
    const answer = read(x);
    if (x.status === 201 || x.status === 200) return this.finish(answer);
    if (x.status === 401) return this.signedOut();
    const message = answer.message ?? (x.status >= 500 ? "This did not work, and it is our fault. None of it was kept." : "The file was not taken.");
    this.refuse(message, x.status >= 500 || x.status === 408 || x.status === 429, answer.keep === true);
  }

  finish(answer) {
    announce(`${this.file.name} is added`);
    const made = document.createElement("template");
    made.innerHTML = answer.html ?? "";
    const row = made.content.firstElementChild;
    if (row) {
      this.row.replaceWith(row);
      document.dispatchEvent(new CustomEvent("touchstone:added", { detail: row }));
      return;
    }
    this.bar.remove();
    this.act.replaceChildren();
    this.more.textContent = `${size(this.file.size)}. Added`;
  }

  refuse(message, again, keep = false) {
    this.over = !again;
    this.bar.remove();
    this.row.firstElementChild.replaceWith(icon("i-warn"));
    this.more.className = "files__more files__fault";
    this.more.replaceChildren(el("strong", {}, message));
    const offers = ["Put it away", () => this.row.remove()];
    if (again) offers.unshift("Try again", () => this.again());
    if (keep) offers.unshift("Keep it as it is", () => { this.insist = true; this.again(); });
    this.offer(...offers);
    announce(`${this.file.name}: ${message}`);
  }

  again() {
    this.over = false;
    this.row.firstElementChild.replaceWith(icon(iconOf(this.file.type)));
    this.bar.value = 0;
    this.row.insertBefore(this.bar, this.more);
    this.more.className = "files__more num";
    this.more.textContent = "Waiting for its turn";
    this.offer("Cancel", () => this.cancel());
    enqueue(this);
  }

  signedOut() {
    this.refuse("You have been signed out, so the file was not kept.", true);
    this.more.append(" ", el("a", { href: signIn() }, "Sign in and come back here"), ", then add it again.");
  }

  cancel() {
    this.over = true;
    this.request?.abort();
    this.row.remove();
    announce(`${this.file.name} is cancelled`);
    this.form.querySelector('input[type="file"]')?.focus();
  }
}

function read(x) {
  try {
    return JSON.parse(x.responseText);
  } catch {
    return {};
  }
}

function iconOf(type) {
  if (type.startsWith("image/")) return "i-image";
  if (type.startsWith("audio/")) return "i-sound";
  if (type.startsWith("video/")) return "i-film";
  return "i-file";
}

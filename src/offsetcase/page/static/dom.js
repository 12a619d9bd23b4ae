// Elements, words, and what a screen reader hears. Text from files only ever becomes text, never markup.

const WORDS = ABOUT.words;
const byId = (id) => document.getElementById(id);

const filled = (text, values = {}) => text.replace(/\{([\w-]+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));

// The words at "table.name", filled in.
const say = (path, values) => {
  const at = path.indexOf(".");
  const text = (WORDS[path.slice(0, at)] || {})[path.slice(at + 1)];
  return text === undefined ? path : Array.isArray(text) ? text.map((one) => filled(one, values)) : filled(text, values);
};
const has = (path) => say(path) !== path;

let count = 0;
const newId = (start = "id") => `${start}-${(count += 1)}`;

// An element: el("p", { class: "why" }, "words", another, …). on… are listeners; null and false are left out.
const el = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "value") made.value = value;
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter((one) => one !== null && one !== undefined && one !== false));
  return made;
};

const paragraph = (text, kind) => el("p", { class: kind || null }, text);
const button = (words, act, kind) => el("button", { type: "button", class: kind || null, onclick: act }, words);
const heading = (text, level = 2) => el(`h${level}`, { tabindex: "-1" }, text);

// Spoken where nothing else on the screen says it; the same words twice are spoken twice.
const announce = (words) => {
  byId("live").textContent = "";
  setTimeout(() => (byId("live").textContent = words), 50);
};

const table = (caption, head, rows, kind) =>
  el(
    "div",
    { class: "wide", tabindex: "0", role: "region", "aria-label": caption },
    el(
      "table",
      // On a narrow screen the cells stand below one another, and the roles keep it a table.
      { class: `stack ${kind || ""}`, role: "table" },
      el("caption", {}, caption),
      el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, head.map((one, at) => el("th", { scope: "col", role: "columnheader", class: at ? "n" : null }, one)))),
      el(
        "tbody",
        { role: "rowgroup" },
        rows.map((row) =>
          el("tr", { role: "row" }, row.map((one, at) =>
            at ? el("td", { class: "n", role: "cell", "data-head": head[at] }, one) : el("th", { scope: "row", role: "rowheader" }, one))),
        ),
      ),
    ),
  );

const details = (words, ...children) => el("details", {}, el("summary", {}, words), ...children);

// Give a file to the person; nothing is kept in the browser.
const download = (name, data, type) => {
  const address = URL.createObjectURL(new Blob([data], { type }));
  const link = el("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
};

// Each screen by its name: each file puts its own in.
const screens = {};

const fromBase64 = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));

const longDate = (day) => {
  const [year, month, date] = day.split("-").map(Number);
  const shown = new Date(Date.UTC(year, month - 1, date || 1));
  const how = date ? { year: "numeric", month: "long", day: "numeric" } : { year: "numeric", month: "long" };
  return shown.toLocaleDateString("en-US", { ...how, timeZone: "UTC" });
};

// What the person has given: files, and the two texts that hold the answers. It lives here alone, and is gone with the page.

const bytes = new Map();
const kept = { "case.toml": null, "claims.rules.toml": null };
const OWN_NAMES = Object.keys(kept);
const encoder = new TextEncoder();
const MOST = 200 * 1024 * 1024;
let claims = [];
let papers = [];
let unsaved = false;
let version = 0;

const allFiles = () => [
  ...bytes,
  ...OWN_NAMES.filter((name) => kept[name] !== null).map((name) => [name, encoder.encode(kept[name])]),
];
const hasFile = (name) => bytes.has(name) || (OWN_NAMES.includes(name) && kept[name] !== null);

const keepTexts = (texts) => {
  for (const name of OWN_NAMES) {
    const text = texts[name] === undefined ? null : texts[name];
    if (text !== kept[name]) {
      kept[name] = text;
      unsaved = true;
      version += 1;
      if (text === null) sent.delete(name);
      else sent.add(name);
    }
  }
};

// A name that the folder can hold and that no other file has.
const freeName = (name) => {
  let plain = name.replace(/[/\\\u0000-\u001f]/g, "_").replace(/^\.+/, "_") || "file";
  const at = plain.lastIndexOf(".");
  const [stem, ending] = at > 0 ? [plain.slice(0, at), plain.slice(at)] : [plain, ""];
  for (let more = 2; hasFile(plain) || OWN_NAMES.includes(plain); more += 1) plain = `${stem} (${more})${ending}`;
  return plain;
};

// Take a chosen file; the name it has here, or null where it is too large.
const takeFile = async (file, list) => {
  if (file.size > MOST) {
    announce(say("start.large", { name: file.name }));
    return null;
  }
  const name = freeName(file.name);
  bytes.set(name, new Uint8Array(await file.arrayBuffer()));
  changed(name);
  list.push(name);
  unsaved = true;
  version += 1;
  return name;
};

const dropFile = (name) => {
  bytes.delete(name);
  claims = claims.filter((one) => one !== name);
  papers = papers.filter((one) => one !== name);
  version += 1;
};

// Replace all that is here by what a saved zip or a sample holds.
const takeAll = (found) => {
  bytes.clear();
  for (const [name, text] of Object.entries(found.files)) {
    bytes.set(name, fromBase64(text));
    sent.add(name);
  }
  claims = found.claims;
  papers = found.papers;
  version += 1;
};

const empty = () => {
  bytes.clear();
  for (const name of OWN_NAMES) kept[name] = null;
  claims = [];
  papers = [];
  version += 1;
};

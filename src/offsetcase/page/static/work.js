// The worker that holds Python: started from bytes that stay here, asked one thing after the other, ended when it hangs.

const parts = {};
let worker = null;
let ready = false;
let sent = new Set();
let waiting = [];
let running = null;
let number = 0;
let clock = null;

class Stopped extends Error {}

const unpackParts = async () => {
  for (const name of ["worker", "runtime", "library", "site"]) {
    const holder = byId(`part-${name}`);
    const data = fromBase64(holder.textContent);
    holder.remove();
    parts[name] = new Blob([data]);
    await new Promise((resolve) => setTimeout(resolve));
  }
  const stream = parts.worker.stream().pipeThrough(new DecompressionStream("gzip"));
  parts.script = new Blob([await new Response(stream).blob()], { type: "text/javascript" });
};

const startWorker = async () => {
  ready = false;
  sent = new Set();
  const address = URL.createObjectURL(parts.script);
  worker = new Worker(address);
  worker.onmessage = ({ data }) => heard(data);
  worker.onerror = (event) => {
    event.preventDefault();
    broken(say("busy.failed"));
  };
  const bytes = {};
  for (const name of ["runtime", "library", "site"]) bytes[name] = new Uint8Array(await parts[name].arrayBuffer());
  worker.postMessage({ kind: "start", parts: bytes }, Object.values(bytes).map((one) => one.buffer));
};

const heard = (said) => {
  if (said.kind === "step") {
    if (said.name === "ready") {
      ready = true;
      document.documentElement.dataset.ready = String(said.ms);
      showBusy("");
      announce(say("busy.ready"));
      next();
    } else showBusy(say(`busy.${said.name}`));
  } else if (said.kind === "answer" && running && running.id === said.id) {
    const done = running;
    running = null;
    quiet();
    const answer = JSON.parse(said.text);
    keepTexts(answer.kept);
    done.resolve(answer);
    next();
  } else if (said.kind === "failed") broken(say("busy.failed"));
};

// One action of the program. Resolves with its answer; rejects with Stopped where the person, or a crash, ended it.
const ask = (name, said = {}) =>
  new Promise((resolve, reject) => {
    waiting.push({ id: (number += 1), name, said, resolve, reject });
    next();
  });

const next = () => {
  if (!ready || running || !waiting.length) return;
  running = waiting.shift();
  const files = [];
  for (const [name, data] of allFiles()) {
    if (!sent.has(name)) files.push([name, data]);
    sent.add(name);
  }
  for (const name of [...sent]) {
    if (!hasFile(name)) {
      files.push([name, null]);
      sent.delete(name);
    }
  }
  worker.postMessage({ kind: "do", id: running.id, name: running.name, said: JSON.stringify(running.said), files });
  const began = Date.now();
  clock = setInterval(() => {
    const seconds = Math.round((Date.now() - began) / 1000);
    if (seconds < 1) return;
    const words = seconds < 20 ? say("busy.work") : say("busy.long");
    showBusy(`${words} ${say("busy.seconds", { seconds })}`, seconds >= 3);
  }, 500);
};

const quiet = () => {
  clearInterval(clock);
  showBusy("");
};

let lastBusy = "";
const showBusy = (words, stoppable = false) => {
  byId("busy").hidden = !words;
  byId("busy-words").textContent = words;
  byId("stop").hidden = !stoppable;
  document.body.toggleAttribute("aria-busy", Boolean(words));
  const plain = words.replace(/[\d]+ \w+$/, "");
  if (plain && plain !== lastBusy && plain !== say("busy.unpack")) announce(plain);
  lastBusy = plain;
};

// The worker is ended and starts again from the bytes that are kept; what waited is told.
const broken = (words) => {
  worker.terminate();
  quiet();
  const ended = [running, ...waiting].filter(Boolean);
  running = null;
  waiting = [];
  for (const one of ended) one.reject(new Stopped(words));
  announce(words);
  startWorker();
};

// A file that is new to the worker although its name is not.
const changed = (name) => sent.delete(name);

// The way through: one screen at a time, forth and back, with the focus where the eye is.

const WAY = ["start", "read", "papers", "you", "plan", "denial", "quote", "prescriber", "result", "letter", "finish"];
let where = "start";
let drawing = 0;

const titleOf = (name) => (name === "paper" ? "grid.title" : has(`${name}.title`) ? `${name}.title` : `questions.${name}`);

const stepName = (name) => say(`steps.${name}`);

// Draw a screen anew; ``stay`` keeps the focus near where it was, and ``keep`` notes what its own function puts back afterwards.
const draw = async (name, stay = false, keep = null) => {
  const turn = (drawing += 1);
  where = name;
  clearPrint();
  const main = byId("main");
  main.setAttribute("aria-busy", "true");
  const title = say(titleOf(name));
  const mark = stay && document.activeElement && main.contains(document.activeElement);
  if (!stay) {
    main.replaceChildren(heading(title, 1), el("p", { class: "why" }, ready ? say("busy.work") : ""));
    document.title = say("app.title", { title });
    head(name);
    main.querySelector("h1").focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }
  const made = await screens[name].render(main, stay);
  if (turn !== drawing) return;
  const at = window.scrollY;
  const putBack = keep && keep();
  main.replaceChildren(heading(title, 1), ...made, steps(name));
  main.removeAttribute("aria-busy");
  if (stay) window.scrollTo(0, at);
  if (putBack) return putBack();
  const target = mark ? main.querySelector("section.card h3, p.good, h1") : stay ? null : main.querySelector("h1");
  if (target) {
    target.setAttribute("tabindex", "-1");
    target.focus({ preventScroll: !mark });
  }
  return undefined;
};

const go = async (name) => {
  const leave = screens[where].leave;
  if (leave && where !== name && !(await leave())) return;
  await draw(name);
};

// Back and next, under every screen.
const steps = (name) => {
  const at = WAY.indexOf(name);
  const before = name === "paper" ? "start" : WAY[at - 1];
  const after = at >= 0 && screens[name].next !== null ? WAY[at + 1] : null;
  return el("div", { class: "row way" },
    before ? button(say("app.back"), () => go(before), "back") : null,
    after ? button(say("app.next"), () => go(after), "primary next") : null);
};

const head = (name) => {
  const at = WAY.indexOf(name === "paper" ? "start" : name);
  byId("where").textContent = say("app.step", { number: at + 1, all: WAY.length, name: stepName(name) });
  byId("save").hidden = name === "start" && !claims.length;
  const nav = byId("steps");
  nav.hidden = !claims.length;
  nav.setAttribute("aria-label", say("app.steps"));
  const open = nav.querySelector("details");
  nav.replaceChildren(el("details", { open: open ? open.open : false }, el("summary", {}, say("app.steps")),
    el("ol", {}, WAY.map((one) => el("li", {}, el("button", { type: "button", class: "quiet", "aria-current": one === name ? "step" : null, onclick: () => go(one) }, stepName(one)))))));
};

const begin = async () => {
  byId("skip").textContent = say("app.skip");
  byId("save").textContent = say("app.save");
  byId("stop").textContent = say("app.stop");
  byId("foot").firstElementChild.textContent = say("app.foot", { version: ABOUT.version, contents: ABOUT.contents.slice(0, 16) });
  byId("save").addEventListener("click", async () => { if (await settled()) saveWork(false); });
  byId("stop").addEventListener("click", () => broken(say("busy.stopped")));
  window.addEventListener("beforeunload", (event) => {
    if (unsaved) {
      event.preventDefault();
      event.returnValue = say("app.leave");
    }
  });
  // A file dropped beside the box must not open in place of the page.
  for (const kind of ["dragover", "drop"]) window.addEventListener(kind, (event) => event.preventDefault());
  await draw("start");
  showBusy(say("busy.unpack"));
  await new Promise((resolve) => setTimeout(resolve, 30));
  if (!("DecompressionStream" in window) || !("WebAssembly" in window)) throw new Error("old");
  await unpackParts();
  await startWorker();
};

const beginWhenThere = () => begin().catch(() => {
  showBusy("");
  byId("main").prepend(paragraph(say("app.old"), "wrong"));
});
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", beginWhenThere);
else beginWhenThere();

// The first screen: what this is, and the files.

const fileList = (list, again) =>
  list.length
    ? el("ul", { class: "files" }, list.map((name) =>
        el("li", {}, el("span", {}, name), button(say("start.remove", { name }), () => {
          dropFile(name);
          announce(say("start.removed", { name }));
          again();
        }, "quiet"))))
    : null;

// A box to choose files with or to drop them on.
const chooser = (words, accept, list, again) => {
  const id = newId("files");
  const take = async (files) => {
    const names = [];
    for (const file of files) {
      const name = await takeFile(file, list());
      if (name) names.push(name === file.name ? say("start.added", { name }) : say("start.same", { name }));
    }
    if (names.length) announce(names.join(" "));
    again();
  };
  const box = el(
    "div",
    { class: "drop" },
    el("label", { for: id, class: "button" }, words),
    el("input", { id, type: "file", multiple: true, accept, class: "unseen", onchange: (event) => take([...event.target.files]) }),
    el("span", { class: "hint", "aria-hidden": "true" }, say("start.drop")),
  );
  box.addEventListener("dragover", (event) => {
    event.preventDefault();
    box.classList.add("over");
  });
  box.addEventListener("dragleave", () => box.classList.remove("over"));
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    box.classList.remove("over");
    take([...event.dataTransfer.files]);
  });
  return box;
};

screens.start = {
  render: () => {
    const holder = el("div");
    const trouble = el("div", { role: "alert" });
    const opener = el("input", {
      id: "open-saved",
      type: "file",
      accept: ".zip",
      class: "unseen",
      onchange: (event) => openSaved(event.target.files[0], trouble),
    });
    const draw = () => {
      holder.replaceChildren(
        chooser(say("start.choose"), "", () => claims, () => {
          draw();
          byId("go").focus();
        }),
        ...(claims.length ? [heading(say("start.chosen"), 2), fileList(claims, () => { draw(); }), button(say("start.go"), () => go("read"), "primary")] : []),
      );
      const read = holder.querySelector("button.primary");
      if (read) read.id = "go";
      else holder.append(el("span", { id: "go", tabindex: "-1" }));
    };
    draw();
    return [
      paragraph(say("start.lead"), "lead"),
      paragraph(say("start.private"), "promise"),
      heading(say("start.need")),
      el("ul", {}, ["need_claims", "need_pharmacy", "need_more"].map((one) => el("li", {}, say(`start.${one}`)))),
      paragraph(say("start.time")),
      holder,
      trouble,
      heading(say("start.more")),
      el(
        "div",
        { class: "row" },
        button(say("start.paper"), () => go("paper")),
        el("span", {}, el("label", { for: "open-saved", class: "button plain" }, say("start.open")), opener),
        button(say("start.sample"), () => openSample(trouble)),
      ),
    ];
  },
  next: null,
};

const openSaved = async (file, trouble) => {
  if (!file) return;
  empty();
  const name = await takeFile(file, []);
  if (!name) return;
  await asked(trouble, "open", { zip: name }, (found) => {
    bytes.delete(name);
    sent.delete(name);
    takeAll(found);
    unsaved = false;
    announce(say(claims.length ? "start.opened" : "start.opened_without"));
    if (claims.length) go("read");
    else {
      draw("start");
      byId("main").prepend(paragraph(say("start.opened_without"), "promise"));
    }
  });
  bytes.delete(name);
};

const openSample = (trouble) => {
  empty();
  return asked(trouble, "sample", {}, (found) => {
    takeAll(found);
    unsaved = false;
    go("read");
  });
};

// Ask the program; what goes wrong is shown at the holder, with its buttons.
const asked = async (holder, name, said, then, again) => {
  let answer;
  try {
    answer = await ask(name, said);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    holder.replaceChildren(paragraph(error.message, "wrong"));
    return false;
  }
  if (answer.problems) {
    holder.replaceChildren(...answer.problems.map((one) => problem(one, again)));
    return false;
  }
  holder.replaceChildren();
  await then(answer.done);
  return true;
};

// One message: what, where, what to do, and a button for each way to settle it.
const problem = (one, again) => {
  if (one.code === "E-BUG") return el("div", { class: "trouble" }, paragraph(say("busy.sorry", { words: one.text })));
  const remedy = one.remedy || (has(`remedy.${one.code}`) ? say(`remedy.${one.code}`) : "");
  return el(
    "div",
    { class: "trouble" },
    el("p", {}, one.where ? el("strong", {}, `${one.where}: `) : null, one.text),
    one.excerpt ? el("pre", { tabindex: "0" }, one.excerpt) : null,
    remedy ? paragraph(remedy) : null,
    one.choices.length ? el("div", { class: "row" }, one.choices.map((choice) => button(choiceWords(choice), () => settle({ lines: choice.lines }, again)))) : null,
    el("p", { class: "code" }, one.code),
  );
};

const choiceWords = (choice) => {
  const values = Object.fromEntries(choice.values.map((one, at) => [at, one]));
  const [first] = choice.values;
  if (choice.kind === "columns") {
    if (has(`rule.${first}`)) return say(`rule.${first}`, values);
    return say("rule.columns", { ...values, field: has(`fields.${first}`) ? say(`fields.${first}`) : first });
  }
  if (choice.kind === "sign") return `${say(`fields.${first}`)}: ${say(`rule.sign_${choice.values[1]}`)}`;
  for (const key of [`rule.${choice.kind}_${first}`, `rule.${choice.kind}`]) if (has(key)) return say(key, values);
  return say("rule.other", { 0: choice.kind, 1: choice.values.join(", ") });
};

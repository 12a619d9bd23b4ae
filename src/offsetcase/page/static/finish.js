// The last screen: every page to print, saving, and what comes next.

const saveWork = async (withFiles) => {
  const trouble = byId("save-trouble") || el("div");
  // What was typed here exists nowhere else, so that it is always saved.
  const files = withFiles ? [...claims, ...papers] : claims.filter((name) => name === TYPED);
  await asked(trouble, "save", { files }, (found) => {
    const name = "my-offsetcase.zip";
    download(name, fromBase64(found.zip), "application/zip");
    unsaved = false;
    const words = say("finish.saved", { name, files: found.held.join(", ") || "–" });
    announce(words);
    const shown = byId("saved-words");
    if (shown) shown.textContent = words;
  });
};

// What the program's own data says, without its command's names.
const swapped = (text) => WORDS.swaps.list.reduce((said, [from, to]) => said.replaceAll(from, to), text);

const printRow = (name, trouble) =>
  el("li", { class: "page" },
    el("div", {}, el("strong", {}, say(`finish.${name}`)), paragraph(say(`finish.${name}_why`), "why")),
    el("button", { type: "button", "aria-label": `${say("finish.print")}: ${say(`finish.${name}`)}`, "data-print": name, onclick: () =>
      asked(trouble, name === "letter" ? "letter" : "page", { claims, name, paper: paperSize() }, (page) => printPage(page.html, page.only || "")) }, say("finish.print")));

screens.finish = {
  render: async () => {
    const trouble = el("div", { role: "alert" });
    const made = [];
    await asked(trouble, "letter", { claims, paper: paperSize() }, async (letter) => {
      const a4 = el("input", { type: "checkbox", id: newId("a4"), checked: letterLook.a4, onchange: (event) => (letterLook.a4 = event.target.checked) });
      const own = el("input", { type: "checkbox", id: newId("own") });
      made.push(
        paragraph(say("finish.lead"), "lead"),
        paragraph(say(isSafari() ? "finish.how_safari" : marginBoxes() ? "finish.how_good" : "finish.how_plain"), "promise"),
        el("ul", { class: "plain" }, ["letter", ...letter.pages].map((name) => printRow(name, trouble))),
        el("div", { class: "option" }, a4, el("label", { for: a4.id }, say("letter.paper"))),
        paragraph(say("finish.tagged"), "why"),
        heading(say("finish.save")),
        paragraph(say("finish.save_why")),
        el("div", { class: "option" }, own, el("label", { for: own.id }, say("finish.with_claims"))),
        paragraph(say("finish.with_claims_why"), "why"),
        button(say("finish.save"), () => saveWork(own.checked), "primary"),
        el("p", { id: "saved-words", class: "good" }),
        el("div", { id: "save-trouble", role: "alert" }),
      );
      await asked(trouble, "next", { claims }, (found) => made.push(
        heading(say("finish.next")),
        found.words.map((one) => paragraph(swapped(one))),
        el("ul", {}, found.to_do.map((one) => el("li", {}, swapped(one)))),
        found.sent ? field({ ...found.sent, ask: say("finish.sent"), why: say("finish.sent_why") }, "finish", ["sent.on"]) : null,
        found.steps.length ? heading(say("finish.days")) : null,
        found.steps.length ? el("ul", {}, found.steps.map((one) => el("li", {}, el("strong", {}, one.day || capital(say("finish.unknown"))), `: ${one.title}`))) : null,
        found.steps.length ? details(say("finish.how"), found.steps.map((one) => el("p", {}, el("strong", {}, `${one.title}. `), swapped(one.text)))) : null,
        found.calendar ? button(say("finish.calendar"), () => download("offsetcase-days.ics", fromBase64(found.calendar), "text/calendar")) : null,
        paragraph(say("finish.advice")),
        paragraph(say("finish.crisis"), "promise"),
      ));
    }, () => draw("finish"));
    return [trouble, ...made.flat(Infinity).filter(Boolean)];
  },
};

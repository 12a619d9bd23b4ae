// The letter on the screen, part by part, with its blanks; and any page laid out for the printer.

const paperSize = () => (letterLook.a4 ? "a4" : "letter");
const fitFrame = (frame) => {
  if (frame.contentDocument) frame.style.height = `${Math.ceil(frame.contentDocument.body.getBoundingClientRect().height) + 40}px`;
};
const letterLook = { a4: false, large: false };

// Show a letter's page in a frame of its own, where no script runs.
const letterFrame = (html, look) => {
  const frame = el("iframe", { title: say("letter.frame"), sandbox: "allow-same-origin", class: "letter" });
  frame.srcdoc = html;
  frame.addEventListener("load", () => {
    const inside = frame.contentDocument;
    const style = inside.createElement("style");
    style.textContent = "body { padding: 0 4%; } html { background: #fff; } .runninghead { border-bottom: 1px solid #999; margin-bottom: 1em; position: static !important; } table { display: table; } main.letter, .exhibit, .cover { overflow-x: auto; }";
    inside.head.append(style);
    look(inside);
    const fit = () => fitFrame(frame);
    fit();
    new ResizeObserver(fit).observe(inside.body);
  });
  return frame;
};

const toQuestion = async (screen, field) => {
  await go(screen);
  const target = document.querySelector(`[data-path="${field}"] input, [data-path="${field}"] textarea`);
  if (target) {
    target.focus();
    target.scrollIntoView({ block: "center" });
  }
};

// The blanks by the screen that asks for them, each group to be opened.
const blankGroups = (blanks, item) => {
  const groups = new Map();
  for (const one of blanks) groups.set(one.screen, [...(groups.get(one.screen) || []), one]);
  return [...groups].map(([screen, list]) => {
    const words = say("letter.blanks_for", { screen: screen ? stepName(screen) : capital(say("letter.blank_hand")), count: list.length });
    return details(words, el("ol", { class: "blanks plain" }, list.map(item)));
  });
};

const partPicker = (inside, holder, frame) => {
  const found = [...inside.querySelectorAll("main.letter, section.exhibit, section.cover")].filter((one) => one.id);
  const id = newId("part");
  const words = (one) => {
    if (one.id === "letter") return say("letter.body");
    const title = one.querySelector(".exhibit-title, h1, h2");
    return title ? title.textContent.trim() : one.id;
  };
  const show = (chosen) => {
    for (const one of found) one.style.display = chosen === "all" || one.id === chosen ? "" : "none";
    fitFrame(frame);
  };
  const pick = el("select", { id, onchange: (event) => show(event.target.value) },
    found.map((one) => el("option", { value: one.id }, words(one))), el("option", { value: "all" }, say("letter.all")));
  holder.replaceChildren(el("label", { for: id }, say("letter.page")), " ", pick);
  show(found.length ? found[0].id : "all");
};

screens.letter = {
  render: async () => {
    const trouble = el("div", { role: "alert" });
    const made = [];
    await asked(trouble, "letter", { claims, paper: paperSize() }, (found) => {
      const links = new Map();
      const list = found.blanks.length
        ? [heading(say("letter.blanks", { count: found.blanks.length })), paragraph(say("letter.blanks_why")),
            blankGroups(found.blanks, (one) => {
              const item = el("li", { id: newId("blank") }, say("letter.blank", one), " ",
                one.screen ? button(say("letter.blank_go"), () => toQuestion(one.screen, one.field), "quiet") : el("span", { class: "why" }, say("letter.blank_hand")));
              links.set(one.field, one);
              const go = item.querySelector("button");
              if (go) go.setAttribute("aria-label", `${say("letter.blank_go")}: ${one.what}`);
              return item;
            })]
        : [paragraph(say("letter.blanks_none"), "good")];
      const holder = el("p", { class: "row" });
      const frame = letterFrame(found.html, (inside) => {
        partPicker(inside, holder, frame);
        for (const blank of inside.querySelectorAll("[data-blank]")) {
          const one = links.get(blank.getAttribute("data-blank"));
          if (!one || !one.screen) continue;
          blank.setAttribute("role", "link");
          blank.setAttribute("tabindex", "0");
          blank.style.cursor = "pointer";
          const act = () => toQuestion(one.screen, one.field);
          blank.addEventListener("click", act);
          blank.addEventListener("keydown", (event) => { if (event.key === "Enter") act(); });
        }
        inside.documentElement.style.fontSize = letterLook.large ? "15pt" : "";
      });
      const large = el("input", { type: "checkbox", id: newId("large"), checked: letterLook.large, onchange: (event) => {
        letterLook.large = event.target.checked;
        frame.contentDocument.documentElement.style.fontSize = letterLook.large ? "15pt" : "";
      } });
      made.push(paragraph(say("letter.lead"), "lead"), ...list, holder,
        el("div", { class: "option" }, large, el("label", { for: large.id }, say("letter.large"))), frame);
    }, () => draw("letter"));
    return [trouble, ...made.flat(Infinity).filter(Boolean)];
  },
};

// Whether this browser prints page-margin boxes, where the running head and the page number stand.
const marginBoxes = () => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('@page { @top-left { content: "x"; } }');
  return sheet.cssRules.length > 0 && sheet.cssRules[0].cssText.includes("top-left");
};
const isSafari = () => /Safari\//.test(navigator.userAgent) && !/Chrom|Edg|Firefox/.test(navigator.userAgent);

const quotedCss = (text) => `"${text.replace(/[\\"]/g, "\\$&").replace(/\s+/g, " ").trim()}"`;

// Lay a letter's page out for the printer: its own style, its own body, and the head that a browser can draw.
const layOut = (html, only) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  const head = page.querySelector(".runninghead");
  const holder = byId("print");
  document.querySelectorAll("style.printed").forEach((one) => one.remove());
  const words = head ? head.textContent : "";
  const boxes = marginBoxes();
  const own = boxes
    ? `@page { @top-left { content: ${quotedCss(words)}; } } .runninghead { display: none; }`
    : // A fixed element is drawn on each page, and padding that each fragment repeats keeps its room free.
      "@page { margin-top: 0.5in; } .runninghead { position: fixed; top: 0; left: 0; right: 0; } #print > div { padding-top: 0.3in; box-decoration-break: clone; }";
  const style = `${[...page.querySelectorAll("style")].map((one) => one.textContent).join("\n")}\n${own}
#print a { color: inherit; text-decoration: none; } #print tr, #print li { break-inside: avoid; } #print thead, #print caption { break-after: avoid; }`;
  document.head.append(el("style", { class: "printed", media: "print" }, style));
  const kept = [...page.body.children].filter((one) => !only || one.id === only || one === head);
  if (only) for (const one of kept) one.style.breakBefore = "auto";
  const body = el("div", { class: page.body.className || null }, kept.map((one) => document.importNode(one, true)));
  holder.replaceChildren(body);
};

const clearPrint = () => {
  byId("print").replaceChildren();
  document.querySelectorAll("style.printed").forEach((one) => one.remove());
};

const printPage = async (html, only) => {
  layOut(html, only);
  await document.fonts.ready;
  window.print();
};

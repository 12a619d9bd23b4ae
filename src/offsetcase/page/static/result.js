// The result: what leads and why, the outcomes, one picture, and sliders through the real model.

const outcomeTable = (found, caption) => {
  const other = found.alternative && found.outcomes.some((one) => one.other.length);
  const head = say(other && found.lead === "alternative" ? "result.head_other" : "result.head", { alternative: capital(found.alternative || "") });
  return table(caption, head, found.outcomes.map((one) => [
    capital(say(`result.${one.row}`)), ...(other && found.lead === "alternative" ? [one.own[0], ...one.other] : one.own)]), "outcomes");
};

const picture = (text, words) => {
  const image = new DOMParser().parseFromString(text, "text/html").querySelector("svg");
  return image ? el("div", { class: "paper", role: "group", "aria-label": words }, document.importNode(image, true)) : null;
};

const slider = (one, start, moved) => {
  const id = newId("s");
  const words = one.name.startsWith("share.") ? say("result.share", { words: one.words }) : say(`result.${one.name}`);
  const shown = el("output", { for: id }, one.value);
  const input = el("input", { id, type: "range", min: one.least, max: one.most, step: "1", value: one.value, "data-name": one.name });
  input.addEventListener("input", () => (shown.textContent = input.value));
  input.addEventListener("change", () => moved(one.name, input.value));
  start.push(() => { input.value = one.value; shown.textContent = one.value; });
  return el("div", { class: "slider" }, el("label", { for: id }, words, " ", shown), input);
};

const whatIf = (found) => {
  const sets = {};
  const start = [];
  const trouble = el("div", { role: "alert" });
  const answer = el("div", { class: "tried", role: "status" });
  const words = (tried, title) => [heading(title, 3), paragraph(say(`result.verdict_${tried.verdict}`)), outcomeTable(tried, title)];
  answer.append(...words(found, say("result.mine")));
  const show = () => asked(trouble, "what-if", { claims, sets }, (tried) => answer.replaceChildren(...words(tried, say("result.tried")), paragraph(capital(tried.verdict_words), "why")));
  const moved = (name, value) => { sets[name] = value; return show(); };
  return [
    heading(say("result.try")),
    paragraph(say("result.try_why")),
    answer,
    trouble,
    found.controls.map((one) => slider(one, start, moved)),
    button(say("result.back"), () => {
      Object.keys(sets).forEach((name) => delete sets[name]);
      start.forEach((each) => each());
      answer.replaceChildren(...words(found, say("result.mine")));
    }),
  ];
};

screens.result = {
  render: async () => {
    const trouble = el("div", { role: "alert" });
    const made = [];
    await asked(trouble, "result", { claims }, (found) => {
      made.push(
        paragraph(say(`result.lead_${found.lead}`, found), "lead"),
        paragraph(say(`result.verdict_${found.verdict}`)),
        details(say("result.why"), paragraph(capital(found.lead_words)), paragraph(capital(found.verdict_words)), paragraph(say("result.change", { words: found.change_words }))),
        heading(say("result.now")),
        paragraph(say("result.now_words", found)),
        el("ul", {}, found.annual.map(([words, amount]) => el("li", {}, `${words}: ${amount}`))),
        found.outcomes.length ? [heading(say("result.table")), outcomeTable(found, say("result.table")), found.lead === "alternative" ? null : paragraph(say("result.net"), "why")] : null,
        found.stages.length ? paragraph(say("result.stages", { first: found.stages[0], last: found.stages[found.stages.length - 1] })) : null,
        found.picture ? [heading(say("result.picture")), picture(found.picture, say("result.picture"))] : null,
        found.controls.length && found.outcomes.length ? whatIf(found) : null,
        found.warnings.length ? details(say("result.notes", { count: found.warnings.length }), found.warnings.map((one) => problem(one, () => draw("result")))) : null,
      );
    }, () => draw("result"));
    return [trouble, ...made.flat(Infinity).filter(Boolean)];
  },
};

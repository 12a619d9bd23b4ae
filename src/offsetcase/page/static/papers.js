// The plan's letters as PDF: what they say, and what of it becomes an answer.

screens.papers = {
  render: async () => {
    const trouble = el("div", { role: "alert" });
    const result = el("div", { id: "found" });
    const list = el("div");
    const drawList = () => list.replaceChildren(...[fileList(papers, () => { drawList(); look(); })].filter(Boolean));
    const look = async () => {
      drawList();
      result.replaceChildren();
      if (!papers.length) return;
      await asked(trouble, "papers", { papers }, (found) => {
        result.replaceChildren(...shownPapers(found, trouble, look).filter(Boolean));
        const first = result.querySelector("h2");
        if (first) first.focus();
      });
    };
    if (papers.length) await look();
    return [
      paragraph(say("papers.lead"), "lead"),
      paragraph(say("papers.scan")),
      chooser(say("papers.choose"), ".pdf,.png,.jpg,.jpeg,.tif,.tiff", () => papers, look),
      list,
      trouble,
      result,
    ];
  },
};

const shownPapers = (found, trouble, look) => {
  const open = found.offers.filter((one) => !one.same);
  const chosen = new Map();
  const rows = open.map((one) => {
    const group = newId("offer");
    return el("fieldset", {}, el("legend", {}, capital(one.label)),
      one.now ? paragraph(say("papers.now", { now: one.now }), "why") : null,
      one.candidates.map((each) => {
        const input = el("input", { type: "checkbox", id: newId("c"), checked: each.value === one.default });
        if (input.checked) chosen.set(one.name, each.value);
        input.addEventListener("change", () => {
          if (!input.checked) return chosen.delete(one.name);
          document.querySelectorAll(`[data-group="${group}"]`).forEach((other) => (other.checked = other === input));
          return chosen.set(one.name, each.value);
        });
        input.dataset.group = group;
        return el("div", { class: "option" }, input, el("label", { for: input.id }, el("strong", {}, each.value),
          el("span", { class: "why" }, say("papers.place", { file: each.file, page: each.page, words: each.words.slice(0, 300) })),
          each.certain ? null : el("span", { class: "why" }, say("papers.unsure"))));
      }));
  });
  const same = found.offers.filter((one) => one.same);
  return [
    found.troubles.length ? el("div", { role: "alert" }, found.troubles.map((one) => problem(one))) : null,
    found.papers.length ? heading(say("papers.found")) : null,
    el("ul", { class: "plain" }, found.papers.map((one) => el("li", {}, say("papers.kinds", one), one.notes.map((note) => paragraph(note, "why"))))),
    rows.length ? paragraph(say("papers.found_why")) : found.papers.length ? paragraph(say("papers.nothing")) : null,
    ...rows,
    rows.length ? button(say("papers.take"), () => {
      if (!chosen.size) return announce(say("papers.none"));
      return asked(trouble, "take", { papers, chosen: Object.fromEntries(chosen) }, async (done) => {
        await look();
        const words = [say("papers.taken"), ...done.left.map(([label, why]) => say("papers.left", { label, why }))].join(" ");
        byId("found").prepend(paragraph(words, "good"));
        announce(words);
      });
    }, "primary") : null,
    same.length ? el("ul", {}, same.map((one) => el("li", {}, `${capital(one.label)}: ${one.now} (${say("papers.same")})`))) : null,
    ...found.papers.filter((one) => one.says.length).map((one) => details(`${say("papers.says")} (${one.file})`, el("ul", {}, one.says.map((each) => el("li", {}, `${capital(each.label)}: ${each.value}`))))),
  ];
};

// How the files were read, and a button for everything that a person can settle.

const settle = async (said, again) => {
  const holder = byId("settle-trouble") || el("div");
  await asked(holder, "settle", { claims, ...said }, () => (again || (() => draw(where)))(true));
};

const later = new Set();

const card = (key, words, why, options, act) =>
  later.has(key)
    ? null
    : el(
        "section",
        { class: "card" },
        heading(words, 3),
        paragraph(why),
        el("div", { class: "row" }, options.map(([value, text]) => button(text, () => act(value))), button(say("read.later"), () => {
          later.add(key);
          draw("read", true);
        }, "quiet")),
      );

const capital = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);

const cards = (found) => {
  const made = [];
  if (found.who) {
    made.push(el("section", { class: "card" }, heading(say("read.who"), 3), paragraph(say("read.who_why")), el("div", { class: "row" }, found.people.map((name) =>
      button(say("read.who_me", { name }), () => asked(byId("settle-trouble"), "choose", { name }, () => draw("read", true)))))));
  }
  for (const one of found.problems.filter((each) => each.choices.length)) made.push(el("section", { class: "card" }, problem(one, () => draw("read", true))));
  for (const one of found.columns_unread) {
    const options = [...one.options.filter(([name]) => name === one.likely), ...one.options.filter(([name]) => name !== one.likely)];
    made.push(card(`column ${one.heading}`, say("read.column_is", { heading: one.heading }), say("read.column_why", { samples: one.samples.join(", ") }),
      [...options.map(([name, lines]) => [lines, capital(say(`fields.${name}`))]), [one.ignore, say("read.column_none")]],
      (lines) => settle({ lines }, () => draw("read", true))));
  }
  for (const one of found.providers) {
    made.push(card(`provider ${one.provider}`, say("read.provider", { provider: one.provider }), say("read.provider_why", one),
      one.options.map(([key, words]) => [key, capital(words)]),
      (answer) => settle({ provider: one.provider, answer }, () => draw("read", true))));
  }
  for (const one of found.groups) {
    made.push(card(`drug ${one.text}`, say("read.drug", one), say("read.drug_why", one), one.options.map(([words, lines]) => [lines, words]),
      (lines) => settle({ lines }, () => draw("read", true))));
  }
  return made.filter(Boolean);
};

screens.read = {
  render: async (holder, again) => {
    if (!claims.length) return [paragraph(say("start.none")), button(say("steps.start"), () => go("start"))];
    const trouble = el("div", { id: "settle-trouble", role: "alert" });
    const made = [trouble];
    const good = await asked(trouble, "read", { claims }, (found) => {
      const left = cards(found);
      const hard = found.problems.filter((one) => !one.choices.length);
      if (again) announce(left.length ? say("read.settled", { count: left.length }) : say("read.settled_all"));
      const others = found.people.filter((name) => name !== found.member).join(", ");
      made.push(
        el("ul", { class: "plain" },
          found.files.map((one) => el("li", {}, say("read.files", { ...one, rows: one.rows.toLocaleString("en-US"), file: one.sheet ? `${one.file}, ${one.sheet}` : one.file }))),
          found.span ? el("li", {}, say("read.span", { first: longDate(found.span[0]), last: longDate(found.span[1]) })) : null,
          el("li", {}, found.window ? say("read.window", { months: found.months, first: longDate(found.window[0]), last: longDate(found.window[1]) }) : say("read.window_none")),
          found.member ? el("li", {}, others ? say("read.person", { name: found.member, others }) : say("read.person_one", { name: found.member })) : null,
        ),
        hard.length ? [heading(say("read.correct")), hard.map((one) => problem(one)), paragraph(say("read.correct_how"))] : null,
        left.length
          ? [heading(say("read.settle")), paragraph(left.length === 1 ? say("read.settle_one") : say("read.settle_many", { count: left.length })), left]
          : hard.length ? null : paragraph(say("read.clear"), "good"),
        found.rows.length
          ? [heading(say("read.rows")), paragraph(say("read.rows_why")), table(say("read.rows"), say("read.rows_head"), found.rows.map((one) => [say(`rows.${one.what}`), one.rows.toLocaleString("en-US"), one.plan, one.member]), "sums")]
          : null,
        found.categories.length
          ? details(say("read.kinds"), table(say("read.kinds"), say("read.kinds_head"), found.categories.map((one) => [one.label || say("read.unread"), one.rows.toLocaleString("en-US"), one.plan, one.member])))
          : null,
        details(say("read.how"), el("ul", {}, found.files.flatMap((one) => one.columns.map(([name, title]) => el("li", {}, say("read.column", { what: capital(say(`fields.${name}`)), heading: title })))), found.window_words.map((one) => el("li", {}, one)))),
        found.warnings.length ? details(say("read.notes", { count: found.warnings.length }), found.warnings.map((one) => problem(one, () => draw("read", true)))) : null,
      );
    }, () => draw("read", true));
    return good ? made.flat(Infinity).filter(Boolean) : [trouble];
  },
};

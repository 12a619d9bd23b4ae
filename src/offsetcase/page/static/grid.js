// Typing from paper: a grid with running sums beside the statement's own totals.

const GRID = ["service_date", "provider", "what", "plan_paid", "member_paid"];
const TYPED = "typed-from-paper.csv";
const typed = { rows: [], person: "", totals: {} };

screens.paper = {
  render: () => {
    const trouble = el("div", { role: "alert" });
    const notes = el("div", { role: "status" });
    const heads = say("grid.head");
    const body = el("tbody", { role: "rowgroup" });
    const sums = {};
    const offs = {};
    const addRow = () => {
      const at = body.children.length;
      const values = typed.rows[at] || (typed.rows[at] = {});
      const cells = GRID.map((name, column) => {
        const input = el("input", { "aria-label": say("grid.cell", { head: heads[column], number: at + 1 }), value: values[name] || "", autocomplete: "off", inputmode: column > 2 ? "decimal" : null, "data-cell": `${at} ${name}`, oninput: () => (values[name] = input.value), onchange: check });
        return el("td", { role: "cell", "data-head": heads[column] }, input);
      });
      body.append(el("tr", { role: "row" }, el("th", { scope: "row", role: "rowheader" }, say("grid.row", { number: at + 1 })), cells));
    };
    const addRows = (number) => { for (let more = 0; more < number; more += 1) addRow(); };
    let found = null;
    const check = () => asked(trouble, "rows", { rows: typed.rows, person: typed.person, total_plan_paid: typed.totals.plan_paid || "", total_member_paid: typed.totals.member_paid || "" }, (done) => {
      found = done;
      for (const name of ["plan_paid", "member_paid"]) {
        sums[name].textContent = done.totals[name];
        const stated = typed.totals[name];
        offs[name].textContent = !stated ? "" : done.off[name] ? say("grid.off", { off: done.off[name] }) : say("grid.fits");
        offs[name].classList.toggle("wrong", Boolean(stated && done.off[name]));
      }
      body.querySelectorAll("[aria-invalid]").forEach((input) => input.removeAttribute("aria-invalid"));
      const full = typed.rows.map((row, at) => [row, at]).filter(([row]) => GRID.some((name) => (row[name] || "").trim())).map(([, at]) => at);
      notes.replaceChildren(...done.wrong.filter((one) => one.row >= 0).map((one) => {
        const at = full[one.row];
        const input = body.querySelector(`[data-cell="${at} ${one.name}"]`);
        if (input) input.setAttribute("aria-invalid", "true");
        return paragraph(say("grid.wrong", { number: at + 1, why: one.why || say("grid.day_missing") }), "wrong");
      }));
      unsaved = true;
    });
    const total = (name, column) => {
      sums[name] = el("output", {}, "$0.00");
      offs[name] = el("p", { role: "status", class: "note" });
      const id = newId("total");
      return el("div", { class: "field total" }, el("p", {}, `${heads[column]}. ${say("grid.total")}: `, sums[name]),
        el("label", { for: id }, `${heads[column]}: ${say("grid.stated")}`),
        el("input", { id, inputmode: "decimal", autocomplete: "off", value: typed.totals[name] || "", oninput: (event) => (typed.totals[name] = event.target.value), onchange: check }), offs[name]);
    };
    addRows(Math.max(10, typed.rows.length));
    const nameId = newId("name");
    const use = async () => {
      await check();
      if (!found || !found.rows) return announce(say("grid.empty"));
      if (!found.file) {
        const wrong = body.querySelector("[aria-invalid]");
        if (wrong) wrong.focus();
        return undefined;
      }
      if (claims.includes(found.file)) dropFile(found.file);
      bytes.set(found.file, encoder.encode(found.text));
      changed(found.file);
      claims.push(found.file);
      version += 1;
      return go("read");
    };
    if (typed.rows.some((row) => GRID.some((name) => row[name]))) setTimeout(check);
    return [
      paragraph(say("grid.lead"), "lead"),
      el("div", { class: "field" }, el("label", { for: nameId }, say("grid.name")), el("input", { id: nameId, autocomplete: "off", value: typed.person, oninput: (event) => (typed.person = event.target.value) })),
      paragraph(say("grid.hint"), "why"),
      el("div", { class: "wide", role: "region", tabindex: "0", "aria-label": say("grid.title") },
        el("table", { class: "grid", role: "table" }, el("caption", { class: "unseen" }, say("grid.title")), el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, el("td", { role: "cell" }), heads.map((one) => el("th", { scope: "col", role: "columnheader" }, one)))), body)),
      button(say("grid.more"), () => { const at = body.children.length; addRows(10); body.children[at].querySelector("input").focus(); }),
      total("plan_paid", 3),
      total("member_paid", 4),
      notes,
      trouble,
      el("div", { class: "row" }, button(say("grid.use"), use, "primary"), button(say("grid.file"), async () => {
        await check();
        if (found && found.text) download(found.file, found.text, "text/csv");
        else announce(say("grid.empty"));
      })),
    ];
  },
  next: null,
};

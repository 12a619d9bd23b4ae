// The screens of questions: each answer is written at once, and says under it whether it fits.

const saving = new Set();
// Writes a field's text where it isn't written yet; by its input.
const commits = new WeakMap();
const boxOf = (path) => document.querySelector(`[data-path="${CSS.escape(path)}"]`);

const field = (given, screen, redraw) => {
  // Where the program's own questions have no words for it, the page has.
  const one = given.ask ? given : { ...given, ask: say(`extra.${given.path}`), why: say(`extra.${given.path}_why`) };
  const id = newId("q");
  const why = `${id}-why`;
  const note = el("p", { id: `${id}-note`, class: "note", role: "status" });
  const save = async (text) => {
    const task = (async () => {
      const answer = await ask("answer", { path: one.path, text, claims });
      const wrong = answer.problems ? answer.problems[0].text : answer.done.wrong;
      // The screen may have been drawn anew meanwhile: it is said where the person sees it.
      const here = boxOf(one.path) || box;
      const shown = here.querySelector(".note");
      shown.textContent = wrong ? say("questions.wrong", { why: wrong }) : say(text ? "questions.saved" : "questions.emptied");
      shown.classList.toggle("wrong", Boolean(wrong));
      here.querySelectorAll("input, textarea").forEach((input) => {
        if (wrong) input.setAttribute("aria-invalid", "true");
        else input.removeAttribute("aria-invalid");
      });
      if (!wrong) {
        one.value = answer.done.value;
        if (redraw.includes(one.path) && where === screen) await redrawing(screen);
      }
    })();
    saving.add(task);
    try {
      await task;
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      written = null;
      note.textContent = error.message;
    } finally {
      saving.delete(task);
    }
  };
  let box;
  let written = one.value;
  if (one.kind === "choice") {
    const options = [...one.options, ["", say("app.blank")]];
    box = el("fieldset", { "data-path": one.path, "aria-describedby": why },
      el("legend", {}, one.ask),
      el("p", { id: why, class: "why" }, one.why),
      options.map(([value, words]) => {
        const input = el("input", { type: "radio", name: id, id: newId("o"), value, checked: value === one.value, onchange: () => save(value) });
        return el("div", { class: "option" }, input, el("label", { for: input.id }, capital(words)));
      }), note);
  } else {
    const hint = has(`questions.${one.kind}`) && one.kind !== "text" ? ` ${say(`questions.${one.kind}`)}` : "";
    const input = el(one.long ? "textarea" : "input", {
      id, class: one.kind, rows: one.long ? "3" : null, autocomplete: "off", spellcheck: one.long ? "true" : "false",
      inputmode: ["money", "share", "days"].includes(one.kind) ? "decimal" : null,
      "aria-describedby": `${why} ${id}-note`, value: one.value,
    });
    const commit = () => {
      if (input.value === written) return;
      written = input.value;
      save(input.value);
    };
    commits.set(input, commit);
    input.addEventListener("change", commit);
    input.addEventListener("blur", commit);
    box = el("div", { class: "field", "data-path": one.path },
      el("label", { for: id }, one.ask),
      el("p", { id: why, class: "why" }, one.why + hint),
      input,
      one.offer ? button(say("questions.offer", { value: one.offer }), (event) => {
        input.value = one.offer;
        event.target.remove();
        input.focus();
        commit();
      }, "quiet") : null,
      note);
  }
  return box;
};

// Draw a screen of questions anew, because an answer brings other questions; what is being typed meanwhile stays, and so does the focus.
const redrawing = async (screen) => {
  await draw(screen, true, () => {
    const texts = [...document.querySelectorAll("#main [data-path]")].map((box) => {
      const input = box.querySelector("input:not([type=radio]), textarea");
      return [box.dataset.path, input && input.value, box.querySelector(".note").cloneNode(true)];
    });
    const active = document.activeElement && document.activeElement.closest("[data-path]");
    const path = active && active.dataset.path;
    const place = active && document.activeElement.selectionStart;
    return () => {
      for (const [name, text, note] of texts) {
        const box = boxOf(name);
        if (!box) continue;
        const input = box.querySelector("input:not([type=radio]), textarea");
        if (input && text !== null) input.value = text;
        box.querySelector(".note").textContent = note.textContent;
        box.querySelector(".note").className = note.className;
      }
      const box = path && boxOf(path);
      const input = box && (box.querySelector("input:checked") || box.querySelector("input, textarea"));
      if (!input) {
        const title = document.querySelector("#main h1");
        title.setAttribute("tabindex", "-1");
        title.focus({ preventScroll: true });
        return;
      }
      input.focus({ preventScroll: true });
      if (typeof place === "number" && input.type !== "radio") input.setSelectionRange(place, place);
    };
  });
};

// Wait until every answer is written; true where all of them fit.
const settled = async () => {
  if (document.activeElement && document.activeElement.matches("input, textarea")) document.activeElement.blur();
  document.querySelectorAll("#main input, #main textarea").forEach((input) => commits.has(input) && commits.get(input)());
  while (saving.size) await Promise.allSettled([...saving]);
  const wrong = document.querySelector("[aria-invalid]");
  if (!wrong) return true;
  announce(say("questions.wrong_some"));
  wrong.focus();
  return false;
};

const questionScreen = (screen, redraw, extra) => ({
  leave: settled,
  render: async () => {
    const trouble = el("div", { role: "alert" });
    const made = [];
    await asked(trouble, "ask", { screen, claims }, (found) => {
      if (screen === "denial" && !found.questions.length) made.push(paragraph(say("questions.not_denied")));
      else made.push(paragraph(say(`questions.lead_${screen}`), "lead"));
      if (extra) made.push(...extra(found, trouble));
      made.push(...found.questions.map((one) => field(one, screen, redraw)));
      if (screen === "prescriber" && !found.dated) made.push(paragraph(say("questions.dated"), "why"));
    });
    return [trouble, ...made];
  },
});

screens.you = questionScreen("you", []);
screens.plan = questionScreen("plan", ["letter.kind"]);
screens.denial = questionScreen("denial", []);
screens.quote = questionScreen("quote", []);
screens.prescriber = questionScreen("prescriber", ["prescriber.name", "prescriber.date"], (found, trouble) => [
  button(say("questions.print"), () => asked(trouble, "page", { claims, name: "questions" }, (page) => printPage(page.html, page.only))),
]);

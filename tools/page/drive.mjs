// One whole way through the page, as a person goes it: node drive.mjs BROWSER PAGE CASE.json OUTPUT-FOLDER
// CASE: { claims, papers, typed, settle, answers: { screen: { path: text } }, slip: { screen, path, text } }. Prints what was seen as JSON.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { at, launch, open, press, ready } from "./browsers.mjs";
import { violations } from "./axe.mjs";

const [name, file, caseFile, folder] = process.argv.slice(2);
const wanted = JSON.parse(readFileSync(caseFile, "utf8"));
const seen = { screens: {}, violations: [], requests: [], errors: [], pages: {}, steps: [] };
const TITLES = { papers: "The plan's letters", you: "About you", plan: "Your plan", denial: "The plan's denial", quote: "The clinic's quote", prescriber: "Your prescriber", result: "What your figures say", letter: "Your letter", finish: "Print, send" };
const { browser } = await launch(name);

const main = (page) => page.evaluate(() => document.getElementById("main").innerText);
const idle = (page) => page.waitForFunction(() => document.getElementById("busy").hidden && !document.getElementById("main").hasAttribute("aria-busy"));
const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1);
const focused = (page) => page.evaluate(() => document.activeElement && document.activeElement.tagName);

const look = async (page, screen) => {
  seen.screens[screen] = (await main(page)).slice(0, 6000);
  seen.violations.push(...(await violations(page, screen)));
  for (const width of [360, 1000]) {
    await page.setViewport({ width, height: 900 });
    if (await overflow(page)) seen.violations.push(`${screen}: wider than a window of ${width}`);
    if (wanted.shots) await page.screenshot({ path: join(folder, `${name}-${wanted.name}-${screen}-${width}.png`), fullPage: true });
  }
  const focus = await focused(page);
  if (focus === "BODY") seen.violations.push(`${screen}: nothing has the focus`);
};

// What is saved is caught on its way to the disk.
const catchSaved = (page) =>
  page.evaluateOnNewDocument(() => {
    window.saved = {};
    const blobs = new Map();
    const make = URL.createObjectURL;
    URL.createObjectURL = (blob) => {
      const address = make.call(URL, blob);
      blobs.set(address, blob);
      return address;
    };
    const click = HTMLAnchorElement.prototype.click;
    HTMLAnchorElement.prototype.click = function () {
      if (!this.download) return click.call(this);
      const link = this;
      return blobs.get(link.href).arrayBuffer().then((data) => {
        let text = "";
        for (const one of new Uint8Array(data)) text += String.fromCharCode(one);
        window.saved[link.download] = btoa(text);
      });
    };
  });

const give = async (page, files) => {
  const input = await page.$("#main .drop input[type=file]");
  await input.uploadFile(...files);
};

const type = async (page, path, text) => {
  const done = await page.evaluate(
    (path, text) => {
      const box = document.querySelector(`[data-path="${path}"]`);
      if (!box) return "no such question";
      const radio = [...box.querySelectorAll("input[type=radio]")].find((one) => one.value === text);
      if (radio) {
        radio.click();
        return "";
      }
      const input = box.querySelector("input:not([type=radio]), textarea");
      if (!input) return "no such choice";
      input.focus();
      input.value = text;
      input.dispatchEvent(new Event("change", { bubbles: true }));
      return "";
    },
    path,
    text,
  );
  if (done) throw new Error(`${path}: ${done}`);
  await page.waitForFunction((path) => { const note = document.querySelector(`[data-path="${path}"] .note`); return !note || note.textContent || document.querySelector(`[data-path="${path}"] input:checked`); }, {}, path);
  await idle(page);
};

const grid = async (page, typed) => {
  await press(page, "I only have paper statements");
  await at(page, "Type your claims");
  seen.violations.push(...(await violations(page, "paper")));
  await page.evaluate((typed) => {
    const name = document.querySelector(".field input");
    name.value = typed.person;
    name.dispatchEvent(new Event("input", { bubbles: true }));
    while (document.querySelectorAll(".grid tbody tr").length < typed.rows.length) [...document.querySelectorAll("button")].find((one) => one.textContent === "Add ten lines").click();
    typed.rows.forEach((row, at) => Object.entries(row).forEach(([cell, text]) => {
      const input = document.querySelector(`[data-cell="${at} ${cell}"]`);
      input.value = text;
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }));
    document.querySelectorAll(".total input").forEach((input, at) => {
      input.value = typed.totals[at];
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }, typed);
  await page.waitForFunction(() => document.querySelector(".total .note").textContent);
  await idle(page);
  seen.grid = await main(page);
  await look(page, "paper");
  await press(page, "Use these lines");
};

const settleAll = async (page) => {
  const left = () => page.evaluate(() => document.querySelectorAll("#main .card").length);
  for (let turn = 0; (await left()) && turn < 30; turn += 1) {
    const before = await left();
    const words = await page.evaluate((wanted) => {
      const card = document.querySelector("#main .card");
      const title = card.querySelector("h3, p").textContent;
      const buttons = [...card.querySelectorAll("button")];
      const chosen = buttons.find((one) => Object.entries(wanted).some(([key, text]) => title.includes(key) && one.textContent === text)) || buttons[buttons.length - 1];
      chosen.click();
      return `${title} → ${chosen.textContent}`;
    }, wanted.settle || {});
    seen.steps.push(words);
    await page.waitForFunction((before) => document.querySelectorAll("#main .card").length !== before && !document.getElementById("main").hasAttribute("aria-busy"), {}, before);
    await idle(page);
  }
};

const walk = async (page) => {
  const fill = async (screen) => {
    for (const [path, text] of Object.entries((wanted.answers || {})[screen] || {})) await type(page, path, text);
    const slip = wanted.slip;
    if (slip && slip.screen === screen) {
      const before = (wanted.answers[screen] || {})[slip.path] || "";
      await type(page, slip.path, slip.text);
      await press(page, "Next");
      await page.waitForFunction(() => document.activeElement && document.activeElement.hasAttribute("aria-invalid"));
      seen.slip = await page.evaluate((path) => document.querySelector(`[data-path="${path}"] .note`).textContent, slip.path);
      await type(page, slip.path, before);
      await press(page, "Back");
      await page.waitForFunction((title) => !document.querySelector("h1").textContent.includes(title), {}, TITLES[screen]);
      await idle(page);
      await press(page, "Next");
      await at(page, TITLES[screen]);
      seen.afterBack = await page.evaluate((path) => document.querySelector(`[data-path="${path}"] input, [data-path="${path}"] textarea`).value, slip.path);
    }
  };
  for (const [screen, title] of Object.entries(TITLES)) {
    await press(page, "Next");
    await at(page, title);
    await idle(page);
    if (screen === "papers" && wanted.papers) {
      await give(page, wanted.papers);
      await page.waitForFunction(() => document.querySelector("#found h2"));
      await idle(page);
      seen.found = await page.evaluate(() => document.getElementById("found").innerText);
      await look(page, "papers-found");
      await press(page, "Use what is ticked");
      await page.waitForFunction(() => document.querySelector("#found .good"));
    }
    await fill(screen);
    if (screen === "result") {
      await page.evaluate(() => {
        const one = document.querySelector('[data-name="price"]');
        if (!one) return;
        one.value = "100";
        one.dispatchEvent(new Event("input", { bubbles: true }));
        one.dispatchEvent(new Event("change", { bubbles: true }));
      });
      await page.waitForFunction(() => !document.querySelector('[data-name="price"]') || document.querySelector(".tried h3").textContent === "With these figures");
      await idle(page);
    }
    if (screen === "letter") {
      await page.waitForFunction(() => document.querySelector("iframe.letter").contentDocument.querySelector("main.letter") && document.querySelector("#main select"));
      seen.letter = await page.evaluate(() => document.querySelector("iframe.letter").contentDocument.body.innerText);
    }
    await look(page, screen);
  }
  for (const print of await page.$$eval("[data-print]", (all) => all.map((one) => one.dataset.print))) {
    const before = await page.evaluate(() => window.printed || 0);
    await page.click(`[data-print="${print}"]`);
    await page.waitForFunction((before) => (window.printed || 0) > before, {}, before);
    writeFileSync(join(folder, `${print}.pdf`), await page.pdf({ preferCSSPageSize: true, printBackground: true }));
  }
};

try {
  const way = await opened();
  seen.paintedBeforeReady = await way.page.evaluate(() => !document.documentElement.dataset.ready && document.getElementById("main").innerText.length > 200);
  await ready(way.page);
  await look(way.page, "start");
  if (wanted.typed) await grid(way.page, wanted.typed);
  else {
    await give(way.page, wanted.claims);
    await way.page.waitForFunction((count) => document.querySelectorAll("#main .files li").length === count && document.querySelector("#go.primary"), {}, wanted.claims.length);
    await way.page.evaluate(() => document.getElementById("go").click());
  }
  await at(way.page, "How your claims were read");
  await idle(way.page);
  await look(way.page, "read");
  await settleAll(way.page);
  await look(way.page, "read-settled");
  await walk(way.page);
  await way.page.evaluate(() => document.querySelector("#main input[type=checkbox]:not(:checked)") && [...document.querySelectorAll("#main .option")].find((one) => one.innerText.includes("claims files")).querySelector("input").click());
  await press(way.page, "Save your work");
  await way.page.waitForFunction(() => window.saved["my-offsetcase.zip"]);
  const zip = join(folder, "saved.zip");
  writeFileSync(zip, Buffer.from(await way.page.evaluate(() => window.saved["my-offsetcase.zip"]), "base64"));
  seen.stored = await way.page.evaluate(() => { try { return [localStorage.length, sessionStorage.length, document.cookie.length, history.length]; } catch (error) { return [0, 0, 0, history.length]; } });
  await way.page.close();
  // Another day: the saved work opened in a new page.
  const later = await opened();
  await ready(later.page);
  await (await later.page.$("#open-saved")).uploadFile(zip);
  await at(later.page, "How your claims were read");
  await idle(later.page);
  await press(later.page, "The result");
  await at(later.page, "What your figures say");
  await idle(later.page);
  seen.reopened = await main(later.page);
} catch (error) {
  seen.failed = String(error.stack || error).slice(0, 2000);
} finally {
  await browser.close();
}
process.stdout.write(JSON.stringify(seen));

async function opened() {
  return open(browser, file, { before: catchSaved, requests: seen.requests, errors: seen.errors });
}

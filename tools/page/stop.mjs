// A long computation is stopped, a worker is killed, hostile files are chosen: node stop.mjs BROWSER PAGE FOLDER, prints what was seen.
// FOLDER holds many.csv (long to read) and hostile files; each must end in words, and no answer may be lost.
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { at, launch, open, press, ready } from "./browsers.mjs";

const [name, file, folder] = process.argv.slice(2);
const { browser } = await launch(name);
const seen = { hostile: {} };
const wait = (page, what, ...more) => page.waitForFunction(what, {}, ...more);
const idle = (page) => wait(page, () => document.getElementById("busy").hidden && !document.getElementById("main").hasAttribute("aria-busy"));
const choose = async (page, path) => {
  await (await page.$("#main .drop input[type=file]")).uploadFile(path);
  await wait(page, (name) => document.querySelector("#main .files") && document.querySelector("#main .files").innerText.includes(name), basename(path));
};
const read = (page) => page.evaluate(() => document.getElementById("go").click());
const start = async (page) => {
  await page.evaluate(() => [...document.querySelectorAll("#steps button")][0].click());
  await at(page, "Make the letter");
};

try {
  const { page, errors, requests } = await open(browser, file);
  await ready(page);
  await press(page, "Look around with an invented person");
  await at(page, "How your claims were read");
  await press(page, "You");
  await at(page, "About you");
  await page.evaluate(() => {
    const input = document.querySelector('[data-path="member.phone"] input');
    input.value = "555-0199";
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  await wait(page, () => document.querySelector('[data-path="member.phone"] .note').textContent);
  // A quick person: an answer that brings other questions, and two more texts before they come.
  await press(page, "Your plan");
  await at(page, "Your plan");
  await page.evaluate(() => {
    document.querySelector('[data-path="letter.kind"] input[value="external-review"]').click();
    const name = document.querySelector('[data-path="plan.name"] input');
    name.focus();
    name.value = "Quick Plan";
    name.dispatchEvent(new Event("change", { bubbles: true }));
    const fax = document.querySelector('[data-path="plan.fax"] input');
    fax.focus();
    fax.value = "555-0177";
  });
  await wait(page, () => document.querySelector('[data-path="plan.review_address"]') && document.querySelector('[data-path="plan.name"] .note').textContent === "Saved.");
  await idle(page);
  seen.quick = await page.evaluate(() => [document.querySelector('[data-path="plan.name"] input').value, document.querySelector('[data-path="plan.fax"] input').value, document.activeElement.closest("[data-path]").dataset.path]);
  await press(page, "Next");
  await at(page, "The plan's denial");
  await press(page, "Back");
  await at(page, "Your plan");
  seen.quickKept = await page.evaluate(() => [document.querySelector('[data-path="plan.name"] input').value, document.querySelector('[data-path="plan.fax"] input').value]);
  await start(page);
  await choose(page, join(folder, "many.csv"));
  await read(page);
  await wait(page, () => !document.getElementById("stop").hidden);
  seen.busy = await page.evaluate(() => document.getElementById("busy-words").textContent);
  await page.evaluate(() => { delete document.documentElement.dataset.ready; document.getElementById("stop").click(); });
  await wait(page, () => document.getElementById("main").innerText.includes("Stopped."));
  seen.stopped = await page.evaluate(() => document.getElementById("main").innerText.slice(0, 400));
  await ready(page);
  await start(page);
  await press(page, "Take out many.csv");
  await read(page);
  await at(page, "How your claims were read");
  await idle(page);
  await press(page, "You");
  await at(page, "About you");
  seen.kept = await page.evaluate(() => document.querySelector('[data-path="member.phone"] input').value);
  for (const hostile of readdirSync(folder).filter((one) => one !== "many.csv").sort()) {
    await start(page);
    await page.evaluate(() => [...document.querySelectorAll("#main .files button")].forEach((one) => one.click()));
    await choose(page, join(folder, hostile));
    const began = Date.now();
    await read(page);
    await at(page, "How your claims were read");
    await idle(page);
    seen.hostile[hostile] = { seconds: (Date.now() - began) / 1000, said: await page.evaluate(() => document.getElementById("main").innerText.slice(0, 500)) };
  }
  // After all of that the page still works.
  await start(page);
  await press(page, "Look around with an invented person");
  await at(page, "How your claims were read");
  await idle(page);
  seen.after = await page.evaluate(() => document.getElementById("main").innerText.slice(0, 600));
  seen.errors = errors;
  seen.requests = requests;
} catch (error) {
  seen.failed = String(error.stack || error).slice(0, 1500);
} finally {
  await browser.close();
}
process.stdout.write(JSON.stringify(seen));

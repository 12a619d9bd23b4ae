// Chromium and Firefox opened on the page as a person opens it, from a file, with no way out to a network and every request noted.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";

const NOWHERE = "127.0.0.1:9"; // no proxy listens there: whatever asked for a network would fail, and be seen
export const PATHS = { chrome: process.env.CHROMIUM || "/usr/bin/chromium", firefox: process.env.FIREFOX || "/usr/bin/firefox-esr" };

export const launch = async (name) => {
  const folder = mkdtempSync(join(tmpdir(), "offsetcase-page-"));
  const options =
    name === "chrome"
      ? { args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", `--proxy-server=${NOWHERE}`] }
      : {
          browser: "firefox",
          env: { ...process.env, HOME: folder },
          extraPrefsFirefox: { "network.proxy.type": 1, "network.proxy.http": "127.0.0.1", "network.proxy.http_port": 9, "network.proxy.ssl": "127.0.0.1", "network.proxy.ssl_port": 9, "browser.download.folderList": 2, "browser.download.dir": folder, "browser.helperApps.neverAsk.saveToDisk": "application/zip,text/csv,text/calendar" },
        };
  const browser = await puppeteer.launch({ headless: true, executablePath: PATHS[name], protocolTimeout: 600000, ...options });
  return { browser, folder };
};

// Open the page; what it asks for is collected in `requests`, what goes wrong in `errors`.
export const open = async (browser, file, { width = 1000, height = 900, scheme = "light", before = null, requests = [], errors = [] } = {}) => {
  const page = await browser.newPage();
  page.setDefaultTimeout(240000);
  page.on("request", (request) => requests.push(request.url().slice(0, 200)));
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (said) => said.type() === "error" && errors.push(said.text()));
  page.on("dialog", (dialog) => dialog.accept().catch(() => {}));
  await page.setViewport({ width, height });
  if (scheme === "dark") await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]).catch(() => {});
  await page.evaluateOnNewDocument(() => { window.print = () => { window.printed = (window.printed || 0) + 1; }; });
  if (before) await before(page);
  const began = Date.now();
  await page.goto(pathToFileURL(file).href);
  return { page, requests, errors, began };
};

export const ready = (page) => page.waitForFunction(() => document.documentElement.dataset.ready);

// Wait until a screen of this title is there and nothing is at work.
export const at = (page, title) =>
  page.waitForFunction(
    (wanted) => {
      const h1 = document.querySelector("h1");
      return h1 && h1.textContent.includes(wanted) && !document.getElementById("main").hasAttribute("aria-busy");
    },
    {},
    title,
  );

// Press the button with these words.
export const press = async (page, words) => {
  const done = await page.evaluate((wanted) => {
    const found = [...document.querySelectorAll("button, summary")].find((one) => one.textContent.trim() === wanted && !one.hidden);
    if (found) found.click();
    return Boolean(found);
  }, words);
  if (!done) throw new Error(`no button “${words}”: ${await page.evaluate(() => document.getElementById("main").innerText.slice(0, 800))}`);
};

// axe-core on the screen as it is: the violations, each with where it stands.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
export const violations = async (page, name) => {
  await page.evaluate(`${source}; 0`);
  // The letter's frame runs no script at all, so it is looked at as a page of its own.
  const found = await page.evaluate(() => axe.run(document, { iframes: false, resultTypes: ["violations"] }));
  return found.violations.flatMap((one) => one.nodes.slice(0, 3).map((node) => `${name}: ${one.id}: ${node.target.join(" ")}: ${node.html.slice(0, 120)}`));
};

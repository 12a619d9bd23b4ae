// The page's Python asked for the figures of many cases: node figures.mjs PAGE JOBS.json > answers.json
// JOBS is a list of { files: { name: path }, calls: [[action, said], …] }; the answers come in the same order.
import { readFileSync } from "node:fs";
import { bare, desk, partsOf } from "./desk.mjs";

const [page, jobs] = process.argv.slice(2);
const python = await bare(partsOf(page).site, { SOURCE_DATE_EPOCH: process.env.SOURCE_DATE_EPOCH || "", TZ: "UTC" });
const answers = [];
let number = 0;
for (const job of JSON.parse(readFileSync(jobs, "utf8"))) {
  const one = desk(python, `/case-${(number += 1)}`);
  for (const [name, path] of Object.entries(job.files)) one.put(name, new Uint8Array(readFileSync(path)));
  answers.push(job.calls.map(([name, said]) => one.call(name, said)));
}
process.stdout.write(JSON.stringify(answers));

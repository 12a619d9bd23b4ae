// How long the page's Python takes, in processor time of this process: node bench.mjs PAGE CLAIMS
// bare: Pyodide loaded, the archive unpacked, the third-party packages imported. ready: ours as well. build: a case and its letter.
import { readFileSync } from "node:fs";
import { bare, desk, partsOf } from "./desk.mjs";

const [page, claims] = process.argv.slice(2);
const { site } = partsOf(page);
const used = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const began = used();
const python = await bare(site, { SOURCE_DATE_EPOCH: process.env.SOURCE_DATE_EPOCH || "" });
python.runPython("import annotated_types, jinja2, markupsafe, pydantic, pypdf, python_calamine, tinycss2, tinyhtml5, tomlkit");
const third = used() - began;
const warm = desk(python, "/warm");
const ready = used() - began;
const build = (one) => {
  one.put("claims.csv", new Uint8Array(readFileSync(claims)));
  one.put("case.toml", new Uint8Array(readFileSync(claims.replace("claims.csv", "case.toml"))));
  const start = used();
  const answer = one.call("figures", { claims: ["claims.csv"], output: "letter.html", letter: true });
  if (!answer.done) throw new Error(JSON.stringify(answer));
  return used() - start;
};
build(warm);
const times = [1, 2, 3].map((number) => build(desk(python, `/case-${number}`))).sort((a, b) => a - b);
process.stdout.write(JSON.stringify({ bare: third, ready, build: times[1] }));

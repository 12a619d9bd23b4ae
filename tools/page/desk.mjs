// The page's own Python under node, without a page: what the tests and the benchmark ask it.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { loadPyodide } from "pyodide";

// The parts as they stand in the finished page.
export const partsOf = (file) => {
  const text = readFileSync(file, "utf8");
  const part = (name) => Buffer.from(text.match(new RegExp(`id="part-${name}">([^<]*)<`))[1], "base64");
  return { site: part("site"), runtime: part("runtime"), library: part("library"), worker: gunzipSync(part("worker")).toString() };
};

export const bare = async (site, env = {}) => {
  const python = await loadPyodide({ env: { HOME: "/", PYDANTIC_DISABLE_PLUGINS: "__all__", ...env } });
  python.unpackArchive(new Uint8Array(site), "zip", { extractDir: "/site" });
  python.runPython("import sys; sys.path.insert(0, '/site')");
  return python;
};

export const desk = (python, folder = "/case") => {
  const made = python.runPython(`from offsetcase.page.desk import Desk; Desk(${JSON.stringify(folder)})`);
  return {
    put: (name, data) => python.FS.writeFile(`${folder}/${name}`, data),
    call: (name, said = {}) => JSON.parse(made.call(name, JSON.stringify(said))),
  };
};

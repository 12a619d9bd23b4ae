// The worker: Pyodide started from bytes that the page hands over, then one action after the other. Nothing is fetched.

let python = null;
let desk = null;
const FOLDER = "/case";

const inflate = async (data) =>
  new Uint8Array(await new Response(new Blob([data]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer());

const start = async (parts) => {
  const began = performance.now();
  const step = (name) => self.postMessage({ kind: "step", name, ms: Math.round(performance.now() - began) });
  step("unpack");
  const runtime = await inflate(parts.runtime);
  const nowhere = "https://nowhere.invalid/";
  // Pyodide asks for its two files by address; it gets the bytes, and any other address gets nothing.
  self.fetch = async (address) => {
    const name = String(address);
    if (name.endsWith(".wasm")) return new Response(runtime, { headers: { "content-type": "application/wasm" } });
    if (name.endsWith("library.zip")) return new Response(parts.library);
    throw new Error("nothing is fetched");
  };
  step("python");
  python = await loadPyodide({
    indexURL: nowhere,
    packageBaseUrl: nowhere,
    stdLibURL: nowhere + "library.zip",
    createPyodideModule,
    lockFileContents: __LOCK__,
    env: { HOME: "/", PYTHONDONTWRITEBYTECODE: "1", PYDANTIC_DISABLE_PLUGINS: "__all__" },
    stdin: () => null,
    stdout: () => {},
    stderr: () => {},
  });
  step("packages");
  python.unpackArchive(parts.site, "zip", { extractDir: "/site" });
  step("program");
  python.runPython("import sys; sys.path.insert(0, '/site')");
  desk = python.runPython(`from offsetcase.page.desk import Desk; Desk("${FOLDER}")`);
  step("ready");
};

const put = (files) => {
  for (const [name, data] of files) {
    const path = `${FOLDER}/${name}`;
    if (data === null) {
      if (python.FS.analyzePath(path).exists) python.FS.unlink(path);
    } else python.FS.writeFile(path, data);
  }
};

self.onmessage = async ({ data: said }) => {
  try {
    if (said.kind === "start") await start(said.parts);
    else {
      put(said.files);
      self.postMessage({ kind: "answer", id: said.id, text: desk.call(said.name, said.said) });
    }
  } catch (error) {
    self.postMessage({ kind: "failed", id: said.id ?? null, text: String(error && error.message ? error.message : error).slice(-400) });
  }
};

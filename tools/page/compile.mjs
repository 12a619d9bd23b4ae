// Compile a folder's Python to bytecode in the Python that the page brings along: node compile.mjs FOLDER
// Each module becomes one .pyc without a clock or a path of this machine in it, and its source is taken out.
import { loadPyodide } from "pyodide";

const python = await loadPyodide({ env: { PYTHONHASHSEED: "0", HOME: "/" } });
python.mountNodeFS("/site", process.argv[2]);
python.runPython(`
import pathlib, py_compile
site = pathlib.Path("/site")
for path in sorted(site.rglob("*.py")):
    py_compile.compile(
        str(path), cfile=str(path.with_suffix(".pyc")), dfile=str(path), doraise=True,
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )
    path.unlink()
`);

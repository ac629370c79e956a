// Python in a worker, started and asked by run_cells.js; `python` is the folder of the site that holds it.
"use strict";
let ready;

async function start({ python: here, wheel, today }) {
  const bytes = async (name) => {
    const answer = await fetch(new URL(name, here));
    if (!answer.ok) throw new Error(`${name} could not be fetched`);
    return answer.arrayBuffer();
  };
  importScripts(`${here}pyodide.js`);
  const [python, numpy, library, code] = await Promise.all([
    loadPyodide({ indexURL: here }), bytes("numpy.zip"), bytes(wheel), bytes("in_page.py"),
  ]);
  const site = python.runPython("import site; site.getsitepackages()[0]");
  python.unpackArchive(numpy, "zip", { extractDir: site });
  python.unpackArchive(library, "zip", { extractDir: site });
  python.FS.writeFile(`${site}/in_page.py`, new Uint8Array(code));
  python.runPython("import importlib; importlib.invalidate_caches()");
  return python.pyimport("in_page").prepare(today);
}

onmessage = async ({ data }) => {
  try {
    ready ??= start(data);
    const session = await ready;
    if (data.code === undefined) return postMessage({ id: data.id, ready: true });
    const begun = performance.now();
    const proxy = session.run(data.code, data.name);
    const result = proxy.toJs({ dict_converter: Object.fromEntries });
    proxy.destroy();
    postMessage({ id: data.id, name: data.name, seconds: (performance.now() - begun) / 1000, ...result });
  } catch (error) {
    postMessage({ id: data.id, parts: [], error: `Python did not start: ${error.message ?? error}`, fatal: true });
  }
};

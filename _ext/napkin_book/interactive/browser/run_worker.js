// Python in a worker, started and asked by run_cells.js; `python` is the folder of the site that holds it.
"use strict";
let ready;
const unpacked = new Set();

async function bytes(name, here) {
  const answer = await fetch(new URL(name, here));
  if (!answer.ok) throw new Error(`${name} could not be fetched`);
  return answer.arrayBuffer();
}

async function start({ python: here, today }) {
  importScripts(`${here}pyodide.js`);
  const [python, numpy, library, code] = await Promise.all([
    loadPyodide({ indexURL: here }), bytes("numpy.zip", here), bytes("library.zip", here), bytes("in_page.py", here),
  ]);
  const site = python.runPython("import site; site.getsitepackages()[0]");
  python.unpackArchive(numpy, "zip", { extractDir: site });
  python.unpackArchive(library, "zip", { extractDir: site });
  python.FS.writeFile(`${site}/in_page.py`, new Uint8Array(code));
  python.runPython("import importlib; importlib.invalidate_caches()");
  return { python, site, session: python.pyimport("in_page").prepare(today) };
}

// Large data sets are fetched when a cell names them.
async function unpackNamed(code, { sets, python: here }, { python, site }) {
  for (const name of sets.filter((each) => code.includes(each) && !unpacked.has(each))) {
    python.unpackArchive(await bytes(`${name}.zip`, here), "zip", { extractDir: site });
    unpacked.add(name);
  }
}

onmessage = async ({ data }) => {
  try {
    ready ??= start(data);
    const started = await ready;
    const { session } = started;
    if (data.code === undefined) return postMessage({ id: data.id, ready: true });
    await unpackNamed(data.code, data, started);
    const begun = performance.now();
    const proxy = session.run(data.code, data.name);
    const result = proxy.toJs({ dict_converter: Object.fromEntries });
    proxy.destroy();
    postMessage({ id: data.id, name: data.name, seconds: (performance.now() - begun) / 1000, ...result });
  } catch (error) {
    postMessage({ id: data.id, parts: [], error: `Python did not start: ${error.message ?? error}`, fatal: true });
  }
};

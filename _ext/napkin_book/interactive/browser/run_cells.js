// Buttons that run and edit a page's cells. Python is fetched at the first run, from this site only.
(() => {
  "use strict";
  if (location.protocol === "file:" || !window.Worker) return;
  const script = document.currentScript;
  const at = (name) => new URL(script.dataset[name], location.href).href;
  const make = (tag, attributes, ...children) => {
    const node = Object.assign(document.createElement(tag), attributes);
    node.append(...children);
    return node;
  };
  const button = (words, number, action) => {
    const it = make("button", { type: "button", onclick: action }, words);
    it.setAttribute("aria-label", `${words} cell ${number}`);
    return it;
  };
  let worker, notebook, jobs = 0, busy = false, waiting = new Map();

  // Markdown as the book's cells write it: tables, lists, paragraphs; in a line: code, strong, links.
  const INLINE = /`([^`]+)`|\*\*(.+?)\*\*|\*([^*\s][^*]*)\*|\[([^\]]+)\]\(([^)\s]+)\)|<span>\\?(.*?)<\/span>|<br>|\\([|$*_`])/g;
  function inline(text) {
    const parts = [];
    let from = 0;
    for (const m of text.matchAll(INLINE)) {
      parts.push(text.slice(from, m.index));
      from = m.index + m[0].length;
      if (m[1]) parts.push(make("code", {}, m[1]));
      else if (m[2]) parts.push(make("strong", {}, ...inline(m[2])));
      else if (m[3]) parts.push(make("em", {}, ...inline(m[3])));
      else if (m[4]) parts.push(/^(https?:|#)/.test(m[5]) ? make("a", { href: m[5] }, m[4]) : m[4]);
      else if (m[0] === "<br>") parts.push(make("br"));
      else parts.push(m[6] ?? m[7]);
    }
    return [...parts, text.slice(from)];
  }
  function table(lines) {
    const cells = (line) => line.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/).map((cell) => cell.trim());
    const right = cells(lines[1]).map((cell) => cell.endsWith(":"));
    const row = (tag) => (line) => make("tr", {}, ...cells(line).map((cell, i) =>
      make(tag, { className: right[i] ? "text-right" : "text-left" }, ...inline(cell))));
    const body = make("table", { className: "table" },
      make("thead", {}, row("th")(lines[0])), make("tbody", {}, ...lines.slice(2).map(row("td"))));
    return make("div", { className: "pst-scrollable-table-container", tabIndex: 0 }, body);
  }
  function markdown(text) {
    return text.trim().split(/\n\s*\n/).map((block) => {
      const lines = block.split("\n");
      if (/^\s*\|.*\|\s*$/.test(lines[0]) && lines.length > 1) return table(lines);
      if (/^[-*] /.test(lines[0])) {
        const items = block.replace(/\n\s+/g, " ").split("\n");
        return make("ul", {}, ...items.map((item) => make("li", {}, ...inline(item.slice(2)))));
      }
      return make("p", {}, ...inline(lines.join(" ")));
    });
  }
  const SHOW = {
    text: (text) => [make("pre", { tabIndex: 0 }, text)],
    note: (text) => [make("p", { className: "run-note" }, text)],
    markdown,
    svg: (text) => [make("img", { alt: "the figure that the cell drew", src: `data:image/svg+xml,${encodeURIComponent(text)}` })],
  };

  const cells = [...document.querySelectorAll("div.cell")].flatMap((box) => {
    const id = /(?:^| )(code-\d+)(?: |$)/.exec(box.className)?.[1];
    const input = box.querySelector(":scope .cell_input");
    return id && input ? [new Cell(box, input, id)] : [];
  });
  cells.forEach((cell, index) => cell.draw(index));

  function Cell(box, input, id) {
    const pre = input.querySelector("pre"), original = pre.textContent.replace(/\n$/, "");
    const cell = { id, original, code: original, ran: undefined, absent: "" };
    const output = make("div", { className: "run-output" });
    output.setAttribute("aria-live", "polite");
    cell.say = (...nodes) => output.replaceChildren(...nodes);
    cell.tell = (words) => cell.say(make("p", { className: "run-note" }, words));
    cell.draw = (index) => {
      const number = (cell.number = index + 1);
      const run = button("Run", number, () => runTo(index));
      const edit = button("Edit", number, () => (area.hidden ? open() : close()));
      const reset = button("Reset", number, () => {
        cell.code = area.value = original;
        close();
        cell.ran = undefined;
        cell.say();
        reset.hidden = true;
        run.focus();
      });
      const stop = button("Stop", number, drop);
      const area = make("textarea", { spellcheck: false, autocapitalize: "off", value: original, hidden: true });
      area.setAttribute("aria-label", `Code of cell ${number}: Control and Enter runs it, Escape leaves it`);
      const shown = input.firstElementChild, plain = make("pre", { className: "run-edited", tabIndex: 0, hidden: true });
      const open = () => {
        area.rows = cell.code.split("\n").length + 1;
        area.hidden = false;
        shown.hidden = plain.hidden = true;
        edit.textContent = "Done";
        edit.setAttribute("aria-label", `Done editing cell ${number}`);
        area.focus();
      };
      const close = () => {
        area.hidden = true;
        plain.textContent = cell.code;
        plain.hidden = !(shown.hidden = cell.code !== original);
        edit.textContent = "Edit";
        edit.setAttribute("aria-label", `Edit cell ${number}`);
      };
      area.oninput = () => {
        cell.code = area.value;
        reset.hidden = false;
      };
      area.onkeydown = (event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
          event.preventDefault();
          runTo(index);
        } else if (event.key === "Escape") {
          close();
          edit.focus();
        }
      };
      reset.hidden = stop.hidden = true;
      cell.mark = (running) => {
        stop.hidden = !running;
        if (!running && document.activeElement === stop) run.focus();
      };
      cell.done = () => (reset.hidden = false);
      input.append(plain, area);
      input.after(make("div", { className: "run-bar" }, run, edit, stop, reset));
      box.append(output);
    };
    return cell;
  }

  function ask(message) {
    return new Promise((resolve) => {
      const id = ++jobs;
      waiting.set(id, resolve);
      worker.postMessage({ id, python: at("python"), sets: (script.dataset.sets ?? "").split(" ").filter(Boolean), today: script.dataset.today, ...message });
    });
  }
  function drop() {
    worker?.terminate();
    worker = undefined;
    for (const cell of cells) cell.ran = undefined;
    for (const resolve of waiting.values()) resolve({ stopped: true });
    waiting.clear();
  }
  async function begin() {
    notebook ??= await fetch(at("notebook")).then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
      .then((found) => new Map(found.cells.map((cell) => [cell.id, [].concat(cell.source).join("")])));
    worker = new Worker(new URL("run_worker.js", script.src));
    worker.onmessage = ({ data }) => {
      waiting.get(data.id)?.(data);
      waiting.delete(data.id);
    };
    worker.onerror = () => waiting.forEach((resolve) => resolve({ parts: [], error: "Python could not be fetched.", fatal: true }));
    return ask({});
  }
  // The page leaves out cells that only compute words; what they import comes first in the notebook's cell.
  function before(cell) {
    const whole = (notebook.get(cell.id) ?? "").trimEnd();
    return whole.endsWith(cell.original.trimEnd()) ? whole.slice(0, whole.length - cell.original.trimEnd().length) : "";
  }
  async function runTo(last) {
    if (busy) return;
    busy = true;
    const target = cells[last];
    target.mark(true);
    try {
      await runAll(target, cells.slice(0, last + 1));
    } catch {
      drop();
      target.tell("Python could not be fetched. Is the site still reachable?");
    }
    target.mark(false);
    busy = false;
  }
  async function runAll(target, all) {
    const stopped = () => target.tell("Stopped. The next run starts Python afresh.");
    if (!worker) {
      target.tell("Fetching Python from this site (about nine megabytes, once) …");
      const answer = await begin();
      if (answer.stopped) return stopped();
      if (answer.fatal) {
        drop();
        return target.tell(answer.error);
      }
    }
    let fresh = false; // something above ran anew, so what failed may succeed now
    for (const cell of all) {
      const { code } = cell;
      if (cell !== target && cell.ran === code && !(cell.failed && fresh)) continue;
      target.tell(cell === target ? "Running …" : `Running cell ${cell.number}, above …`);
      const first = before(cell);
      if (first && cell.ran === undefined) await ask({ code: first, name: `above cell ${cell.number}` });
      const answer = await ask({ code, name: `cell ${cell.number}` });
      if (answer.stopped) return stopped();
      const lost = cells.slice(0, cell.number - 1).find((other) => other.absent);
      if (lost && code === cell.original && answer.error && !answer.absent) {
        answer.absent = lost.absent;
        answer.error = `This cell builds on cell ${lost.number}, above, which needs ${lost.absent}, which does not run in a browser: take the page as a notebook.`;
      }
      Object.assign(cell, { ran: code, failed: Boolean(answer.error), absent: answer.absent });
      fresh = true;
      if (cell === target || code !== cell.original) report(cell, answer);
      if (answer.fatal) return drop();
    }
  }
  function report(cell, answer) {
    const nodes = answer.parts.flatMap(([kind, text]) => SHOW[kind](text));
    if (answer.error) {
      nodes.push(make("p", { className: answer.absent ? "run-note" : "run-error" }, answer.error));
      const failed = cells.slice(0, cell.number - 1).find((other) => other.failed && !other.absent);
      if (failed && !answer.absent) nodes.push(make("p", { className: "run-note" }, `Cell ${failed.number}, above, failed too.`));
      if (!answer.absent && answer.traceback?.trim().includes("\n")) {
        nodes.push(make("details", {}, make("summary", {}, "Traceback"), make("pre", { tabIndex: 0 }, answer.traceback)));
      }
    }
    const took = answer.seconds < 0.1 ? "under a tenth of a second" : `${answer.seconds?.toFixed(1)} s`;
    if (!answer.absent && !answer.fatal) nodes.push(make("p", { className: "run-note" }, `Ran in your browser in ${took}.`));
    cell.say(...nodes);
    cell.done();
  }
})();

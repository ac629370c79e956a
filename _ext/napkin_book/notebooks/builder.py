"""Write each executed page as a clean notebook: ``sphinx -b notebooks``.

The text comes from the page's resolved doctree (shared with the other formats), the outputs from
its one execution. The first cell finds ``napkinmath`` or installs it; cells that only hand values
to the text are left out, but what they import goes to the cell that needs it.
"""

import ast
import base64
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Set
from pathlib import Path
from typing import Any

import nbformat
from docutils import nodes
from jupyter_cache import get_cache
from pybtex.backends.markdown import Backend
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment
from sphinx.util.parallel import ParallelTasks

from napkin_book.build import compat
from napkin_book.errors import BookError
from napkin_book.notebooks.bundle import (
    add_labs,
    add_wheel,
    add_zip,
    without_other_formats,
    write_if_new,
)
from napkin_book.notebooks.plain_markdown import COMPUTED, Cell, Writer, escaped
from napkin_book.source.forms import values_of
from napkin_book.source.inputs import inputs_of
from napkin_book.source.packages import distributions
from napkinmath.book._markdown import DOLLAR, plain

SETUP = """\
# Finds napkinmath, the library of this book, or installs it. Run this cell first.
import importlib.util
from pathlib import Path

wheels = sorted(str(path) for path in Path().glob("napkinmath-*.whl"))  # beside this notebook
{site}found = importlib.util.find_spec
wanted = [] if found("napkinmath") else wheels[:1]
wanted += [package for name, package in {packages}.items() if not found(name)]
if wanted:
    get_ipython().run_line_magic("pip", "install --quiet " + " ".join(f'"{{it}}"' for it in wanted))
    importlib.invalidate_caches()
if not found("napkinmath"):
    raise ModuleNotFoundError(
        "napkinmath is not installed. Put {wheel} (it is in the zip "
        "of all notebooks) beside this notebook and run this cell again."
    )
"""


_SAY_SETUP = """
# Sentences with computed values are folded cells; they follow the values of the cells below.
from napkinmath.book import say
""".rstrip()
#: Where in the source of the page a claim stands, which means nothing to the reader of a notebook.
_WHERE = re.compile(r", where='[^']*:\d+'\)")
_CITED = re.compile(r"\{cite:\w+\}`([^`]+)`")
#: Packages that another one brings, or the kernel.
_COME_ALONG = {"numpy", "cycler", "IPython"}


def setup_code(packages: Iterable[str] | Mapping[str, str], *, wheel: str, site: str) -> str:
    """Return the first cell of a notebook that needs ``packages``, by the names of imports.

    A mapping says what to install for each; of others the installed distribution is looked up.
    """
    if not isinstance(packages, Mapping):
        packages = {name: distributions()[name][0] for name in packages}
    served = f'wheels += ["{site}/notebooks/{wheel}"]  # as the site of the book serves it\n'
    return SETUP.format(
        site=served if site else "",
        packages={name: packages[name] for name in sorted(packages)},
        wheel=wheel,
    ).rstrip()


def slug_of(env: BuildEnvironment, docname: str) -> str:
    """Return the name of a page's notebook, or "" if the page has no code."""
    path = Path(docname)
    if path.parts[0] == "notebooks":  # a lab is one already
        return path.name
    if "kernelspec" not in env.metadata.get(docname, {}):
        return ""
    if docname == "index":
        return "home"
    return path.parent.name if path.name == "index" else path.name


def _is_page(docname: str) -> bool:
    return not docname.startswith("notebooks/")


class NotebookBuilder(Builder):
    """The builder: one notebook for each page with code, named after the page."""

    name = "notebooks"
    format = "notebook"
    epilog = "The notebooks are in %(outdir)s."
    allow_parallel = True

    def init(self) -> None:
        """Read what the notebooks share."""
        self.site = self.config.html_baseurl.rstrip("/")
        self.wheel = f"napkinmath-{self.config.release}-py3-none-any.whl"
        self.cache = get_cache(self.config.nb_execution_cache_path)

    def setup_code(self, packages: Iterable[str] | Mapping[str, str]) -> str:
        """Return the first cell of a notebook."""
        return setup_code(packages, wheel=self.wheel, site=self.site)

    def get_outdated_docs(self) -> list[str]:
        """Return the pages whose notebook is missing; ``every_edition`` knows the stale ones."""
        folder = Path(self.outdir)
        return [
            name for name in self._pages() if not (folder / f"{self._slug(name)}.ipynb").exists()
        ]

    def _pages(self) -> list[str]:
        return sorted(name for name in self.env.found_docs if _is_page(name) and self._slug(name))

    def _slug(self, docname: str) -> str:
        return slug_of(self.env, docname)

    def executed(self, docname: str) -> Path:
        """Return the page as a notebook of cells, from which the cache knows its outputs."""
        return compat.executed(self.env, docname)

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return the notebook of a page, else its address on the site, else nothing."""
        if docname in {citation.bibliography_key.docname for citation in self.citations()}:
            return "cite:"
        if slug := self._slug(docname):
            return f"{slug}.ipynb"
        return f"{self.site}/{docname}.html" if self.site else ""

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        """Return an address as it stands: all notebooks lie in one folder."""
        return "" if from_ == to else self.get_target_uri(to)

    def citations(self) -> list[Any]:
        """Return what the bibliography holds."""
        return compat.citations(self.env)

    def write_documents(self, docnames: Set[str]) -> None:
        """Write pages in as many processes as Sphinx may use, each of which resolves its own."""
        wanted = [name for name in self._pages() if name in docnames]
        jobs = self._app.parallel if self.parallel_ok else 1
        if jobs < 2 or len(wanted) <= jobs:
            self._write_pages(wanted)
            return
        tasks = ParallelTasks(jobs)
        for first in range(jobs):
            tasks.add_task(self._write_pages, wanted[first::jobs])
        tasks.join()

    def _write_pages(self, docnames: list[str]) -> None:
        for name in docnames:
            doctree = self.env.get_and_resolve_doctree(name, self, tags=self.tags)
            self.write_doc(name, doctree)

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Write the notebook of a page, unless it is there as it should be."""
        slug = self._slug(docname)
        if slug and _is_page(docname):
            notebook = as_json(_Page(self, docname).cells(doctree))
            write_if_new(Path(self.outdir) / f"{slug}.ipynb", notebook.encode())

    def finish(self) -> None:
        """Drop notebooks of pages that are gone; add the labs, the package and a zip of all."""
        slugs = [self._slug(docname) for docname in self._pages()]
        root, folder = Path(self.srcdir), Path(self.outdir)
        slugs += add_labs(root, folder, self.setup_code)
        if doubles := {slug for slug in slugs if slugs.count(slug) > 1}:
            raise BookError(f"two pages share the notebook {min(doubles)}.ipynb")
        for path in folder.glob("*.ipynb"):
            if path.stem not in slugs:
                path.unlink()
        add_zip(folder, self.config.project, add_wheel(root, folder, self.wheel))


def as_json(cells: list[dict[str, Any]]) -> str:
    """Return a notebook of ``cells`` as the text of its file."""
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = {
        "cells": cells,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


class _Page:
    """One page on its way to a notebook."""

    def __init__(self, builder: NotebookBuilder, docname: str) -> None:
        self.builder, self.docname = builder, docname
        source = nbformat.read(builder.executed(docname), as_version=4)  # type: ignore[no-untyped-call]
        _, stored = builder.cache.merge_match_into_notebook(source)
        text = nbformat.writes(stored)  # type: ignore[no-untyped-call]
        self.source: list[Any] = json.loads(text)["cells"]
        self.cited: dict[str, Any] = {}
        self.writer = Writer(self._link, self._number)
        path = Path(builder.env.doc2path(docname))
        self.values = {value.key: value for value in values_of(path.read_text("utf-8"), str(path))}

    def cells(self, doctree: nodes.document) -> list[dict[str, Any]]:
        """Return the cells of the notebook."""
        blocks = list(self.writer.blocks(doctree))
        shown = [block for block in blocks if isinstance(block, Cell)]
        code = {cell.index: "".join(self.source[cell.index]["source"]) for cell in shown}
        _hand_down_imports(self.source, code)
        _, packages = inputs_of("\n".join(code.values()))
        setup = self.builder.setup_code(packages - _COME_ALONG)
        if self.values:
            setup += "\n" + _SAY_SETUP
        cells = [_code_cell("setup", setup, [], {"source_hidden": True}, ["setup"], 1)]
        text: list[str] = []
        for block in [*blocks, *self._references(), self._origin(doctree)]:
            is_computed = isinstance(block, str) and bool(COMPUTED.search(block))
            if text and (isinstance(block, Cell) or is_computed != bool(COMPUTED.search(text[-1]))):
                cells += self._text_cell(text, cells)
                text = []
            if isinstance(block, str):
                text.append(block)
            else:
                cells.append(self._cell(block, code[block.index], number=_count(cells) + 1))
        return cells + self._text_cell(text, cells)

    def _text_cell(self, blocks: list[str], above: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return what shows ``blocks``: Markdown, or a folded cell if they hold computed values."""
        if not blocks:
            return []
        text, place = "\n\n".join(blocks), len(above)
        if COMPUTED.search(text) and "(attachment:" not in text:
            return [self._sentences(text, f"text-{place}", number=_count(above) + 1)]
        text = COMPUTED.sub(r"\2", text)
        cell = {"cell_type": "markdown", "id": f"text-{place}", "metadata": {}}
        images = {
            name: {"image/png": _base64(Path(self.builder.srcdir) / path)}
            for name, path in self.writer.images.items()
            if f"(attachment:{name})" in text
        }
        return [cell | {"source": _lines(text)} | ({"attachments": images} if images else {})]

    def _sentences(self, text: str, id: str, *, number: int) -> dict[str, Any]:
        """Return a folded cell that says ``text``, and says it anew when its values change."""
        published = [match[2].replace(DOLLAR, "$") for match in COMPUTED.finditer(text)]

        def place(match: re.Match[str]) -> str:
            value = self.values[match[1]]
            return f"{{{{{value.expression}{f' :: {value.form}' if value.form else ''}}}}}"

        was = json.dumps(published, ensure_ascii=False)
        code = f'say(r"""\n{COMPUTED.sub(place, text)}\n""", was={was})'
        shown = COMPUTED.sub(r"\2", text)
        output = {
            "output_type": "display_data",
            "data": {"text/markdown": _lines(shown), "text/plain": _lines(shown)},
            "metadata": {},
        }
        return _code_cell(id, code, [output], {"source_hidden": True}, ["sentences"], number)

    def _cell(self, cell: Cell, code: str, *, number: int) -> dict[str, Any]:
        given = self.source[cell.index]
        tags = given["metadata"].get("tags", [])
        hidden = {
            "source_hidden": cell.folded
            or bool({"hide-input", "hide-cell", "remove-input"} & set(tags)),
            "outputs_hidden": cell.folded or bool({"hide-output", "hide-cell"} & set(tags)),
        }
        code = _WHERE.sub(")", code)
        outputs = [_output(output, number) for output in given["outputs"]]
        self._note_cited("".join(map(str, given["outputs"])))
        return _code_cell(f"code-{cell.index}", code, outputs, hidden, tags, number)

    def _note_cited(self, outputs: str) -> None:
        """Remember the sources that tables name, for the list at the end."""
        keys = {key.strip() for keys in _CITED.findall(outputs) for key in keys.split(",")}
        for citation in self.builder.citations():
            if citation.key in keys:
                self.cited[citation.key] = citation

    def _link(self, node: nodes.Element) -> str:
        """Return where a reference leads: a source, another notebook, the site, or nowhere."""
        address = str(node.get("refuri", ""))
        if address.startswith("cite:"):
            for citation in self.builder.citations():
                if citation.citation_id == address.partition("#")[2]:
                    self.cited[citation.key] = citation
                    fields = citation.entry.fields
                    doi = fields.get("doi", "")
                    return f"https://doi.org/{doi}" if doi else str(fields.get("url", ""))
            return ""
        if re.match(r"https?:|mailto:", address):
            is_term = any(
                "std-term" in str(child.get("classes")) for child in node.findall(nodes.Element)
            )
            return "" if is_term else address
        return address.partition("#")[0] if ".ipynb" in address else ""

    def _number(self, node: nodes.Element, kind: str) -> str:
        """Return "Fig. 3" for a figure, and the bare number for an equation."""
        numbers = self.builder.env.toc_fignumbers.get(self.docname, {}).get(kind, {})
        number = next((numbers[id] for id in node["ids"] if id in numbers), ())
        if not number:
            return ""
        form = self.builder.config.numfig_format.get(kind, "%s")
        return str(form % ".".join(map(str, number)))

    def _origin(self, doctree: nodes.document) -> str:
        config, site = self.builder.config, self.builder.site
        title = next(iter(doctree.findall(nodes.title))).astext()
        page = f"[{title}]({site}/{self.docname}.html)" if site else title
        book = f" of {config.project}" if title != config.project else ""
        return f"---\n\n*{page}{book}, by {config.author}. Text CC BY 4.0, code MIT.*"

    def _references(self) -> Iterator[str]:
        if self.cited:
            yield "## References"
            lines = [
                f"- [{key}] "
                + " ".join(citation.formatted_entry.text.render(_Bibliography()).split())
                for key, citation in sorted(self.cited.items())
            ]
            yield "\n".join(lines)


class _Bibliography(Backend):  # type: ignore[misc]
    """References as Markdown, with no more escapes than they need."""

    def format_str(self, text: str) -> str:
        return escaped(text)


def _hand_down_imports(source: list[dict[str, Any]], code: dict[int, str]) -> None:
    """Put what left-out cells import before the first code in ``code`` that uses it."""
    known: set[str] = set()
    waiting: dict[str, str] = {}
    for index, cell in enumerate(source):
        if index in code:
            tree = ast.parse(code[index])
            used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
            needed = [waiting.pop(name) for name in sorted(used & set(waiting) - known)]
            gap = [""] if needed and not code[index].startswith(("import ", "from ")) else []
            code[index] = "\n".join([*needed, *gap, code[index]])
            known |= used | set(_imported(tree))
        elif cell["cell_type"] == "code":
            waiting |= _imported(ast.parse("".join(cell["source"])))


def _imported(tree: ast.Module) -> dict[str, str]:
    """Return the names that a cell imports, each with a statement that imports it alone."""
    return {
        alias.asname or alias.name: f"from {node.module} import {alias.name}"
        + (f" as {alias.asname}" if alias.asname else "")
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def _code_cell(
    id: str,
    code: str,
    outputs: list[dict[str, Any]],
    hidden: dict[str, bool],
    tags: list[str],
    number: int,
) -> dict[str, Any]:
    shown = {name: True for name, value in hidden.items() if value}
    return {
        "cell_type": "code",
        "execution_count": number,
        "id": id,
        "metadata": ({"jupyter": shown} if shown else {}) | ({"tags": tags} if tags else {}),
        "outputs": outputs,
        "source": _lines(code),
    }


def _output(output: dict[str, Any], number: int) -> dict[str, Any]:
    """Return an output as a plain notebook would have made it."""
    output = dict(output)
    if "execution_count" in output:
        output["execution_count"] = number
    if "data" in output:
        kept = without_other_formats(output["data"])
        if "text/markdown" in kept:
            kept["text/markdown"] = _lines(plain("".join(kept["text/markdown"])))
        output["data"] = kept
    return output


def _count(cells: list[dict[str, Any]]) -> int:
    return sum(cell["cell_type"] == "code" for cell in cells)


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _base64(path: Path) -> str:
    return base64.b64encode(path.read_bytes()).decode()

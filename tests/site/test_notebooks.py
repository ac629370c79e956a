"""Every notebook reads without MyST, runs by itself, and gives the numbers of its page."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from selected_pages import is_selected, source_of
from site_pages import SITE, pages

FOLDER = SITE / "notebooks"
LABS = {path.name for path in (SITE.parents[1] / "notebooks").glob("*.ipynb")}
#: What a page may take to execute, its imports included; a page over it is named. It is no error:
#: on a machine with other work to do the same page takes half as long again.
MOST_CPU_SECONDS = 8.0
CPU_SECONDS = "import time; print(time.process_time())"
#: What is left in the text if a role, a directive or a reference was not resolved.
MYST = re.compile(
    r"\{[a-z:-]+\}`|^:::|^```+\{|^\([a-z0-9-]+\)=$|None\.|attachment:\.", re.MULTILINE
)


def notebooks() -> list[Path]:
    return sorted(FOLDER.glob("*.ipynb"))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    for fixture, found in (
        ("notebook", notebooks()),
        ("again", [p for p in notebooks() if not with_engines(p) and is_selected(_source(p))]),
        ("heavy", [path for path in notebooks() if with_engines(path)]),
    ):
        if fixture in metafunc.fixturenames:
            assert notebooks(), "no notebooks in _build/html: run make html first"
            metafunc.parametrize(fixture, found, ids=lambda path: path.stem)


def _source(notebook: Path) -> str:
    return source_of(notebook.stem)


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def with_engines(path: Path) -> bool:
    """Say whether it is a lab that installs engines of its own, too heavy for every build."""
    return "packages" in read(path).metadata


def test_it_is_valid_and_has_stable_ids(notebook: Path) -> None:
    found = read(notebook)
    nbformat.validate(found)
    ids = [cell.id for cell in found.cells]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"(text|code)-\d+|[a-z-]+", name) for name in ids)
    assert found.metadata.kernelspec.name == "python3" and "jupytext" not in found.metadata


def test_it_reads_without_myst(notebook: Path) -> None:
    for cell in read(notebook).cells:
        if cell.cell_type == "markdown":
            prose = re.sub(
                r"^```.*?^```|`[^`\n]*`", "", cell.source, flags=re.DOTALL | re.MULTILINE
            )
            assert not MYST.search(cell.source if "`{" in cell.source else prose), cell.source
            shown = set(re.findall(r"\(attachment:([^)]+)\)", cell.source))
            assert shown == set(cell.get("attachments", {}))
            assert cell.source.count("<details>") == cell.source.count("</details>")
        for output in cell.get("outputs", []):
            text = output.get("data", {}).get("text/markdown", "")
            assert not re.search(r"\{[a-z:]+\}`|\]\{\.", text), text
            assert output.output_type != "error" and output.get("name") != "stderr"


def test_its_links_lead_to_notebooks_or_to_the_web(notebook: Path) -> None:
    for cell in read(notebook).cells:
        if cell.cell_type == "markdown":
            for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`]*`", "", cell.source)):
                if not re.match(r"https?://|attachment:|mailto:", target):
                    assert (FOLDER / target).is_file(), f"{target} leads nowhere"


def _comparable(output: dict) -> dict:
    """Return what must not differ: of pictures that they are there, of text every character."""
    found = output.get("data", {}).items()
    kinds = {kind: "" if kind.startswith("image/") else data for kind, data in found}
    return {"type": output["output_type"], "data": kinds, "text": output.get("text")}


def _env() -> dict[str, str]:
    """Return a reader's environment, on the day on which the book was built."""
    plain = {name: value for name, value in os.environ.items() if "NAPKINMATH" not in name}
    day = ["git", "log", "-1", "--format=%ct"]
    last = subprocess.run(day, cwd=FOLDER.parents[2], capture_output=True, text=True, check=True)
    return {"SOURCE_DATE_EPOCH": last.stdout.strip(), **plain, "OMP_NUM_THREADS": "1"}


def test_it_runs_by_itself_and_gives_the_same_numbers(
    again: Path, tmp_path: Path, record_property
) -> None:
    copy = tmp_path / again.name
    shutil.copy(again, copy)
    stored, now = read(copy), read(copy)
    where = {"metadata": {"path": str(tmp_path)}}
    now.cells.append(nbformat.v4.new_code_cell(CPU_SECONDS))
    NotebookClient(now, timeout=300, kernel_name="python3", resources=where).execute(env=_env())
    seconds = float(now.cells.pop().outputs[0].text)
    if seconds > MOST_CPU_SECONDS:
        record_property(f"{again.stem} takes longer than a page may, in CPU seconds", seconds)
    for before, after in zip(stored.cells, now.cells, strict=True):
        measured = "measured" in before.metadata.get("tags", [])
        if before.cell_type == "code" and not measured:
            was, here = (list(map(_comparable, cell.outputs)) for cell in (before, after))
            assert was == here, before.source


def test_a_lab_with_engines_was_run_from_top_to_bottom(heavy: Path) -> None:
    assert heavy.name in LABS
    counts = [cell.execution_count for cell in read(heavy).cells if cell.cell_type == "code"]
    assert counts[1:] == sorted(counts[1:]) and all(counts[1:])  # behind the setup


def test_every_page_with_code_links_to_its_notebook(html: Path) -> None:
    text = html.read_text("utf-8")
    links = re.findall(r'href="([^"]+\.ipynb)" download', text)
    assert all((html.parent / link).is_file() for link in links)
    assert len(links) == (1 if 'class="cell' in text or html.stem in LABS else 0) or (
        "nb_element" not in text and len(links) <= 1
    )


def test_no_notebook_is_without_a_page() -> None:
    linked = {
        Path(link).name
        for page in pages()
        for link in re.findall(r'href="([^"]+\.ipynb)" download', page.read_text("utf-8"))
    }
    assert linked == {path.name for path in notebooks()}


def test_the_zip_holds_all_and_the_wheel_works_alone(tmp_path: Path) -> None:
    with zipfile.ZipFile(FOLDER / "napkin-math-notebooks.zip") as pack:
        names = {Path(name).name for name in pack.namelist()}
        pack.extractall(tmp_path)
    wheels = [name for name in names if name.endswith(".whl")]
    assert names == {path.name for path in notebooks()} | {"README.txt", *wheels}
    (wheel,) = (tmp_path / "napkin-math").glob("*.whl")
    code = (
        f"import sys; sys.path.insert(0, {str(wheel)!r}); import napkinmath;"
        "assert '.whl' in napkinmath.__file__, napkinmath.__file__;"
        "from napkinmath.catalog import accelerator, machine;"
        "print(accelerator('h100-sxm').year, machine('two-core-vm').name)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(wheel) as inside:
        assert any(name.endswith("glove20k.npz") for name in inside.namelist())


def _first_cell(notebook: Path) -> str:
    cell = json.loads(notebook.read_text("utf-8"))["cells"][0]
    return "".join(cell["source"])


#: Stands for the kernel, in which neither napkinmath nor anything else is installed until asked.
HOST = """
import importlib.util
asked = []
here = importlib.util.find_spec
importlib.util.find_spec = lambda name: here(name) if name != "napkinmath" or asked else None
class Shell:
    def run_line_magic(self, magic, line): asked.append((magic, line))
get_ipython = Shell
"""


@pytest.mark.parametrize("beside", [True, False])
def test_the_first_cell_finds_the_library_or_says_what_to_do(beside: bool, tmp_path: Path) -> None:
    if beside:
        (tmp_path / "napkinmath-0.1.0-py3-none-any.whl").touch()
    code = HOST + _first_cell(FOLDER / "home.ipynb") + "\nprint(asked)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    if beside:
        assert 'install --quiet "napkinmath-0.1.0-py3-none-any.whl"' in done.stdout, done
    else:
        assert "ModuleNotFoundError: napkinmath is not installed. Put napkinmath-" in done.stderr

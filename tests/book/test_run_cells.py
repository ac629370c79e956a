"""What a page's cells run on in the browser, and which archives of Python the build takes."""

import hashlib
import io
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import pytest

from napkin_book.errors import BookError
from napkin_book.interactive import in_page, run_cells

WHEEL = "numpy-2.0.2-cp312-cp312-pyodide_2024_0_wasm32.whl"
TAR = "numpy-2.0.1-py312h4e66579_0.tar.gz"


def shown(code: str) -> list[tuple[str, str]]:
    return in_page.Session().run(code, "cell 1")["parts"]


def test_a_cell_shows_what_it_prints_and_its_last_value() -> None:
    assert shown("print('a')\n1 + 1") == [("text", "a\n"), ("text", "2")]
    assert shown("'text'") == [("text", "'text'")]
    assert shown("2;") == shown("None") == shown("x = 1") == shown("") == []
    assert shown("display(1, 2)\n3") == [("text", "1"), ("text", "2"), ("text", "3")]


def test_a_table_is_markdown_and_a_drawing_svg() -> None:
    code = "from napkinmath.book import table\ntable({'a': [1]})"
    ((kind, text),) = shown(code)
    assert kind == "markdown" and text.startswith("| a |")
    assert shown("class S:\n    def _repr_svg_(self): return '<svg/>'\nS()") == [("svg", "<svg/>")]


def test_cells_share_their_names_also_those_of_dataclasses() -> None:
    session = in_page.Session()
    session.run("from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int\n", "cell 1")
    assert session.run("P(3)", "cell 2")["parts"] == [("text", "P(x=3)")]


def test_an_error_is_told_with_its_line_and_without_our_own_frames() -> None:
    told = in_page.Session().run("def f():\n    return 1 / 0\nf()", "cell 1")
    assert told["error"] == "line 2: ZeroDivisionError: division by zero"
    assert "return 1 / 0" in told["traceback"] and "in_page" not in told["traceback"]
    told = in_page.Session().run("a = 1\nb = (", "cell 1")
    assert told["error"].startswith("line 2: SyntaxError: '(' was never closed")
    assert in_page.Session().run("raise SystemExit", "cell 1")["error"] == "line 1: SystemExit"
    assert "no_such" in in_page.Session().run("import no_such", "cell 1")["error"]


def test_a_package_that_no_browser_has_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "faiss", None)
    told = in_page.Session().run("import faiss", "cell 1")
    assert told["absent"] == "faiss" and told["error"].startswith("This cell needs faiss")


def test_endless_printing_does_not_fill_the_memory() -> None:
    ((_, text),) = shown("for i in range(100_000):\n    print(i)")
    assert len(text) < in_page.LONGEST_TEXT + 10 and text.endswith("...")


def test_a_chart_is_drawn_on_nothing_and_says_so() -> None:
    chart = in_page.NoFigure()
    figure, axes = chart(height_in=3)
    (line,) = axes.plot([1], [2])
    first, _ = axes
    first.set(xlabel="x")
    assert line.get_color() and axes[0]
    assert in_page._shown(figure) == ("note", in_page.NO_FIGURE)
    assert not hasattr(figure, "_repr_markdown_")


def test_counting_takes_wide_integers_where_an_index_is_narrow() -> None:
    count = in_page._with_native_index(np.bincount)
    assert count(np.array([0, 2, 2], dtype=np.int64), minlength=4).tolist() == [1, 0, 2, 0]
    assert count([1]).tolist() == [0, 1]


def test_the_library_with_one_function_is_webassembly() -> None:
    assert in_page._BACKTRACE.startswith(b"\0asm\1\0\0\0") and b"backtrace" in in_page._BACKTRACE


def wheel() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as pack:
        for name in ("numpy/__init__.py", "numpy/a.pyi", "numpy/x/tests/t.py", "n.dist-info/W"):
            pack.writestr(name, "1")
    return made.getvalue()


def tape() -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as pack:
        for name in ("lib/python3.12/site-packages/numpy/__init__.py", "conda-meta/numpy.json"):
            entry = tarfile.TarInfo(name)
            entry.size = 1
            pack.addfile(entry, io.BytesIO(b"1"))
    return made.getvalue()


def packed(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as pack:
        for name, content in files.items():
            pack.writestr(name, content)
    return path


@pytest.mark.parametrize(("name", "numpy"), [(WHEEL, wheel()), (TAR, tape())])
def test_an_archive_is_checked_and_numpy_made_one_zip(
    tmp_path: Path, name: str, numpy: bytes
) -> None:
    files = dict.fromkeys(run_cells.FILES, b"x") | {name: numpy}
    lock = {file: hashlib.sha256(content).hexdigest() for file, content in files.items()}
    got = run_cells.unpacked(packed(tmp_path / "a.zip", files), lock)
    assert set(got) == {*run_cells.FILES, "numpy.zip"}
    assert zipfile.ZipFile(io.BytesIO(got["numpy.zip"])).namelist() == ["numpy/__init__.py"]

    with pytest.raises(BookError, match=r"pyodide.js .* is not the file"):
        run_cells.unpacked(packed(tmp_path / "b.zip", files | {"pyodide.js": b"y"}), lock)
    with pytest.raises(BookError, match="more.js .* is not the file"):
        run_cells.unpacked(packed(tmp_path / "c.zip", files | {"more.js": b"y"}), lock)
    with pytest.raises(BookError, match="lacks numpy"):
        rest = {file: content for file, content in files.items() if file != name}
        run_cells.unpacked(packed(tmp_path / "d.zip", rest), lock)


def test_what_is_no_zip_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BookError, match="no zip that can be read"):
        run_cells.unpacked(tmp_path / "none.zip", {})


def test_the_lock_names_what_an_archive_holds() -> None:
    lock = run_cells.known(run_cells.LOCK.read_text("utf-8"))
    assert {*run_cells.FILES, WHEEL, TAR} == set(lock)
    assert all(len(digest) == 64 for digest in lock.values())


def test_large_data_sets_are_apart_and_no_file_is_lost(tmp_path: Path) -> None:
    data = tmp_path / "package" / "datasets"
    data.mkdir(parents=True)
    files = {"package/units.py": b"a", "package/datasets/__init__.py": b"b"}
    files |= {"package/datasets/words.npz": bytes(run_cells.LARGE_BYTES + 1)}
    files |= {"package/datasets/words.json.bz2": b"c", "package/datasets/few.npz": b"d"}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    (data / "bill.parquet").write_bytes(b"e")  # nothing in a browser reads it
    packs = run_cells.library(tmp_path / "package")
    assert set(packs) == {"library.zip", "words.zip"}
    inside = {}
    for pack in packs.values():
        with zipfile.ZipFile(io.BytesIO(pack)) as opened:
            inside |= {name: opened.read(name) for name in opened.namelist()}
    assert inside == files
    assert packs == run_cells.library(tmp_path / "package")

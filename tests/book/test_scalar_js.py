"""Scalar Python and its JavaScript agree, and what cannot be translated is refused."""

import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

import pytest
import quickjs
import scalar_samples as samples
import scalar_vectors
from scalar_vectors import CASES, EXACT, SCRIPT, agree, call_python, vectors

from napkin_book.interactive import scalar_js, scalar_source


def test_python_and_javascript_agree_on_thousands_of_inputs() -> None:
    context = quickjs.Context()
    context.eval(SCRIPT.read_text("utf-8"))
    context.eval(f"var $=globalThis.$explore;{scalar_js.translate(CASES)}")
    context.eval(scalar_vectors.RUNNER)
    count = refusals = 0
    for function in CASES:
        inputs = vectors(function, 400)
        shown = json.dumps(inputs)
        found = json.loads(
            context.eval(f"JSON.stringify(run({scalar_js.js_name(function)},{shown}))")
        )
        for given, theirs in zip(inputs, found, strict=True):
            ours = call_python(function, given)
            assert agree(ours, theirs, exact=function in EXACT), (function, given, ours, theirs)
            count += 1
            refusals += isinstance(ours, list)
    assert count - refusals > 4000 and refusals > 200


CLASSES = """

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Point:
    x: float


@dataclass
class Open:
    x: float


@dataclass(frozen=True)
class Text:
    x: float
    name: str

    def size(self) -> float:
        return self.x


@dataclass(frozen=True)
class Made:
    x: float
    y: float = field(default_factory=float)
"""


def _module(tmp_path: Path, text: str) -> Any:
    path = tmp_path / f"m{abs(hash(text))}.py"
    path.write_text("import math\nfrom napkinmath import require\n\n\n" + text + CLASSES)
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module, path


@pytest.mark.parametrize(
    ("line", "text", "words"),
    [
        (5, "def f(a):\n    return a", "annotation"),
        (5, "def f(a: float) -> str:\n    return 'x'", "annotation"),
        (6, "def f(a: float) -> float:\n    return sum([a])", "sum is not translated"),
        (6, "def f(a: float) -> float:\n    return math.gamma(a)", "math.gamma"),
        (6, "def f(a: float) -> int:\n    return a", "int is needed here, not float"),
        (7, "def f(a: float) -> float:\n    b = 1\n    b = a\n    return b", "holds int"),
        (7, "def f(a: float) -> float:\n    if a > 0:\n        b = a\n    return b", "b may not"),
        (5, "def f(a: float) -> float:\n    if a > 0:\n        return a", "without return"),
        (6, "def f(a: float) -> float:\n    return a if a else 1.0", "bool is needed"),
        (6, "def f(a: int, b: int) -> float:\n    return a**b", "whole literal"),
        (6, "def f(a: bool) -> float:\n    return a + 1.0", "arithmetic with bool"),
        (6, "def f(a: float) -> float:\n    with a:\n        pass", "With is not"),
        (6, "def f(a: float) -> float:\n    return [a][0]", "Subscript is not"),
        (6, "def f(a: float) -> float:\n    raise KeyError('x')", "KeyError is not one of"),
        (6, "def f(a: float) -> float:\n    return require.one_of('a', a)", "require.one_of"),
        (6, "def f(a: float) -> float:\n    return f'{a:.2f}'", "JoinedStr"),
        (6, "def f(a: float) -> float:\n    return 2 ** 53 * 9007199254740993 * a", "beyond"),
        (6, "def f(a: float) -> float:\n    return open(a)", "open is not translated"),
        (5, "def f(*a: float) -> float:\n    return 1.0", r"\* and \*\*"),
        (6, "def f(a: float) -> float:\n    return f(a, b=1)", "takes no b"),
        (6, "def f(a: float) -> float:\n    return Open(a).x", "Open must be a frozen dataclass"),
        (6, "def f(a: float) -> float:\n    return Text(a, 'b').x", "field name of Text must be"),
        (6, "def f(a: float) -> float:\n    return Made(a).x", "field y of Made must be"),
        (6, "def f(a: float) -> float:\n    return Point(a).z", "has no field or property z"),
        (6, "def f(a: float) -> float:\n    return Point(a).go()", "there is no method go to call"),
        (6, "def f(a: float) -> float:\n    return Point(a) + 1", "a number is needed here"),
        (6, "def f(a: float) -> float:\n    return Point(a)", "float is needed here, not"),
        (6, "def f(a: float) -> float:\n    return Point(a, a).x", "arguments of Point are not"),
        (6, "def f(a: float) -> float:\n    return Point().x", "Point needs x"),
        (6, "def f(a: float) -> float:\n    return Point(a, y=1.0).x", "Point takes no y"),
        (
            6,
            "def f(a: float) -> float:\n    return 1.0 if Point(a) == Point(a) else a",
            "a number is needed here, not an object",
        ),
        (
            6,
            "def f(a: float) -> float:\n    for i in (1, 2):\n        a += i\n    return a",
            "For is not",
        ),
    ],
)
def test_what_is_outside_is_refused_with_file_and_line(
    tmp_path: Path, line: int, text: str, words: str
) -> None:
    module, path = _module(tmp_path, text)
    with pytest.raises(scalar_js.TranslationError, match=words) as refusal:
        scalar_js.translate([module.f])
    where = int(str(refusal.value).removeprefix(f"{path}:").split(":")[0])
    assert where in (line, line + 1, line + 2)


def test_the_line_is_that_of_the_construct(tmp_path: Path) -> None:
    text = "def f(a: float) -> float:\n    b = a\n    c = b * 2\n    return [c]"
    module, path = _module(tmp_path, text)
    with pytest.raises(scalar_js.TranslationError, match=rf"^{path}:8: List is not translated"):
        scalar_js.translate([module.f])


def test_a_model_is_found_by_its_name() -> None:
    assert scalar_js.find("queueing.safe_utilization").__name__ == "safe_utilization"
    for bad in ("queueing.no_such", "nothing.at_all", "queueing.math"):
        with pytest.raises(LookupError):
            scalar_js.find(bad)


def test_a_function_that_two_models_call_is_there_once() -> None:
    script = scalar_js.translate(CASES)
    for function in CASES:
        assert script.count(f"var {scalar_js.js_name(function)}=") == 1


def test_a_method_is_a_function_of_the_fields_and_of_its_arguments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = scalar_source.of_fields(samples.Disk, "read_s")
    kinds = {"bytes_per_s": "float", "copies": "int", "is_fast": "bool", "size": "float"}
    assert scalar_js.parameters(found) == {**kinds, "parts": "int"}
    assert found(4.0, 4, True, 8.0, 2) == samples.Disk(4.0, 4, True).read_s(8.0, parts=2)
    assert scalar_js.result(scalar_js.with_result(found)) == "float"
    monkeypatch.setattr("napkinmath.units.Disk", samples.Disk, raising=False)
    assert scalar_js.find("units.Disk.total")(4.0, 2, True) == 8.0
    for bad, words in [
        ("units.Disk.no", "there is no units.Disk.no"),
        ("units.Disk", "no function"),
    ]:
        with pytest.raises(LookupError, match=words):
            scalar_js.find(bad)
    module, path = _module(tmp_path, "pass")
    with pytest.raises(LookupError, match="Point.x is no method of a dataclass"):
        scalar_source.of_fields(module.Point, "x")
    with pytest.raises(
        scalar_js.TranslationError, match=rf"{path}:\d+: name of Text.size must be float"
    ):
        scalar_source.of_fields(module.Text, "size")

"""Public floats carry their unit in their name, in base units."""

import ast
import re
from pathlib import Path

import napkinmath

PACKAGE = Path(napkinmath.__file__).parent
#: Money is the exception: rents are quoted by the hour, and ``usd_per_hour`` says so.
NOT_BASE = re.compile(
    r"(?<!usd_per)_(ms|us|ns|min|mins|minutes|hours?|hr|hrs|days|gb|gib|mb|mib|kb|kib|tb|gbps|mbps|tflops|gflops"
    r"|pct|percent|cents|kw|mw|kwh|tonnes|grams)(_|$)"
)
#: A name that ends in one of these is a quantity, so a unit has to follow.
QUANTITY = re.compile(
    r"(^|_)(latency|time|timeout|duration|interval|delay|wait|memory|size|bandwidth|cost|price|fee"
    r"|budget|power|energy|throughput|payload)$"
)


def _public_floats(tree: ast.Module) -> list[tuple[int, str]]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            found += [(a.lineno, a.arg) for a in arguments if _is_float(a.annotation)]
            if _is_float(node.returns):
                found.append((node.lineno, node.name))
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            for member in node.body:
                if isinstance(member, ast.AnnAssign) and _is_float(member.annotation):
                    found.append((member.lineno, ast.unparse(member.target)))
    return found


def _is_float(annotation: ast.expr | None) -> bool:
    return annotation is not None and "float" in ast.unparse(annotation)


def _is_bad(name: str) -> bool:
    if name.startswith("p_"):  # a probability, as in p_wait
        return False
    if name == "power" or name.endswith(("sample_size", "batch_size")):  # a probability, counts
        return False
    return bool(NOT_BASE.search(name) or QUANTITY.search(name))


def test_the_names_of_public_floats_say_their_unit() -> None:
    wrong = []
    for path in sorted(PACKAGE.rglob("*.py")):
        for line, name in _public_floats(ast.parse(path.read_text("utf-8"))):
            if _is_bad(name):
                wrong.append(f"{path.name}:{line}: {name}")
    assert not wrong, "no base unit in the name:\n" + "\n".join(wrong)


def test_the_check_of_names_can_fail() -> None:
    code = (
        "def f(timeout_ms: float, price: float, wait_s: float, usd_per_hour: float) -> float: ..."
    )
    names = [name for _, name in _public_floats(ast.parse(code))]
    bad = [name for name in names if _is_bad(name)]
    assert bad == ["timeout_ms", "price"]

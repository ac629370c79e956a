"""What is packaged: the library and its data, and no script that makes a data set."""

from pathlib import Path

import pytest
from setuptools import Distribution

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def packaged() -> set[str]:
    """Return every file that a wheel of this tree would hold, by its path in the wheel."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        distribution = Distribution({"script_name": "setup.py"})
        distribution.parse_config_files()
        build = distribution.get_command_obj("build_py")
        build.ensure_finalized()
        top = Path(build.build_lib)
        return {Path(name).relative_to(top).as_posix() for name in build.get_outputs(0)}


def test_the_wheel_holds_every_module_of_the_library_and_all_of_its_data(packaged) -> None:
    source = ROOT / "src"
    known = {".py", ".npz", ".bz2", ".parquet", ".csv", ".toml", ".md", ".typed"}
    wanted = {
        path.relative_to(source).as_posix()
        for path in (source / "napkinmath").rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    assert {Path(name).suffix for name in wanted} <= known
    assert packaged == wanted


def test_the_wheel_holds_no_script_that_makes_a_data_set(packaged) -> None:
    scripts = {path.name for path in (ROOT / "tools").rglob("*.py")}
    assert {"make_prices.py", "minilm.py", "remake.py"} <= scripts
    names = {Path(name).name for name in packaged}
    assert not scripts & names
    assert not [name for name in names if name.startswith("make_")]

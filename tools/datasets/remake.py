"""What the scripts that make a data set again from its package have in common."""

import argparse
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

#: Where the library keeps its data sets.
DATA_SETS = Path(__file__).parents[2] / "src" / "napkinmath" / "datasets"
Arrays = Mapping[str, npt.NDArray[Any]]


def same(made: Arrays, path: Path) -> bool:
    """Say whether ``path`` holds exactly the arrays that were made."""
    with np.load(path, allow_pickle=False) as stored:
        return set(stored) == set(made) and all(
            np.array_equal(stored[name], made[name]) for name in made
        )


def remake(about: str | None, make: Callable[[Path], Arrays], target: Path) -> None:
    """Compare ``target`` with what ``make`` makes in an empty folder; ``--write`` replaces it.

    ``about`` is the docstring of the script, which ends here: with 0 if the two agree, else saying
    what differs.
    """
    parser = argparse.ArgumentParser(description=about.splitlines()[0] if about else "")
    parser.add_argument("--write", action="store_true", help="replace the file")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        made = make(Path(folder))
    if arguments.write:
        np.savez_compressed(target, **made)  # type: ignore[arg-type]
    differs = f"{target.name} differs from what was made: --write replaces it"
    raise SystemExit(0 if same(made, target) else differs)

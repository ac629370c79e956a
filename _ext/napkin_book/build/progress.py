"""Say which page is done, how many are left and about how long they will take."""

import multiprocessing
import sys
import time

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

_DONE = multiprocessing.Value("i", 0)  # shared with the forked readers
_state = {"total": 0, "started": 0.0, "jobs": 1}
#: To start a process for fewer pages, and to send it all that is known, costs more than to read.
_WORTH_A_PROCESS = 4


def on_before_read_docs(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Count the pages that will be read."""
    _DONE.value = 0
    _state.update(total=len(docnames), started=time.monotonic(), jobs=app.parallel)
    if len(docnames) < _WORTH_A_PROCESS:
        app.parallel = 1


def on_get_updated(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Let pages be written by as many processes as the reader has asked for."""
    app.parallel = int(_state["jobs"])
    return []


def on_doctree_read(app: Sphinx, doctree: object) -> None:
    """Say that a page is done."""
    if _state["total"] == 0:
        return
    with _DONE.get_lock():
        _DONE.value += 1
        done = _DONE.value
    elapsed = time.monotonic() - _state["started"]
    left = elapsed / done * (_state["total"] - done)
    page = app.env.docname
    sys.stderr.write(f"[{done} of {_state['total']}, about {left:.0f} s left] {page}\n")
    sys.stderr.flush()

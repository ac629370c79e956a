"""Keep a broken page broken: forget what was read if the build gave warnings.

Sphinx reports a page's warnings only when it reads the page. Without this, the next build would
find nothing to read and pass. Executed pages stay in their own cache, so reading again is cheap.
"""

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util import logging


def _on_build_finished(app: Sphinx, error: Exception | None) -> None:
    if error is None and app._warncount == 0:
        return
    pickle = Path(app.doctreedir) / "environment.pickle"
    if pickle.exists():
        pickle.unlink()
        logging.getLogger(__name__).info("pages will be read again, since this build had warnings")


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect to the end of the build."""
    app.connect("build-finished", _on_build_finished)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

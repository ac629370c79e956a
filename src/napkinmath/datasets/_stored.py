"""Where the data sets lie, and how 8-bit vectors are brought back to unit length."""

from pathlib import Path

import numpy as np
import numpy.typing as npt

FOLDER = Path(__file__).parent


def unit_rows(stored: npt.NDArray[np.int8]) -> npt.NDArray[np.float32]:
    """Return the rows of ``stored`` (n, d) as 32-bit floats of unit length."""
    rows = stored.astype(np.float32)
    unit: npt.NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit

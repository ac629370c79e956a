"""The bootstrap: how far an estimate moves over samples drawn anew from the one at hand."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath.stats.intervals import Interval


def bootstrap_interval(
    statistic: Callable[[npt.NDArray[np.int64]], float | None],
    rows: int,
    *,
    rng: np.random.Generator,
    resamples: int = 400,
    confidence: float = 0.95,
) -> Interval:
    """Return the percentile bootstrap interval of ``statistic``.

    ``statistic`` takes the positions, shape (rows,), of ``rows`` rows drawn with replacement and
    returns the estimate on these rows, or None where it has none: such a resample is left out.
    Where all rows are alike every resample gives the same estimate and the interval has no width:
    the bootstrap cannot see what the sample does not hold.
    Raises ``ValueError`` on fewer than two rows or one resample, a ``confidence`` outside (0, 1)
    and no numpy generator.
    Definition: the central ``confidence`` of the resampled estimates.

    >>> sample = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
    >>> rng = np.random.default_rng(1)
    >>> found = bootstrap_interval(lambda drawn: float(sample[drawn].mean()), 5, rng=rng)
    >>> 1.4 <= found.low < 3.0 < found.high <= 4.6
    True
    """
    require.generator("rng", rng)
    require.count("rows", rows, at_least=2)
    tail = (1 - require.open_fraction("confidence", confidence)) / 2
    estimates = []
    for _ in range(require.count("resamples", resamples)):
        estimate = statistic(rng.integers(rows, size=rows))
        if estimate is not None:
            estimates.append(estimate)
    if not estimates:
        raise ValueError("statistic must have a value on some resample, got None on all")
    low, high = np.quantile(estimates, (tail, 1 - tail))
    return Interval(float(low), float(high))

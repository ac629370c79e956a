"""Sensitivity analysis: tornado, Monte Carlo, and how uncertain factors combine.

``tornado`` varies one input at a time, ``monte_carlo`` all of them together.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath.stats.normal import two_sided_z

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Swing:
    """The swing of a result: ``low`` and ``high`` are the results at the two ends of one input."""

    name: str
    low: float
    high: float

    @property
    def spread(self) -> float:
        """How far the input moves the result."""
        return abs(self.high - self.low)


def tornado(
    model: Callable[..., float],
    base: Mapping[str, float],
    ranges: Mapping[str, tuple[float, float]],
) -> tuple[Swing, ...]:
    """Return the tornado: each input's swing with the others at ``base``, widest swing first.

    ``model`` takes the inputs of ``base`` by keyword. ``ranges`` gives (low, high) for the
    uncertain inputs, and contains the base value of each. Inputs that move together are not
    covered.
    Definition.
    Raises ``ValueError`` on a range that is upside down or leaves out its base, and on an input
    that ``base`` lacks.

    >>> swings = tornado(lambda n, usd: n * usd, {"n": 10, "usd": 3}, {"n": (5, 20), "usd": (2, 4)})
    >>> [(swing.name, swing.low, swing.high, swing.spread) for swing in swings]
    [('n', 15.0, 60.0, 45.0), ('usd', 20.0, 40.0, 20.0)]
    """
    _check_ranges(ranges)
    swings = []
    for name, (low, high) in ranges.items():
        if name not in base:
            raise ValueError(f"ranges must name inputs of base, got {name!r}")
        require.finite(f"base[{name!r}]", base[name])
        if not low <= base[name] <= high:
            raise ValueError(f"ranges[{name!r}] must hold its base {base[name]!r}, got {low, high}")
        ends = [model(**{**base, name: end}) for end in (low, high)]
        low_end, high_end = (float(require.finite(f"model at {name}", end)) for end in ends)
        swings.append(Swing(name, low_end, high_end))
    return tuple(sorted(swings, key=lambda swing: -swing.spread))


def _check_ranges(ranges: Mapping[str, tuple[float, float]]) -> None:
    if not isinstance(ranges, Mapping):
        raise ValueError(f"ranges must map inputs to (low, high), got {ranges!r}")
    if not ranges:
        raise ValueError("ranges must name at least one input, got none")
    for name, ends in ranges.items():
        try:
            low, high = ends
        except (TypeError, ValueError) as error:
            raise ValueError(f"ranges[{name!r}] must be (low, high), got {ends!r}") from error
        require.finite(f"ranges[{name!r}]", low)
        require.finite(f"ranges[{name!r}]", high)
        if low > high:
            raise ValueError(f"ranges[{name!r}] must ascend, got {low, high}")


def combined_uncertainty_factor(factors: Sequence[float], *, correlation: float = 0.0) -> float:
    """Return the uncertainty factor of a product whose terms have the uncertainty ``factors``.

    "Within a factor of f" makes a log-normal term; ``correlation`` is that of the logarithms of any
    two terms. Definition: the logarithms' variances and covariances add up.
    Raises ``ValueError`` on no factors, on one below 1 and on a correlation outside [0, 1].

    >>> [round(combined_uncertainty_factor([2, 2, 2], correlation=c), 2) for c in (0, 1)]
    [3.32, 8.0]
    """
    if np.size(factors) == 0 or np.ndim(factors) != 1:
        raise ValueError(f"factors must be a list of one factor or more, got {factors!r}")
    require.fraction("correlation", correlation)
    for factor in factors:
        require.positive("factors", factor)
        if factor < 1:
            raise ValueError(f"factors must be 1 or more, got {factor!r}")
    logs = [math.log(factor) for factor in factors]
    own, together = math.fsum(x * x for x in logs), math.fsum(logs) ** 2
    return math.exp(math.sqrt((1 - correlation) * own + correlation * together))


@dataclass(frozen=True, slots=True)
class SimulationResults:
    """The ``results``, shape (runs,), of a model under uncertain inputs, in the order drawn."""

    results: Floats

    def quantile(self, q: float) -> float:
        """Return the quantile ``q`` of the results."""
        return float(np.quantile(self.results, require.fraction("q", q)))

    def share_above(self, threshold: float) -> float:
        """Return the share of simulation runs that exceed ``threshold``."""
        return float((self.results > require.finite("threshold", threshold)).mean())


def draw_inputs(
    ranges: Mapping[str, tuple[float, float]],
    *,
    runs: int,
    rng: np.random.Generator,
    correlation: float = 0.0,
    coverage: float = 0.9,
) -> dict[str, Floats]:
    """Return random inputs of a simulation: each name with its values, shape (runs,).

    Each range (low, high), above 0, is the central ``coverage`` of a log-normal input; any two
    inputs have ``correlation`` in their logarithms, through one common factor. Definition.
    Raises ``ValueError`` on a range that is not positive or is upside down.

    >>> drawn = draw_inputs({"n": (5, 20)}, runs=2000, rng=np.random.default_rng(1))
    >>> bool(0.88 < np.mean((drawn["n"] > 5) & (drawn["n"] < 20)) < 0.92)
    True
    """
    _check_ranges(ranges)
    require.count("runs", runs)
    require.fraction("correlation", correlation)
    z = two_sided_z(require.open_fraction("coverage", coverage))
    common = require.generator("rng", rng).standard_normal(runs)
    inputs = {}
    for name, (low, high) in ranges.items():
        require.positive(f"ranges[{name!r}]", low)
        own = rng.standard_normal(runs)
        normal = math.sqrt(correlation) * common + math.sqrt(1 - correlation) * own
        log_low, log_high = math.log(low), math.log(high)
        sigma = (log_high - log_low) / (2 * z)
        inputs[name] = np.exp((log_low + log_high) / 2 + sigma * normal)
    return inputs


def monte_carlo(
    model: Callable[..., npt.ArrayLike],
    ranges: Mapping[str, tuple[float, float]],
    *,
    runs: int,
    rng: np.random.Generator,
    correlation: float = 0.0,
    coverage: float = 0.9,
) -> SimulationResults:
    """Return the Monte Carlo results of a model whose inputs are drawn as in ``draw_inputs``.

    Definition. ``model`` takes arrays of shape (runs,) by keyword and returns one.
    Raises ``ValueError`` as ``draw_inputs`` does, and if the model returns anything else.

    >>> rng = np.random.default_rng(1)
    >>> drawn = monte_carlo(
    ...     lambda n, usd: n * usd, {"n": (5, 20), "usd": (1, 4)}, runs=2000, rng=rng
    ... )
    >>> bool(18 < drawn.quantile(0.5) < 22)
    True
    """
    inputs = draw_inputs(ranges, runs=runs, rng=rng, correlation=correlation, coverage=coverage)
    results = require.finite_array("model", model(**inputs), ndim=1)
    return SimulationResults(results)

"""The arithmetic of money decisions: value over time, crossing points, and how sure a sum is.

Rates are per period, and periods are whole: a monthly series takes a monthly rate. ``tornado`` asks
which input moves a model most, ``simulate`` how far all of them together move it.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from napkinmath import require

Floats = npt.NDArray[np.float64]


def npv(rate: float, cashflows: npt.ArrayLike) -> float:
    r"""Return the present value of ``cashflows``, the first of which falls due *now*, at t = 0.

    ``rate`` is the discount rate a period, above -1. The NPV function of a spreadsheet discounts
    the first flow by one period too; its answer is this one divided by 1 + rate.
    Raises ``ValueError`` on a rate of -1 or less and on flows that are not a finite 1-d series.
    Source: [numpyfinancial2026]

    >>> flows = [-40_000, 5_000, 8_000, 12_000, 30_000]
    >>> round(npv(0.08, flows), 2), round(npv(0.08, flows) / 1.08, 2)
    (3065.22, 2838.17)
    """
    require.finite("rate", rate)
    if rate <= -1:
        raise ValueError(f"rate must be above -1, got {rate!r}")
    flows = require.finite_array("cashflows", cashflows, ndim=1)
    return float((flows / (1 + rate) ** np.arange(flows.size)).sum())


def irr(cashflows: npt.ArrayLike) -> float:
    """Return the rate at which ``cashflows`` are worth nothing today.

    The flows must change sign exactly once, as an outlay that earns does: otherwise there may be no
    such rate, or several, and ``ValueError`` is raised instead of picking one.
    Source: [numpyfinancial2026]

    >>> round(irr([-100, 39, 59, 55, 20]), 5)
    0.28095
    """
    flows = require.finite_array("cashflows", cashflows, ndim=1)
    signs = np.sign(flows[flows != 0])
    changes = int((np.diff(signs) != 0).sum())
    if changes != 1:
        raise ValueError(f"cashflows must change sign once, got {changes} changes")
    earns = signs[0] < 0
    low, high = -1 + 1e-9, 1.0
    while (npv(high, flows) > 0) == earns:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        if (npv(middle, flows) > 0) == earns:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def payback_periods(outlay_usd: float, saving_usd: float, *, rate: float = 0.0) -> float:
    """Return after how many periods a saving at the end of each has repaid an outlay made now.

    With a ``rate`` above 0 the savings are discounted, which takes longer.
    Raises ``ValueError`` if the savings, discounted for ever, never repay it.

    >>> round(payback_periods(600_000, 35_000), 2)
    17.14
    >>> round(payback_periods(600_000, 35_000, rate=1.12 ** (1 / 12) - 1), 2)
    18.8
    """
    require.non_negative("outlay_usd", outlay_usd)
    require.positive("saving_usd", saving_usd)
    require.non_negative("rate", rate)
    if rate == 0:
        return outlay_usd / saving_usd
    repaid = outlay_usd * rate / saving_usd
    if repaid >= 1:
        raise ValueError(
            f"saving_usd must be above the interest on the outlay, {outlay_usd * rate:.6g}, "
            f"got {saving_usd!r}"
        )
    return -math.log1p(-repaid) / math.log1p(rate)


def capital_recovery(rate: float, periods: float) -> float:
    """Return the level payment a period that repays 1 with interest at ``rate`` over ``periods``.

    At a rate of 0 it is ``1 / periods``. Raises ``ValueError`` on a negative rate or no periods.

    >>> capital_recovery(0.0, 4), round(capital_recovery(0.10, 4), 4)
    (0.25, 0.3155)
    """
    require.non_negative("rate", rate)
    require.positive("periods", periods)
    repaid = -math.expm1(-periods * math.log1p(rate))
    return rate / repaid if repaid > 0 else 1 / periods


def break_even(
    fixed_a_usd: float, per_unit_a_usd: float, fixed_b_usd: float, per_unit_b_usd: float
) -> float:
    """Return the volume at which two offers, each a fixed fee and a price a unit, cost the same.

    Below it the offer with the lower fee wins, above it the one with the lower price a unit.
    Raises ``ValueError`` on negative amounts, and if the lines never cross at a volume of 0 or
    more: then one offer is no dearer at any volume, and there is nothing to break even on.

    >>> break_even(0.0, 0.88, 22_000.0, 0.0)
    25000.0
    """
    for name, value in {
        "fixed_a_usd": fixed_a_usd,
        "per_unit_a_usd": per_unit_a_usd,
        "fixed_b_usd": fixed_b_usd,
        "per_unit_b_usd": per_unit_b_usd,
    }.items():
        require.non_negative(name, value)
    slope = per_unit_a_usd - per_unit_b_usd
    if slope == 0:
        raise ValueError(
            f"per_unit_a_usd and per_unit_b_usd must differ, got {per_unit_a_usd!r} for both"
        )
    units = (fixed_b_usd - fixed_a_usd) / slope
    if units < 0:
        raise ValueError(
            "the offer with the lower fee must have the higher price a unit, "
            f"got a crossing at {units!r} units"
        )
    return float(units)


@dataclass(frozen=True, slots=True)
class Swing:
    """What one input does to a result: ``low`` and ``high`` are the results at its two ends."""

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
    """Move one input at a time through its range, the others at ``base``, widest swing first.

    ``model`` takes the inputs of ``base`` by keyword. ``ranges`` gives (low, high) for the inputs
    that are uncertain, and holds each one's base value. Says nothing of inputs that move together.
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


def combined_factor(factors: Sequence[float], *, correlation: float = 0.0) -> float:
    """Return the factor by which a product is uncertain whose terms are, each by its own factor.

    "Within a factor of f" makes a log-normal term; ``correlation`` is that of any two of them.
    Raises ``ValueError`` on no factors, on one below 1 and on a correlation outside [0, 1].

    >>> round(combined_factor([2, 2, 2]), 2), round(combined_factor([2, 2, 2], correlation=1), 2)
    (3.32, 8.0)
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
class Simulation:
    """Results of a model under uncertain inputs: ``results`` of shape (n,), in the order drawn."""

    results: Floats

    def quantile(self, q: float) -> float:
        """Return the result that a share ``q`` of the draws stays below."""
        return float(np.quantile(self.results, require.fraction("q", q)))

    def share_above(self, threshold: float) -> float:
        """Return the share of draws that exceed ``threshold``."""
        return float((self.results > require.finite("threshold", threshold)).mean())


def draw(
    ranges: Mapping[str, tuple[float, float]],
    *,
    n: int,
    rng: np.random.Generator,
    correlation: float = 0.0,
    coverage: float = 0.9,
) -> dict[str, Floats]:
    """Draw every uncertain input ``n`` times: each name with an array of shape (n,).

    Each range (low, high), above 0, is the central ``coverage`` of a log-normal input; any two
    inputs have ``correlation`` in their logarithms, through one factor that moves them all.
    Raises ``ValueError`` on a range that is not positive or is upside down.

    >>> drawn = draw({"n": (5, 20)}, n=2000, rng=np.random.default_rng(1))
    >>> bool(0.88 < np.mean((drawn["n"] > 5) & (drawn["n"] < 20)) < 0.92)
    True
    """
    _check_ranges(ranges)
    require.count("n", n)
    require.fraction("correlation", correlation)
    z = NormalDist().inv_cdf(0.5 + require.open_fraction("coverage", coverage) / 2)
    common = rng.standard_normal(n)
    inputs = {}
    for name, (low, high) in ranges.items():
        require.positive(f"ranges[{name!r}]", low)
        own = rng.standard_normal(n)
        normal = math.sqrt(correlation) * common + math.sqrt(1 - correlation) * own
        middle, sigma = math.log(low * high) / 2, math.log(high / low) / (2 * z)
        inputs[name] = np.exp(middle + sigma * normal)
    return inputs


def simulate(
    model: Callable[..., npt.ArrayLike],
    ranges: Mapping[str, tuple[float, float]],
    *,
    n: int,
    rng: np.random.Generator,
    correlation: float = 0.0,
    coverage: float = 0.9,
) -> Simulation:
    """Draw every uncertain input ``n`` times, as ``draw`` does, and return what the model makes.

    ``model`` takes arrays of shape (n,) by keyword and returns one.
    Raises ``ValueError`` as ``draw`` does, and if the model returns anything else.

    >>> rng = np.random.default_rng(1)
    >>> drawn = simulate(lambda n, usd: n * usd, {"n": (5, 20), "usd": (1, 4)}, n=2000, rng=rng)
    >>> bool(18 < drawn.quantile(0.5) < 22)
    True
    """
    inputs = draw(ranges, n=n, rng=rng, correlation=correlation, coverage=coverage)
    results = require.finite_array("model", model(**inputs), ndim=1)
    return Simulation(results)


def experience_exponent(saving_per_doubling: float) -> float:
    """Return the exponent b of a price that falls as made**-b, by this share at each doubling.

    Raises ``ValueError`` unless the share lies strictly between 0 and 1.

    >>> round(experience_exponent(0.20), 4)
    0.3219
    """
    return -math.log2(1 - require.open_fraction("saving_per_doubling", saving_per_doubling))

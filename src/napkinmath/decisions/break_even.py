"""Break-even volumes and payback periods."""

import math

from napkinmath import require


def break_even_volume(
    fixed_a_usd: float, per_unit_a_usd: float, fixed_b_usd: float, per_unit_b_usd: float
) -> float:
    """Return the break-even volume of two offers, each a fixed fee and a price a unit.

    Definition: the volume at which they cost the same. Below it the offer with the lower fee wins,
    above it the one with the lower price a unit.
    Raises ``ValueError`` on negative amounts, and if the lines never cross at a volume of 0 or
    more: then one offer is at least as cheap at any volume.

    >>> break_even_volume(0.0, 0.88, 22_000.0, 0.0)
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


def payback_periods(outlay_usd: float, saving_usd: float, *, rate: float = 0.0) -> float:
    """Return the payback period of an outlay made now that saves at the end of each period.

    Definition. With a ``rate`` above 0 the savings are discounted, which takes longer.
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

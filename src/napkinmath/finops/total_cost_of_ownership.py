"""Total cost of ownership: the hour of an owned accelerator, and the price of predictions."""

from dataclasses import dataclass

from napkinmath import require
from napkinmath.decisions.cash_flow import capital_recovery

_YEAR_S = 365 * 86_400.0
_HOUR_S = 3600.0


@dataclass(frozen=True, slots=True)
class OwnedNode:
    """An owned server: its purchase, power and upkeep, billed while it idles too.

    ``node_usd`` is spread over ``life_s`` as an annuity at ``capital_rate`` a year, which is 0 for
    plain straight-line amortization. ``power_w`` is what the whole node draws when busy and
    ``idle_draw`` the share of it that an idle hour draws; ``pue`` and ``usd_per_j`` turn it into
    money. ``upkeep_per_year`` is spares and labor as a share of the price, and
    ``colocation_usd_per_hour`` the price of the space, 0 if you have it. Definition.

    Raises ``ValueError`` naming the argument that is negative, not finite or out of range.

    >>> node = OwnedNode(280_000, 8, life_s=4 * 365 * 86_400, power_w=10_200, pue=1.3,
    ...                  usd_per_j=0.10 / 3.6e6, upkeep_per_year=0.05)
    >>> round(node.usd_per_hour(1.0), 3), round(node.usd_per_hour(0.6), 3)
    (1.364, 2.274)
    """

    node_usd: float
    accelerators: int
    life_s: float
    power_w: float
    pue: float
    usd_per_j: float
    upkeep_per_year: float
    capital_rate: float = 0.0
    colocation_usd_per_hour: float = 0.0
    idle_draw: float = 1.0

    def __post_init__(self) -> None:
        require.positive("node_usd", self.node_usd)
        require.count("accelerators", self.accelerators)
        require.positive("life_s", self.life_s)
        require.non_negative("power_w", self.power_w)
        require.positive("pue", self.pue)
        if self.pue < 1:
            raise ValueError(f"pue must be 1 or more, got {self.pue!r}")
        require.non_negative("usd_per_j", self.usd_per_j)
        require.non_negative("upkeep_per_year", self.upkeep_per_year)
        require.non_negative("capital_rate", self.capital_rate)
        require.non_negative("colocation_usd_per_hour", self.colocation_usd_per_hour)
        require.fraction("idle_draw", self.idle_draw)

    def fixed_usd_per_hour(self) -> float:
        """Return the fixed cost of one accelerator an hour, without power."""
        years = self.life_s / _YEAR_S
        capital_usd = self.node_usd * capital_recovery(self.capital_rate, years)
        upkeep_usd = self.node_usd * self.upkeep_per_year
        node_hour_usd = (capital_usd + upkeep_usd) / (_YEAR_S / _HOUR_S)
        return (node_hour_usd + self.colocation_usd_per_hour) / self.accelerators

    def usd_per_hour(self, utilization: float) -> float:
        """Return the cost of an hour of *work* of one accelerator at a utilization in (0, 1]."""
        require.fraction("utilization", utilization)
        require.positive("utilization", utilization)
        busy_usd = self.power_w * self.pue * self.usd_per_j * _HOUR_S / self.accelerators
        idle_usd = (1 - utilization) * self.idle_draw * busy_usd
        return (self.fixed_usd_per_hour() + idle_usd) / utilization + busy_usd

    def break_even_utilization(self, rental_usd_per_hour: float) -> float:
        """Return the break-even utilization, at which owning costs as much as renting.

        Raises ``ValueError`` if owning is more expensive even when the node never idles.
        """
        require.positive("rental_usd_per_hour", rental_usd_per_hour)
        busy_usd = self.power_w * self.pue * self.usd_per_j * _HOUR_S / self.accelerators
        standing_usd = self.fixed_usd_per_hour() + self.idle_draw * busy_usd
        slope_usd = rental_usd_per_hour - (1 - self.idle_draw) * busy_usd
        if slope_usd < standing_usd:
            raise ValueError(
                f"rental_usd_per_hour must be at least what owning costs at full use, "
                f"{self.usd_per_hour(1.0):.4g}, got {rental_usd_per_hour!r}"
            )
        return standing_usd / slope_usd


def rental_usd(device_s: float, usd_per_hour: float) -> float:
    """Return the rental cost of devices that ran for ``device_s`` device-seconds in all.

    Many published training costs are this product alone, and leave out failed runs, experiments,
    data, staff and idle hours.
    Raises ``ValueError`` on a negative time or price.
    Source: [deepseek2024v3]

    >>> rental_usd(2_664_000 * 3600, 2.0)
    5328000.0
    """
    require.non_negative("device_s", device_s)
    require.non_negative("usd_per_hour", usd_per_hour)
    return device_s / _HOUR_S * usd_per_hour


def usd_per_thousand_predictions(usd_per_hour: float, per_s: float) -> float:
    """Return the cost of a thousand predictions on a machine rented by the hour.

    ``per_s`` is the achieved throughput, not the capacity: idle time is billed too. Definition.
    Raises ``ValueError`` on a negative price or a rate that is not positive.

    >>> round(usd_per_thousand_predictions(1.00, 250), 5)
    0.00111
    """
    require.non_negative("usd_per_hour", usd_per_hour)
    require.positive("per_s", per_s)
    return 1000 * usd_per_hour / (per_s * _HOUR_S)

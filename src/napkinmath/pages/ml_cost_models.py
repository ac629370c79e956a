"""The bill of a ranking service: every metered item, from one set of inputs.

``RankingService`` says what the service does, a tariff the price of each meter in base units (an
hour, a byte, a byte stored for a month), and ``bill`` lists the lines. A month has 730 hours.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from napkinmath import require
from napkinmath.finops.billing import Bill, Line, Tier, tiered_usd
from napkinmath.prices._lookup import price
from napkinmath.prices._rows import Price
from napkinmath.queueing.capacity import servers_for_peak
from napkinmath.units import HOUR_S, MONTH_S

#: The meters that a bill reads, by their names in the price book, and what each is priced by.
_METERS = {
    "l4": "hour",
    "cpu-m7g-xlarge": "hour",
    "nat-gateway": "hour",
    "cross-az-transfer": "byte",
    "nat-gateway-processed": "byte",
    "log-ingestion": "byte",
    "log-queries-scanned": "byte",
    "internet-egress-first-10tb": "byte",
    "internet-egress-next-40tb": "byte",
    "internet-egress-next-100tb": "byte",
    "internet-egress-over-150tb": "byte",
    "log-storage": "byte_month",
    "object-storage-standard": "byte_month",
    "object-storage-standard-next-450tb": "byte_month",
    "object-storage-standard-over-500tb": "byte_month",
    "block-storage-snapshot": "byte_month",
}


def meter_prices(
    *, provider: str = "aws", region: str = "us-east-1", on: date | str | None = None
) -> dict[str, Price]:
    """Return the price of every meter of the bill, as of the day ``on``, else the newest.

    Definition: the rows of the price book. Raises ``LookupError`` if the provider and region lack
    one.

    >>> sorted(meter_prices())[:2]
    ['block-storage-snapshot', 'cpu-m7g-xlarge']
    """
    return {meter: price(meter, provider=provider, region=region, on=on) for meter in _METERS}


def tariff(prices: Mapping[str, Price]) -> dict[str, float]:
    """Return the tariff: dollars an hour, a byte or a byte-month for each meter. Definition.

    >>> show_per_gb = tariff(meter_prices())["log-ingestion"] * 1e9
    >>> round(show_per_gb, 3)
    0.5
    """
    return {meter: getattr(prices[meter], f"usd_per_{unit}") for meter, unit in _METERS.items()}


def serving_usd(
    requests_per_s: float,
    peak_over_mean: float,
    gpu_requests_per_s: float,
    usd_per_hour: float,
    months: float,
) -> float:
    """Return the cost of the serving GPUs in ``months``, at ``usd_per_hour`` each.

    GPUs are whole and sized for the peak. Raises ``ValueError`` on what is not positive and a peak
    below the mean; the price may be zero. Definition.

    >>> round(serving_usd(3000.0, 2.5, 280.0, 0.80, 3.0))
    47304
    """
    require.positive("requests_per_s", requests_per_s)
    require.positive("gpu_requests_per_s", gpu_requests_per_s)
    gpus = servers_for_peak(requests_per_s, peak_over_mean, gpu_requests_per_s, 1.0, 0)
    hours = require.positive("months", months) * MONTH_S / HOUR_S
    return gpus * hours * require.non_negative("usd_per_hour", usd_per_hour)


def logging_usd(
    requests_per_s: float, log_bytes: float, usd_per_byte: float, price_ratio: float, months: float
) -> float:
    """Return the cost of log ingestion: a record of ``log_bytes`` for each request of ``months``.

    ``price_ratio`` is the share of the list price ``usd_per_byte`` that you pay. Raises
    ``ValueError`` on a rate or months that are not positive, negative bytes or price, or a share
    outside [0, 1]. Definition.

    >>> round(logging_usd(3000.0, 10_000.0, 5e-10, 1.0, 3.0))
    118260
    """
    require.positive("requests_per_s", requests_per_s)
    requests = requests_per_s * require.positive("months", months) * MONTH_S
    usd = require.non_negative("usd_per_byte", usd_per_byte) * require.fraction(
        "price_ratio", price_ratio
    )
    return requests * require.non_negative("log_bytes", log_bytes) * usd


@dataclass(frozen=True, slots=True)
class RankingService:
    """A ranking service: ``candidates`` a request, ranked on GPUs, with features from a store.

    Rates are means over the period; GPUs are sized for the peak, and ``staging_share`` more of
    them serve tests. ``cross_zone_share`` is the share of feature bytes that come from another
    zone, charged at ``billed_ends`` ends: two if the store runs on machines of your own, one if the
    provider runs it and charges your end alone. ``logged_share`` is the share of requests whose
    record of ``log_bytes`` is logged, ``scans_per_logged_byte`` how often a query scans a logged
    byte, and ``log_stored_share`` the compressed share that is stored for ``log_retention_s``.
    ``nat_bytes_per_s`` is what jobs pull through the NAT gateways. Raises ``ValueError`` naming the
    argument that is out of range.
    """

    requests_per_s: float
    peak_over_mean: float
    gpu_requests_per_s: float
    staging_share: float
    front_ends: int
    feature_nodes: int
    candidates: int
    feature_bytes: float
    cross_zone_share: float
    log_bytes: float
    logged_share: float
    scans_per_logged_byte: float
    log_stored_share: float
    log_retention_s: float
    response_bytes: float
    nat_bytes_per_s: float
    stored_bytes: float
    snapshot_bytes: float
    zones: int = 3
    billed_ends: int = 2

    def __post_init__(self) -> None:
        for name in ("requests_per_s", "gpu_requests_per_s", "peak_over_mean"):
            require.positive(name, getattr(self, name))
        for name in ("cross_zone_share", "logged_share", "log_stored_share"):
            require.fraction(name, getattr(self, name))
        for name in ("candidates", "zones", "front_ends", "feature_nodes", "billed_ends"):
            require.count(name, getattr(self, name), at_least=0)
        quantities = "staging_share feature_bytes log_bytes scans_per_logged_byte log_retention_s "
        quantities += "response_bytes nat_bytes_per_s stored_bytes snapshot_bytes"
        for name in quantities.split():
            require.non_negative(name, getattr(self, name))
        if self.peak_over_mean < 1:
            raise ValueError(f"peak_over_mean must be 1 or more, got {self.peak_over_mean!r}")

    @property
    def gpus(self) -> int:
        """The serving GPUs that the peak asks for."""
        return servers_for_peak(
            self.requests_per_s, self.peak_over_mean, self.gpu_requests_per_s, 1.0, 0
        )

    @property
    def feature_bytes_per_request(self) -> float:
        """The feature bytes that one request reads."""
        return self.candidates * self.feature_bytes

    def bill(self, usd: Mapping[str, float], *, months: float = 3.0) -> Bill:
        """Return the bill of ``months`` of the service on a tariff (see ``tariff``).

        Price tiers start anew each month. Raises ``LookupError`` if a meter has no price.
        """
        _check(usd, months)
        hours = months * MONTH_S / HOUR_S
        requests = self.requests_per_s * months * MONTH_S
        crossing_bytes = requests * self.feature_bytes_per_request * self.cross_zone_share
        out_bytes = requests * self.response_bytes / months
        logged_bytes = requests * self.logged_share * self.log_bytes
        kept_bytes = logged_bytes / months * self.log_stored_share * self.log_retention_s / MONTH_S
        crossing_usd = self.billed_ends * crossing_bytes * usd["cross-az-transfer"]
        cpu_usd = hours * usd["cpu-m7g-xlarge"]
        nat_usd = self.zones * hours * usd["nat-gateway"]
        nat_usd += self.nat_bytes_per_s * 3600 * hours * usd["nat-gateway-processed"]
        out_usd = tiered_usd(out_bytes, _egress_tiers(usd))
        stored_usd = tiered_usd(self.stored_bytes, storage_tiers(usd))
        scanned_usd = logged_bytes * self.scans_per_logged_byte * usd["log-queries-scanned"]
        snapshots_usd = self.snapshot_bytes * usd["block-storage-snapshot"]
        lines = [
            ("serving GPUs", "compute", self.gpus * hours * usd["l4"]),
            ("staging GPUs", "compute", self.gpus * self.staging_share * hours * usd["l4"]),
            ("front ends", "compute", self.front_ends * cpu_usd),
            ("feature nodes", "compute", self.feature_nodes * cpu_usd),
            ("cross-zone reads", "transfer", crossing_usd),
            ("NAT gateways", "transfer", nat_usd),
            ("internet egress", "transfer", months * out_usd),
            ("log lines written", "logging", logged_bytes * usd["log-ingestion"]),
            ("log lines kept", "logging", months * kept_bytes * usd["log-storage"]),
            ("log queries", "logging", scanned_usd),
            ("object storage", "storage", months * stored_usd),
            ("snapshots", "storage", months * snapshots_usd),
        ]
        return Bill(tuple(Line(name, kind, float(cost)) for name, kind, cost in lines))


def _check(usd: Mapping[str, float], months: float) -> None:
    require.positive("months", months)
    missing = [meter for meter in _METERS if meter not in usd]
    if missing:
        raise LookupError(f"usd must price every meter, it lacks {', '.join(missing)}")


def storage_tiers(usd: Mapping[str, float]) -> tuple[Tier, ...]:
    """Return the price tiers of a month of object storage, bounds in bytes. Definition."""
    standard = "object-storage-standard"
    return (
        Tier(50e12, usd[standard]),
        Tier(500e12, usd[f"{standard}-next-450tb"]),
        Tier(math.inf, usd[f"{standard}-over-500tb"]),
    )


def _egress_tiers(usd: Mapping[str, float]) -> tuple[Tier, ...]:
    """Return the price tiers of a month of internet egress, bounds in bytes; 100 GB are free."""
    return (
        Tier(100e9, 0.0),
        Tier(10e12, usd["internet-egress-first-10tb"]),
        Tier(50e12, usd["internet-egress-next-40tb"]),
        Tier(150e12, usd["internet-egress-next-100tb"]),
        Tier(math.inf, usd["internet-egress-over-150tb"]),
    )

"""A trace of simulated requests, its metrics, and latencies that a load test left out."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require


@dataclass(frozen=True, slots=True)
class WindowMetrics:
    """Metrics of the requests that arrived in a window of time.

    ``goodput_per_s`` counts full answers that reached a client before its timeout; ``availability``
    is the share of requests that got any answer, a fallback included. ``p99_s`` is over all
    requests, from arrival to the answer or to giving up.
    """

    offered_per_s: float
    goodput_per_s: float
    availability: float
    p99_s: float
    attempts_per_request: float

    @property
    def success_rate(self) -> float:
        """The share of requests with a full answer. Definition."""
        return self.goodput_per_s / self.offered_per_s


@dataclass(frozen=True, slots=True)
class Trace:
    """Every request of a simulation run: its arrival, its latency and how it ended, (n,) each.

    ``latency_s`` lasts until the answer or until the client gives up. ``succeeded`` marks full
    answers, ``fallback`` fallback answers.
    """

    arrival_s: npt.NDArray[np.float64]
    latency_s: npt.NDArray[np.float64]
    attempts: npt.NDArray[np.int64]
    succeeded: npt.NDArray[np.bool_]
    fallback: npt.NDArray[np.bool_]

    def between(self, start_s: float, end_s: float) -> WindowMetrics:
        """Return the metrics of the requests that arrived from ``start_s`` until before ``end_s``.

        Raises ``ValueError`` if none did.
        """
        inside = (self.arrival_s >= start_s) & (self.arrival_s < end_s)
        if not inside.any():
            raise ValueError(f"start_s and end_s must enclose an arrival, got {start_s}, {end_s}")
        span_s = end_s - start_s
        return WindowMetrics(
            offered_per_s=float(inside.sum() / span_s),
            goodput_per_s=float(self.succeeded[inside].sum() / span_s),
            availability=float((self.succeeded | self.fallback)[inside].mean()),
            p99_s=float(np.quantile(self.latency_s[inside], 0.99)),
            attempts_per_request=float(self.attempts[inside].mean()),
        )

    def success_rates(self, edges_s: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Return the success rate of the arrivals between each two edges, (k,).

        ``edges_s`` (k + 1,) ascends; the rate is NaN where nothing arrived. Raises ``ValueError``
        on fewer than two edges or edges out of order.
        """
        edges = require.finite_array("edges_s", edges_s, ndim=1)
        if edges.size < 2 or (np.diff(edges) <= 0).any():
            raise ValueError(f"edges_s must be two or more in ascending order, got {edges_s!r}")
        arrived = np.histogram(self.arrival_s, edges)[0]
        good = np.histogram(self.arrival_s[self.succeeded], edges)[0]
        share = np.full(len(good), np.nan)
        np.divide(good, arrived, out=share, where=arrived > 0)
        return share

    def recovery_s(self, from_s: float, *, share: float = 0.95, bin_s: float = 0.1) -> float:
        """Return the recovery time: how long after ``from_s`` the success rate is back for good.

        ``share`` is the success rate that counts as recovered. Time is counted in bins of
        ``bin_s``; ``inf`` if the last bin falls short of ``share``. Raises ``ValueError`` on a
        share outside (0, 1), a bin that is not positive, or a ``from_s`` that is negative or leaves
        no whole bin before the last arrival. Definition.
        """
        require.open_fraction("share", share)
        require.positive("bin_s", bin_s)
        last_s = float(self.arrival_s[-1])
        edges = np.arange(require.non_negative("from_s", from_s), last_s, bin_s)
        if len(edges) < 2:
            raise ValueError(
                f"from_s must leave a bin of {bin_s!r} before the last arrival, "
                f"{last_s:g}, got {from_s!r}"
            )
        short = np.flatnonzero(self.success_rates(edges) < share)
        if short.size == 0:
            return 0.0
        last = int(short[-1]) + 1
        return math.inf if last == len(edges) - 1 else last * bin_s


def correct_coordinated_omission_s(
    latency_s: npt.ArrayLike, interval_s: float
) -> npt.NDArray[np.float64]:
    """Return latencies corrected for coordinated omission: those that a closed loop left out too.

    A load generator that should send every ``interval_s`` but waits for each answer sends nothing
    during a long one. The requests that are missing would have taken that long less one interval,
    less two, and so on. ``latency_s`` has shape (n,), the result (m,) with m of n or more. Raises
    ``ValueError`` on negative latencies or an interval that is not positive. Source:
    [tene2014hdrhistogram]

    >>> correct_coordinated_omission_s([1.0, 4.0], interval_s=1.5)
    array([1. , 4. , 2.5])
    """
    latencies = require.finite_array("latency_s", latency_s, ndim=1)
    require.positive("interval_s", interval_s)
    if (latencies < 0).any():
        raise ValueError(f"latency_s must be 0 or more, got {latencies.min():g}")
    missing = [
        np.arange(long - interval_s, interval_s * (1 - 1e-9), -interval_s)
        for long in latencies[latencies > interval_s]
    ]
    return np.concatenate([latencies, *missing])

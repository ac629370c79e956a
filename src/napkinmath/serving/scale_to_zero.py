"""Scale to zero: a replica that runs only while requests come, at the price of cold starts."""

import math

from napkinmath import require


def scale_to_zero_paid_share(
    arrivals_per_s: float, idle_timeout_s: float, cold_start_s: float
) -> float:
    """Return the share of the time that a replica with scale to zero is billed.

    A request starts it and waits ``cold_start_s``; it stops ``idle_timeout_s`` after the last
    request. Arrivals are Poisson, and the time of a service is left out. Raises ``ValueError`` on a
    rate that is not positive or negative times. Definition; checked by simulation.

    >>> days = [per_day / 86_400 for per_day in (24, 240, 2400)]
    >>> [round(scale_to_zero_paid_share(rate, 300, 120), 3) for rate in days]
    [0.107, 0.62, 1.0]
    """
    require.positive("arrivals_per_s", arrivals_per_s)
    require.non_negative("idle_timeout_s", idle_timeout_s)
    require.non_negative("cold_start_s", cold_start_s)
    stops = math.exp(-arrivals_per_s * idle_timeout_s)  # a gap longer than the idle timeout
    stays = -math.expm1(-arrivals_per_s * idle_timeout_s)
    starting = arrivals_per_s * cold_start_s * stops
    return (stays + starting) / (1 + starting)


def cold_start_share(arrivals_per_s: float, idle_timeout_s: float, cold_start_s: float) -> float:
    """Return the share of requests that wait for a cold start under scale to zero.

    They find the replica stopped or starting. Arguments and errors are those of
    ``scale_to_zero_paid_share``. Definition; checked by simulation.

    >>> round(cold_start_share(24 / 86_400, 300, 120), 2)
    0.92
    """
    require.positive("arrivals_per_s", arrivals_per_s)
    require.non_negative("idle_timeout_s", idle_timeout_s)
    require.non_negative("cold_start_s", cold_start_s)
    stops = math.exp(-arrivals_per_s * idle_timeout_s)
    during_start = arrivals_per_s * cold_start_s
    return stops * (1 + during_start) / (1 + during_start * stops)

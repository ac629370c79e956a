"""Mean wait of one server with any service times: Pollaczek and Khinchine, and Kingman."""

from napkinmath import require
from napkinmath.queueing._stable import refuse_overload


def pollaczek_khinchine_s(utilization: float, service_s: float, service_cv2: float) -> float:
    """Return the mean wait of an M/G/1 queue by Pollaczek and Khinchine's formula.

    One server, Poisson arrivals and any service times; exact.

    ``service_s`` is the mean service time and ``service_cv2`` its squared coefficient of variation
    (0 constant, 1 exponential). Raises ``ValueError`` on a utilization outside [0, 1) or a
    negative variation. Definition; checked by simulation.

    >>> [round(pollaczek_khinchine_s(0.8, 1.0, cv2), 9) for cv2 in (0, 1, 4)]
    [2.0, 4.0, 10.0]
    """
    return kingman_s(utilization, service_s, arrival_cv2=1.0, service_cv2=service_cv2)


def kingman_s(
    utilization: float, service_s: float, *, arrival_cv2: float, service_cv2: float
) -> float:
    """Return the mean wait of a G/G/1 queue by Kingman's heavy-traffic approximation.

    ``arrival_cv2`` and ``service_cv2`` are squared coefficients of variation of the gaps between
    arrivals and of the service times. Exact when arrivals are Poisson (``arrival_cv2`` 1). Raises
    ``ValueError`` on a utilization outside [0, 1) or a negative variation.
    Definition; checked by simulation and by a published table. Source: [kingman1961single]

    >>> round(kingman_s(0.9, 1.0, arrival_cv2=1.0, service_cv2=1.0), 9)
    9.0
    """
    require.non_negative("utilization", utilization)
    refuse_overload(utilization)
    require.positive("service_s", service_s)
    require.non_negative("arrival_cv2", arrival_cv2)
    require.non_negative("service_cv2", service_cv2)
    return utilization / (1 - utilization) * (arrival_cv2 + service_cv2) / 2 * service_s

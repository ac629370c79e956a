"""Mean wait of one server with any service times: Pollaczek and Khinchine, and Kingman."""

from napkinmath import require
from napkinmath.queueing._stable import refuse_overload


def pollaczek_khinchine_s(utilisation: float, service_s: float, service_cv2: float) -> float:
    """Return the exact mean wait of one server with Poisson arrivals and any service times.

    ``service_s`` is the mean service time and ``service_cv2`` its squared coefficient of variation
    (0 constant, 1 exponential). Raises ``ValueError`` on a utilisation outside [0, 1) or a
    negative variation.

    >>> [round(pollaczek_khinchine_s(0.8, 1.0, cv2), 9) for cv2 in (0, 1, 4)]
    [2.0, 4.0, 10.0]
    """
    return kingman_s(utilisation, service_s, arrival_cv2=1.0, service_cv2=service_cv2)


def kingman_s(
    utilisation: float, service_s: float, *, arrival_cv2: float, service_cv2: float
) -> float:
    """Return the mean wait of one server by Kingman's heavy-traffic approximation.

    ``arrival_cv2`` and ``service_cv2`` are squared coefficients of variation of the gaps between
    arrivals and of the service times. Exact when arrivals are Poisson (``arrival_cv2`` 1). Raises
    ``ValueError`` on a utilisation outside [0, 1) or a negative variation.
    Source: [kingman1961single]

    >>> round(kingman_s(0.9, 1.0, arrival_cv2=1.0, service_cv2=1.0), 9)
    9.0
    """
    require.non_negative("utilisation", utilisation)
    refuse_overload(utilisation)
    require.positive("service_s", service_s)
    require.non_negative("arrival_cv2", arrival_cv2)
    require.non_negative("service_cv2", service_cv2)
    return utilisation / (1 - utilisation) * (arrival_cv2 + service_cv2) / 2 * service_s

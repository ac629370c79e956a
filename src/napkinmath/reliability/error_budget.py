"""Error budgets: burn rates, and the service level at which a burn-rate alert fires.

SLI is the measured share of good events, SLO its objective; an error budget is 1 - SLO of a period.
"""

from napkinmath import require


def burn_rate(budget_spent: float, window_s: float, period_s: float) -> float:
    """Return the burn rate that spends a share ``budget_spent`` of the budget within a window.

    A burn rate of 1 spends the budget exactly by the end of the period. Raises ``ValueError`` on a
    share outside [0, 1], times not positive, or a window longer than its period.
    Source: [beyer2018alerting]

    >>> burn_rate(0.02, 3600.0, 30 * 86_400.0)
    14.4
    """
    require.fraction("budget_spent", budget_spent)
    require.positive("window_s", window_s)
    if window_s > require.positive("period_s", period_s):
        raise ValueError(f"window_s must be at most the period, {period_s!r}, got {window_s!r}")
    return budget_spent * (period_s / window_s)


def time_to_exhaustion_s(rate: float, period_s: float) -> float:
    """Return the time after which a budget is exhausted at the burn rate ``rate``.

    Raises ``ValueError`` on a rate or period not positive. Source: [beyer2018alerting]

    >>> time_to_exhaustion_s(2.0, 30 * 86_400.0) / 86_400
    15.0
    """
    return require.positive("period_s", period_s) / require.positive("rate", rate)


def measured_burn_rate(sli: float, slo: float) -> float:
    """Return the burn rate of a measured service level ``sli`` against its objective ``slo``.

    Raises ``ValueError`` on an SLI outside [0, 1] or an SLO that is not strictly inside.
    Definition.

    >>> round(measured_burn_rate(0.93, 0.95), 9)
    1.4
    """
    require.open_fraction("slo", slo)
    return (1 - require.fraction("sli", sli)) / (1 - slo)


def alert_threshold(rate: float, slo: float) -> float:
    """Return the service level (SLI) below which an alert at the burn rate ``rate`` fires.

    Below 0 the alert cannot fire, not even if every event is bad. Raises ``ValueError`` on a rate
    not positive or an SLO not strictly between 0 and 1. Definition.

    >>> round(alert_threshold(14.4, 0.95), 9)
    0.28
    """
    require.open_fraction("slo", slo)
    return 1 - require.positive("rate", rate) * (1 - slo)

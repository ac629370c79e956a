"""Error budgets: how fast a service spends what it may fail, and which alarms can ever ring."""

from napkinmath import require


def burn_rate(budget_spent: float, window_s: float, period_s: float) -> float:
    """Return the rate that spends a share ``budget_spent`` of a period's budget within a window.

    1 spends the budget exactly by the end of the period. Raises ``ValueError`` on a share outside
    [0, 1], times not positive, or a window longer than its period.
    Source: [beyer2018alerting]

    >>> burn_rate(0.02, 3600.0, 30 * 86_400.0)
    14.4
    """
    require.fraction("budget_spent", budget_spent)
    _window(window_s, period_s)
    return budget_spent * period_s / window_s


def spent_after_s(rate: float, period_s: float) -> float:
    """Return after how long a budget is gone that burns at ``rate``.

    Raises ``ValueError`` on a rate or period not positive.

    >>> spent_after_s(2.0, 30 * 86_400.0) / 86_400
    15.0
    """
    return require.positive("period_s", period_s) / require.positive("rate", rate)


def burning(measured: float, target: float) -> float:
    """Return the burn rate of a share of good events, ``measured`` against its ``target``.

    Raises ``ValueError`` on a share outside [0, 1] or a target that is not strictly inside.

    >>> round(burning(0.93, 0.95), 9)
    1.4
    """
    require.open_fraction("target", target)
    return (1 - require.fraction("measured", measured)) / (1 - target)


def rings_below(rate: float, target: float) -> float:
    """Return the share of good events below which an alarm at ``rate`` rings.

    Below 0 it cannot ring, however bad things are. Raises ``ValueError`` on a rate not positive or
    a target not strictly between 0 and 1.

    >>> round(rings_below(14.4, 0.95), 9)
    0.28
    """
    require.open_fraction("target", target)
    return 1 - require.positive("rate", rate) * (1 - target)


def _window(window_s: float, period_s: float) -> None:
    require.positive("window_s", window_s)
    if window_s > require.positive("period_s", period_s):
        raise ValueError(f"window_s must be at most the period, {period_s!r}, got {window_s!r}")

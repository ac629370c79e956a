"""Forecasts of spend: the baseline of a day, the month-end, and the risk to break a budget."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath.stats.normal import normal_sf

Floats = npt.NDArray[np.float64]


def budget_breach_probability(forecast_usd: float, sd_usd: float, budget_usd: float) -> float:
    """Return the probability that a normal forecast exceeds its budget.

    Definition. Raises ``ValueError`` on a negative forecast and on a spread or budget that is not
    positive.

    >>> round(budget_breach_probability(0.93, 0.06, 1.0), 4)
    0.1217
    """
    require.non_negative("forecast_usd", forecast_usd)
    require.positive("sd_usd", sd_usd)
    require.positive("budget_usd", budget_usd)
    return normal_sf((budget_usd - forecast_usd) / sd_usd)


@dataclass(frozen=True, slots=True)
class MonthForecast:
    """The forecast of the spend of a whole month: its mean and standard deviation."""

    mean_usd: float
    sd_usd: float


def forecast_month(
    to_date_usd: float,
    expected_usd: npt.ArrayLike,
    *,
    daily_sd_usd: float,
    autocorrelation: float = 0.0,
    last_deviation_usd: float = 0.0,
) -> MonthForecast:
    """Return the forecast of a month from its spend to date and the expected remaining days.

    ``expected_usd`` has shape (days left,). Days deviate from it by ``daily_sd_usd`` as a
    first-order autoregression with this ``autocorrelation``; the last day known deviated by
    ``last_deviation_usd``. Definition. Raises ``ValueError`` on a negative amount to date, a spread
    that is not positive, and a share outside [0, 1).

    >>> end = forecast_month(700.0, [30.0] * 10, daily_sd_usd=6.0, autocorrelation=0.6)
    >>> round(end.mean_usd), round(end.sd_usd, 1)
    (1000, 33.0)
    """
    require.non_negative("to_date_usd", to_date_usd)
    days = require.finite_array("expected_usd", expected_usd, ndim=1)
    require.positive("daily_sd_usd", daily_sd_usd)
    rho = _below_one("autocorrelation", autocorrelation)
    require.finite("last_deviation_usd", last_deviation_usd)
    # A shock k days before the end is felt 1 + rho + ... + rho^(k-1) times.
    felt = np.cumsum(rho ** np.arange(days.size, dtype=np.float64))
    shock_usd = daily_sd_usd * math.sqrt(1 - rho * rho)
    carried = last_deviation_usd * rho * float(felt[-1])
    return MonthForecast(
        mean_usd=to_date_usd + float(days.sum()) + carried,
        sd_usd=shock_usd * math.sqrt(float((felt**2).sum())),
    )


@dataclass(frozen=True, slots=True)
class Baseline:
    """The baseline of daily spend: a level for each day of the week, spread and autocorrelation."""

    level_usd: Floats
    sd_usd: float
    autocorrelation: float

    def deviations(self, spend_usd: npt.ArrayLike) -> Floats:
        """Return the deviations of days from their level, in standard deviations.

        ``spend_usd`` has shape (series, days) and starts on the first day of the pattern.
        """
        spend = require.finite_array("spend_usd", spend_usd, ndim=2)
        return (spend - self.level_usd[np.arange(spend.shape[1]) % self.level_usd.size]) / (
            self.sd_usd
        )

    def residuals(self, spend_usd: npt.ArrayLike) -> Floats:
        """Return the residuals: deviations less what the day before predicts, of unit variance.

        Shape (series, days); the first day is not predicted.
        """
        off = self.deviations(spend_usd)
        fresh = off.copy()
        fresh[:, 1:] = off[:, 1:] - self.autocorrelation * off[:, :-1]
        fresh[:, 1:] /= math.sqrt(1 - self.autocorrelation**2)
        return fresh


def fit_baseline(spend_usd: npt.ArrayLike, *, period: int = 7) -> Baseline:
    """Return the baseline fitted to days without anomalies, shape (days,), three periods or more.

    ``period=1`` fits one level for all days. The autocorrelation may be negative. Definition.
    Raises ``ValueError`` on too few days, days without spread, and a period below 1.

    >>> base = fit_baseline([1.0, 5.0, 1.2, 4.8, 0.8, 5.2], period=2)
    >>> base.level_usd.round(2).tolist(), round(base.sd_usd, 2)
    ([1.0, 5.0], 0.2)
    """
    spend = require.finite_array("spend_usd", spend_usd, ndim=1)
    require.count("period", period)
    if spend.size < 3 * period or spend.size < 3:
        raise ValueError(f"spend_usd must span 3 periods of {period} or more, got {spend.size}")
    phase = np.arange(spend.size) % period
    level = np.array([spend[phase == day].mean() for day in range(period)])
    off = spend - level[phase]
    unit = float(np.abs(off).max())
    if unit <= 1e-12 * float(np.abs(spend).max()):
        raise ValueError("spend_usd must vary around its levels, got none that do")
    off = off / unit  # so that squares stay in range
    sd = unit * math.sqrt(float((off**2).sum()) / (spend.size - period))
    autocorrelation = float((off[1:] * off[:-1]).sum() / (off**2).sum())
    return Baseline(level, sd, autocorrelation)


def _below_one(name: str, value: float) -> float:
    if require.fraction(name, value) == 1:
        raise ValueError(f"{name} must be below 1, got {value!r}")
    return value

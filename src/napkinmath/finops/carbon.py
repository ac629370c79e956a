"""Energy and carbon of computing, from device hours.

Energy is in joules and the carbon intensity of a grid in kg of CO2-equivalent a joule; publications
use kilowatt-hours, so divide or multiply by ``JOULES_PER_KWH``.
"""

from napkinmath import require

#: One kilowatt for one hour.
JOULES_PER_KWH = 3.6e6


def energy_j(device_s: float, *, power_w: float, pue: float = 1.0) -> float:
    """Return the energy of devices that ran for ``device_s`` device-seconds in all.

    ``power_w`` is the mean power of one device, with its share of the host if known; many published
    figures use the rated power. ``pue`` is the power of the building over that of the machines, 1
    or more. Raises ``ValueError`` on a negative time or power or a pue below 1.
    Source: [patterson2021carbon]

    >>> round(energy_j(10_000 * 14.8 * 86_400, power_w=330, pue=1.10) / JOULES_PER_KWH / 1e6, 2)
    1.29
    """
    require.non_negative("device_s", device_s)
    require.non_negative("power_w", power_w)
    require.positive("pue", pue)
    if pue < 1:
        raise ValueError(f"pue must be 1 or more, got {pue!r}")
    return device_s * power_w * pue


def co2e_kg(energy_j: float, *, kg_per_j: float) -> float:
    """Return the carbon emissions of ``energy_j`` on a grid of carbon intensity ``kg_per_j``.

    The result is location-based if the intensity is the grid's: certificates change only the
    market-based figure. Raises ``ValueError`` on negative arguments.
    Source: [patterson2021carbon]

    >>> round(co2e_kg(1.287e6 * JOULES_PER_KWH, kg_per_j=0.429 / JOULES_PER_KWH) / 1000, 1)
    552.1
    """
    require.non_negative("energy_j", energy_j)
    require.non_negative("kg_per_j", kg_per_j)
    return energy_j * kg_per_j


def implied_kg_per_j(co2e_kg: float, energy_j: float) -> float:
    """Return the carbon intensity that a published pair of carbon and energy implies.

    Definition. It checks a carbon claim: rows of one table should imply one grid.
    Raises ``ValueError`` if ``energy_j`` is not positive or ``co2e_kg`` is negative.

    >>> gpu_j = energy_j(184_320 * 3600, power_w=400)
    >>> round(implied_kg_per_j(31_220, gpu_j) * JOULES_PER_KWH, 4)
    0.4234
    """
    require.non_negative("co2e_kg", co2e_kg)
    require.positive("energy_j", energy_j)
    return co2e_kg / energy_j

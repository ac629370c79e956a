"""Logs of two recommendation policies with their propensities, frozen: Open Bandit."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require
from napkinmath.datasets._stored import FOLDER

_LOGS = ("openbandit",)


@dataclass(frozen=True, slots=True)
class RecommendationLog:
    """The log of one policy: what it recommended, row by row, (n,) each, in the order of time.

    ``propensities`` are the probabilities with which the policy chose the item for its position,
    ``clicks`` are 0 or 1, ``positions`` count from 1 and ``days`` from 0.
    """

    items: npt.NDArray[np.intp]
    positions: npt.NDArray[np.intp]
    clicks: npt.NDArray[np.intp]
    propensities: npt.NDArray[np.float64]
    days: npt.NDArray[np.intp]


def recommendation_logs(name: str) -> dict[tuple[str, str], RecommendationLog]:
    """Load logs of recommendations by (campaign, policy); ``"openbandit"`` is the set there is.

    ``openbandit`` holds 10,000 rows of a fashion shop for each of three campaigns ("all", "men",
    "women") and two policies, "random" and "bts".
    Raises ``ValueError`` on another name and ``FileNotFoundError`` where the package was installed
    without its data.

    >>> logs = recommendation_logs("openbandit")
    >>> int(logs["men", "random"].clicks.sum()), int(logs["men", "bts"].clicks.sum())
    (46, 69)
    """
    path = FOLDER / f"{require.one_of('name', name, _LOGS)}.npz"
    with np.load(path, allow_pickle=False) as stored:
        keys = [str(key).split("-") for key in stored["names"]]
        whole = [stored[column].astype(np.intp) for column in ("item", "position", "click", "day")]
        propensity = stored["propensity"].astype(np.float64)
    items, positions, clicks, days = whole
    return {
        (campaign, policy): RecommendationLog(
            items[i], positions[i], clicks[i], propensity[i], days[i]
        )
        for i, (campaign, policy) in enumerate(keys)
    }

"""Whose effect it is, and how much of it is left later: surrogates for what cannot be awaited."""

import numpy as np
import numpy.typing as npt

from napkinmath import require


def surrogate_effect(
    surrogates: npt.ArrayLike,
    outcome: npt.ArrayLike,
    treated: npt.ArrayLike,
    control: npt.ArrayLike,
) -> float:
    """Return the long-run effect that short-run measures foretell, in the outcome's unit.

    ``surrogates`` (n, k) and ``outcome`` (n,) are users of the past, whose end is known; their
    regression turns the ``treated`` (m, k) and ``control`` (l, k) users of a short test into
    forecasts. It is right if the treatment moves the outcome through the surrogates alone; what it
    does beside them is the bias.
    Raises ``ValueError`` on shapes that do not fit, no more users than surrogates, or surrogates
    that did not vary or were sums of each other, for then the past cannot tell what each is worth.
    Source: [athey2019surrogate]

    >>> round(surrogate_effect([[0.0], [1.0], [2.0]], [0.0, 2.0, 4.0], [[1.5]], [[1.0]]), 9)
    1.0
    """
    past = require.finite_array("surrogates", surrogates, ndim=2)
    end = require.finite_array("outcome", outcome, ndim=1)
    ours = require.finite_array("treated", treated, ndim=2)
    theirs = require.finite_array("control", control, ndim=2)
    if past.shape[0] != end.size or past.shape[0] <= past.shape[1] + 1:
        raise ValueError(
            f"surrogates must be one row a user, and more users than surrogates: got "
            f"{past.shape} for {end.size}"
        )
    if ours.shape[1] != past.shape[1] or theirs.shape[1] != past.shape[1]:
        raise ValueError(
            f"treated and control must have {past.shape[1]} columns, got "
            f"{ours.shape[1]} and {theirs.shape[1]}"
        )
    centre = past.mean(axis=0)
    slopes, _, rank, _ = np.linalg.lstsq(past - centre, end - end.mean(), rcond=None)
    if rank < past.shape[1]:
        raise ValueError(f"surrogates must vary apart, got {rank} of {past.shape[1]} that do")
    return float((ours.mean(axis=0) - theirs.mean(axis=0)) @ slopes)

"""Surrogate indexes: the long-run effect of a treatment from short-run measures."""

import numpy as np
import numpy.typing as npt

from napkinmath import require


def surrogate_effect(
    surrogates: npt.ArrayLike,
    outcome: npt.ArrayLike,
    treated: npt.ArrayLike,
    control: npt.ArrayLike,
) -> float:
    """Return the long-run effect that a surrogate index predicts, in the outcome's unit.

    ``surrogates`` (n, k) and ``outcome`` (n,) belong to past users, whose outcome is known; their
    regression predicts the outcome of the ``treated`` (m, k) and ``control`` (l, k) users of a
    short test. The effect is unbiased if the treatment moves the outcome through the surrogates
    alone.
    Raises ``ValueError`` on shapes that do not fit, no more users than surrogates, or surrogates
    that are constant or collinear.
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
    center = past.mean(axis=0)
    slopes, _, rank, _ = np.linalg.lstsq(past - center, end - end.mean(), rcond=None)
    if rank < past.shape[1]:
        raise ValueError(f"surrogates must vary apart, got {rank} of {past.shape[1]} that do")
    return float((ours.mean(axis=0) - theirs.mean(axis=0)) @ slopes)

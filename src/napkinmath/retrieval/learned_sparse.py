"""Learned sparse retrieval: the term weights of SPLADE, and what keeps them sparse."""

import numpy as np
import numpy.typing as npt

from napkinmath import require


def splade_weights(logits: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return SPLADE's term weights of a model's ``logits``: log(1 + relu(x)).

    Negative logits give no posting; the logarithm dampens large ones.
    Raises ``ValueError`` on values that are not finite.
    Source: [formal2021splade]

    >>> splade_weights([-2.0, 0.0, 1.0, 19.0]).round(2).tolist()
    [0.0, 0.0, 0.69, 3.0]
    """
    flat = require.finite_array("logits", np.ravel(logits), ndim=1)
    array = flat.reshape(np.shape(logits))
    weights: npt.NDArray[np.float64] = np.log1p(np.maximum(array, 0))
    return weights


def flops_penalty(weights: npt.ArrayLike) -> float:
    """Return the FLOPS regularizer of SPLADE: the sum of squared mean weights.

    It keeps posting lists short. ``weights`` (n, terms) are those of a batch. A term that many
    texts hold costs most, because queries and documents both hold it, and a search computes their
    product.
    Raises ``ValueError`` on weights that are no table of finite numbers.
    Source: [formal2021splade]

    >>> flops_penalty([[1.0, 0.0], [1.0, 0.0]]), flops_penalty([[1.0, 0.0], [0.0, 1.0]])
    (1.0, 0.5)
    """
    means = np.abs(require.finite_array("weights", weights, ndim=2)).mean(axis=0)
    return float((means**2).sum())

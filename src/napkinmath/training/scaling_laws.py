"""Scaling laws: loss by parameters and tokens, and the cheapest training to a given loss.

The law is L(N, D) = E + A / N**alpha + B / D**beta, fitted to many small runs; the published fits
below disagree. It does not cover the accuracy of a task, repeated data, or sizes far outside the
runs that it was fitted to.
"""

import math
from dataclasses import dataclass

from napkinmath import require
from napkinmath._numerics import bisect
from napkinmath.training.training_cost import training_flops


@dataclass(frozen=True, slots=True)
class Allocation:
    """A model of ``params`` parameters, trained on ``tokens`` tokens."""

    params: float
    tokens: float

    def __post_init__(self) -> None:
        require.positive("params", self.params)
        require.positive("tokens", self.tokens)

    @property
    def flops(self) -> float:
        """The FLOP of training, 6 N D."""
        return training_flops(self.params, self.tokens)

    @property
    def tokens_per_param(self) -> float:
        """Tokens over parameters."""
        return self.tokens / self.params

    def lifetime_flops(self, served_tokens: float, *, serving_weight: float = 1.0) -> float:
        """Return the FLOP of training and of serving ``served_tokens``, two a parameter and token.

        ``serving_weight`` is the cost of a FLOP in serving over that in training.
        """
        require.non_negative("served_tokens", served_tokens)
        require.positive("serving_weight", serving_weight)
        return self.flops + 2 * float(self.params) * float(served_tokens) * serving_weight


@dataclass(frozen=True, slots=True)
class LossLaw:
    """A scaling law, E + A / N**alpha + B / D**beta, in nats a token.

    Source: [hoffmann2022training]

    >>> law = CHINCHILLA_PRINTED
    >>> round(law.loss(70e9, 1.4e12), 3)
    1.937
    """

    irreducible: float
    a: float
    b: float
    alpha: float
    beta: float

    def __post_init__(self) -> None:
        for name in ("irreducible", "a", "b", "alpha", "beta"):
            require.positive(name, getattr(self, name))

    def loss(self, params: float, tokens: float) -> float:
        """Return the loss of a model of ``params`` after ``tokens``."""
        require.positive("params", params)
        require.positive("tokens", tokens)
        size, data = self.a / float(params) ** self.alpha, self.b / float(tokens) ** self.beta
        return float(self.irreducible + size + data)

    @property
    def size_exponent(self) -> float:
        """The exponent with which the optimal model size grows with the budget."""
        return self.beta / (self.alpha + self.beta)

    def optimum(self, flops: float) -> Allocation:
        """Return the compute-optimal allocation of a training budget.

        Source: [hoffmann2022training]

        >>> round(REPLICATION.optimum(5.76e23).params / 1e9)
        72
        """
        pairs = require.positive("flops", flops) / 6
        ratio = (self.alpha * self.a) / (self.beta * self.b)
        params = ratio ** (1 / (self.alpha + self.beta)) * pairs**self.size_exponent
        return Allocation(params, pairs / params)

    def optimum_for_loss(self, loss: float) -> Allocation:
        """Return the cheapest allocation that reaches a ``loss`` above ``irreducible``.

        >>> loss = REPLICATION.loss(70e9, 1.4e12)
        >>> round(REPLICATION.optimum_for_loss(loss).params / 1e9)
        73
        """
        gap = self._gap(loss)
        from_size = gap * self.beta / (self.alpha + self.beta)
        params = (self.a / from_size) ** (1 / self.alpha)
        return Allocation(params, (self.b / (gap - from_size)) ** (1 / self.beta))

    def tokens_for_loss(self, loss: float, params: float) -> float:
        """Return the tokens that bring ``params`` parameters to ``loss``.

        Raises ``ValueError`` if a model of that size never gets there.

        >>> round(REPLICATION.tokens_for_loss(REPLICATION.loss(7e9, 1e12), 7e9) / 1e12, 6)
        1.0
        """
        left = self._gap(loss) - self.a / require.positive("params", params) ** self.alpha
        if left <= 0:
            raise ValueError(
                f"params must be above {(self.a / self._gap(loss)) ** (1 / self.alpha):.4g} to "
                f"reach a loss of {loss!r}, got {params!r}"
            )
        return float((self.b / left) ** (1 / self.beta))

    def lifetime_optimum(
        self, loss: float, served_tokens: float, *, serving_weight: float = 1.0
    ) -> Allocation:
        """Return the allocation of ``loss`` that is cheapest over training and ``served_tokens``.

        A smaller model trained for longer costs more to train and less to serve. ``serving_weight``
        is as in ``Allocation.lifetime_flops``. Source: [sardana2024beyond]

        >>> loss = REPLICATION.loss(70e9, 1.4e12)
        >>> round(REPLICATION.lifetime_optimum(loss, 1e13).params / 1e9, 1)
        34.5
        """
        require.non_negative("served_tokens", served_tokens)
        require.positive("serving_weight", serving_weight)
        gap, best = self._gap(loss), self.optimum_for_loss(loss)
        low = math.log((self.a / gap) ** (1 / self.alpha)) + 1e-12  # smaller never gets there
        high = math.log(best.params)

        def too_small(log_params: float) -> bool:
            from_size = self.a / math.exp(log_params) ** self.alpha
            from_data = gap - from_size
            tokens = (self.b / from_data) ** (1 / self.beta)
            saved = 6 * tokens * (self.alpha * from_size / (self.beta * from_data) - 1)
            return bool(saved > 2 * served_tokens * serving_weight)

        params = math.exp(bisect(too_small, low, high))
        return Allocation(params, self.tokens_for_loss(loss, params))

    def _gap(self, loss: float) -> float:
        if require.positive("loss", loss) <= self.irreducible:
            raise ValueError(f"loss must be above {self.irreducible!r}, got {loss!r}")
        return loss - self.irreducible


#: As printed in the paper, exponents rounded to two digits.
CHINCHILLA_PRINTED = LossLaw(1.69, 406.4, 410.7, alpha=0.34, beta=0.28)
#: With the exponents that the source of the paper holds.
CHINCHILLA_UNROUNDED = LossLaw(1.6934, 406.4, 410.7, alpha=0.3392, beta=0.2849)
#: Refitted to the points of the paper's figure.
REPLICATION = LossLaw(1.8172, 482.01, 2085.43, alpha=0.3478, beta=0.3658)
#: As used by the authors of the lifetime optimum.
INFERENCE_PAPER = LossLaw(1.69, 406.4, 410.7, alpha=0.336, beta=0.283)

"""Hyperparameter search: the cost of successive halving and Hyperband, in units of training."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from napkinmath import require


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung of a bracket: ``configs`` configurations are trained to ``units`` each."""

    configs: int
    units: int


@dataclass(frozen=True, slots=True)
class Bracket:
    """A bracket of successive halving: each rung trains the best of the last rung for longer."""

    rungs: tuple[Rung, ...]

    @property
    def units(self) -> int:
        """The resource used if every rung starts anew, as published budgets count it."""
        return sum(rung.configs * rung.units for rung in self.rungs)

    @property
    def resumed_units(self) -> int:
        """The resource used if a promoted configuration resumes its training."""
        reached = [0, *(rung.units for rung in self.rungs)]
        return sum(
            rung.configs * (rung.units - before)
            for rung, before in zip(self.rungs, reached, strict=False)
        )


def successive_halving(configs: int, max_units: int, eta: int = 3) -> Bracket:
    """Return the bracket of successive halving from ``configs`` to ``max_units``.

    A rung keeps one of ``eta`` and multiplies their resource by ``eta``. The first trains for
    ``max_units`` over a power of ``eta``, at least 1. Raises ``ValueError`` on counts below 1 and
    an ``eta`` below 2. Source: [li2018hyperband]

    >>> successive_halving(81, 81).units, 81 * 81
    (405, 6561)
    """
    configs, max_units = require.count("configs", configs), require.count("max_units", max_units)
    eta = require.count("eta", eta, at_least=2)
    rounds = min(_log(configs, eta), _log(max_units, eta))
    return Bracket(
        tuple(Rung(configs // eta**i, max_units // eta ** (rounds - i)) for i in range(rounds + 1))
    )


def hyperband(max_units: int, eta: int = 3) -> tuple[Bracket, ...]:
    """Return the brackets of one run of Hyperband, the one with the most configurations first.

    It hedges over how early a bad configuration can be recognized. Bracket s starts with
    ``ceil((s_max + 1) / (s + 1) * eta**s)`` configurations; some implementations round otherwise.
    Raises ``ValueError`` as ``successive_halving`` does. Source: [li2018hyperband]

    >>> [bracket.rungs[0].configs for bracket in hyperband(81)]
    [81, 34, 15, 8, 5]
    """
    max_units, eta = require.count("max_units", max_units), require.count("eta", eta, at_least=2)
    last = _log(max_units, eta)
    brackets = []
    for s in range(last, -1, -1):
        configs = math.ceil((last + 1) * eta**s / (s + 1))
        rungs = [Rung(configs // eta**i, max_units // eta ** (s - i)) for i in range(s + 1)]
        brackets.append(Bracket(tuple(rungs)))
    return tuple(brackets)


def selected_config(losses: npt.ArrayLike, bracket: Bracket) -> int:
    """Return the configuration that a bracket selects, by the whole learning curves.

    Definition; of equal losses the first is promoted. ``losses`` (configs, units) is the loss of
    each configuration after each unit of resource.
    Raises ``ValueError`` if the curves do not fit the bracket.

    >>> losses = [[3.0, 2.9, 2.8], [2.0, 1.9, 1.8], [2.5, 1.2, 1.0]]
    >>> selected_config(losses, successive_halving(3, 3))
    1
    """
    curves = require.finite_array("losses", losses, ndim=2)
    first, final = bracket.rungs[0], bracket.rungs[-1]
    if curves.shape[0] != first.configs or curves.shape[1] < final.units:
        raise ValueError(
            f"losses must have shape ({first.configs}, {final.units} or more), got {curves.shape}"
        )
    alive: Sequence[int] | npt.NDArray[np.intp] = np.arange(len(curves))
    for rung, following in zip(bracket.rungs, [*bracket.rungs[1:], None], strict=True):
        order = np.argsort(curves[alive, rung.units - 1], kind="stable")
        alive = np.asarray(alive)[order[: following.configs if following else 1]]
    return int(alive[0])


def _log(value: int, base: int) -> int:
    """Return the largest whole power of ``base`` that is at most ``value``, exactly."""
    power = 0
    while base ** (power + 1) <= value:
        power += 1
    return power

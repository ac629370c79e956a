import itertools
import math

import numpy as np
import pytest

from napkinmath.decisions.shapley import shapley


def test_shapley_by_all_orders() -> None:
    rng = np.random.default_rng(3)
    costs = np.concatenate([[0.0], rng.uniform(1, 10, 15)])
    mean = np.zeros(4)
    for order in itertools.permutations(range(4)):
        mask = 0
        for player in order:
            mean[player] += (costs[mask | 1 << player] - costs[mask]) / math.factorial(4)
            mask |= 1 << player
    assert shapley(costs) == pytest.approx(mean)

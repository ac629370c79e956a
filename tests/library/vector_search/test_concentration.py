import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath.vector_search import concentration
from napkinmath.vector_search.concentration import (
    DistanceMoments,
    ball_share_of_cube,
    cosine_sd,
    cube_distance,
    dimension_from_cv,
    gaussian_distance,
    sphere_distance,
)

LAWS = [gaussian_distance, sphere_distance, cube_distance]
SQUARE = (2 + math.sqrt(2) + 5 * math.log(1 + math.sqrt(2))) / 15
ROBBINS = (
    4
    + 17 * math.sqrt(2)
    - 6 * math.sqrt(3)
    + 21 * math.log(1 + math.sqrt(2))
    + 42 * math.log(2 + math.sqrt(3))
    - 7 * math.pi
) / 105


def points(law: object, n: int, d: int, rng: np.random.Generator) -> np.ndarray:
    if law is cube_distance:
        return rng.random((n, d))
    normal = rng.standard_normal((n, d))
    return (
        normal / np.linalg.norm(normal, axis=1, keepdims=True) if law is sphere_distance else normal
    )


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("d", [1, 2, 3, 17, 300])
def test_random_points_follow_the_law(law: object, d: int) -> None:
    rng, n = np.random.default_rng(d), 40_000
    apart = np.linalg.norm(points(law, n, d, rng) - points(law, n, d, rng), axis=1)
    expected = law(d)
    assert apart.mean() == pytest.approx(expected.mean, abs=4 * expected.sd / math.sqrt(n))
    assert apart.std() == pytest.approx(expected.sd, rel=0.03)


def test_known_values() -> None:
    assert gaussian_distance(1).mean == pytest.approx(2 / math.sqrt(math.pi), rel=1e-13)
    assert gaussian_distance(2).mean == pytest.approx(math.sqrt(math.pi), rel=1e-13)
    assert sphere_distance(1) == DistanceMoments(1.0, 1.0)
    assert sphere_distance(2).mean == pytest.approx(4 / math.pi, rel=1e-13)
    assert sphere_distance(3).mean == pytest.approx(4 / 3, rel=1e-13)
    assert cube_distance(1).mean == pytest.approx(1 / 3, rel=1e-11)
    assert cube_distance(2).mean == pytest.approx(SQUARE, rel=1e-10)
    assert cube_distance(3).mean == pytest.approx(ROBBINS, rel=1e-10)
    assert [round(gaussian_distance(d).cv, 4) for d in (2, 32, 768)] == [0.5227, 0.1255, 0.0255]
    assert cube_distance(2).cv == pytest.approx(0.4755, abs=5e-5)


@pytest.mark.parametrize("law", [gaussian_distance, sphere_distance])
def test_the_series_of_large_dimensions_joins_the_closed_form(
    law: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = law(900)
    monkeypatch.setattr(concentration, "_LARGE", 100)
    assert law(900).sd == pytest.approx(closed.sd, rel=1e-8)
    assert law(900).mean == pytest.approx(closed.mean, rel=1e-11)


@given(st.integers(2, 10**7))
def test_relative_spread_falls_as_one_over_root_d(d: int) -> None:
    assert gaussian_distance(d).cv * math.sqrt(2 * d) == pytest.approx(1, abs=1 / d)
    assert sphere_distance(d).cv * 2 * math.sqrt(d) == pytest.approx(1, abs=1.1 / d)
    assert gaussian_distance(d + 1).cv < gaussian_distance(d).cv
    assert dimension_from_cv(gaussian_distance(d).cv) == pytest.approx(d, abs=0.5)
    assert dimension_from_cv(sphere_distance(d).cv, on_sphere=True) == pytest.approx(d, abs=1.5)


@given(st.integers(2, 60))
def test_cube_distance_lies_within_its_bounds(d: int) -> None:
    # Anderssen and others: sqrt(d)/3 <= mean <= sqrt(d/6)
    assert math.sqrt(d) / 3 < cube_distance(d).mean < math.sqrt(d / 6)


def test_cosine_of_random_directions() -> None:
    assert cosine_sd(768) == pytest.approx(0.036084391824351615, rel=1e-15)
    rng = np.random.default_rng(0)
    left, right = (points(sphere_distance, 20_000, 50, rng) for _ in range(2))
    assert (left * right).sum(axis=1).std() == pytest.approx(cosine_sd(50), rel=0.02)


def test_ball_leaves_the_cube() -> None:
    shares = [ball_share_of_cube(d) for d in (1, 2, 10, 20)]
    expected = [1.0, math.pi / 4, 0.00249039457019272, 2.461136950494197e-08]
    assert shares == pytest.approx(expected, rel=1e-9)
    assert 0 < ball_share_of_cube(300) < 1e-200


@pytest.mark.parametrize("law", [*LAWS, cosine_sd, ball_share_of_cube])
@pytest.mark.parametrize("bad", [0, -1, 2.5, True, math.nan, "3"])
def test_refuses_what_is_no_dimension(law: object, bad: object) -> None:
    with pytest.raises(ValueError, match="dimensions must be a whole number of 1 or more"):
        law(bad)


@pytest.mark.parametrize("bad", [0, -0.1, math.nan, math.inf])
def test_refuses_what_is_no_variation(bad: float) -> None:
    with pytest.raises(ValueError, match="cv must be a finite number above 0"):
        dimension_from_cv(bad)


@given(st.integers(1, 5000))
def test_gaussian_distances_are_the_chi_law_of_scipy(dimensions: int) -> None:
    stats = pytest.importorskip("scipy.stats")
    ours = gaussian_distance(dimensions)
    assert ours.mean == pytest.approx(math.sqrt(2) * stats.chi.mean(dimensions), rel=1e-9)
    assert ours.sd == pytest.approx(math.sqrt(2) * stats.chi.std(dimensions), rel=1e-6)


@pytest.mark.parametrize("dimensions", [2, 3, 5, 20])
def test_sphere_distances_are_the_integral_of_scipy(dimensions: int) -> None:
    integrate = pytest.importorskip("scipy.integrate")

    def weight(angle: float) -> float:
        return math.sin(angle) ** (dimensions - 2)

    total = integrate.quad(weight, 0, math.pi)[0]
    mean = integrate.quad(lambda t: 2 * math.sin(t / 2) * weight(t), 0, math.pi)[0] / total
    assert sphere_distance(dimensions).mean == pytest.approx(mean, rel=1e-9)

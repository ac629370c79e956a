import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from napkinmath.vector_search.quantization import (
    ProductQuantizer,
    _kmeans,
    lloyd_max,
    rate_distortion,
    train_product_quantizer,
)

LLOYD_MAX = (0.36338022763, 0.11748184783, 0.03454776079, 0.00950100801, 0.00250466836)


def test_lloyd_max_of_the_normal_law() -> None:
    found = [lloyd_max(bits) for bits in range(1, 6)]
    assert [q.mse for q in found] == pytest.approx(LLOYD_MAX, rel=1e-6)
    assert found[0].mse == pytest.approx(1 - 2 / math.pi)
    assert found[0].levels == pytest.approx((-math.sqrt(2 / math.pi), math.sqrt(2 / math.pi)))
    for q in found:
        assert sum(q.cell_probabilities) == pytest.approx(1) and q.levels == tuple(sorted(q.levels))
        assert q.levels == pytest.approx(tuple(-x for x in reversed(q.levels)))


def test_no_scalar_quantizer_reaches_shannon() -> None:
    assert rate_distortion(0) == 1 and rate_distortion(2) == 0.0625
    for bits in range(1, 7):
        floor, bound = rate_distortion(bits), math.sqrt(3) * math.pi / 2 * rate_distortion(bits)
        assert floor < lloyd_max(bits, 1e-9).mse < bound


def test_vectors_of_eight_fall_between_shannon_and_scalar() -> None:
    rng = np.random.default_rng(0)
    sample = rng.standard_normal((20_000, 8))
    quantizer = train_product_quantizer(sample, 1, 8, rng, iterations=15)
    lost = ((quantizer.decode(quantizer.encode(sample)) - sample) ** 2).mean()
    fresh = rng.standard_normal((5000, 8))  # the sample flatters: 78 vectors a centroid are few
    unseen = ((quantizer.decode(quantizer.encode(fresh)) - fresh) ** 2).mean()
    assert rate_distortion(1) < lost < 0.3132 < unseen < lloyd_max(1).mse
    assert lost == pytest.approx(0.3132, rel=0.04) and unseen == pytest.approx(0.3132, rel=0.06)


def test_kmeans_finds_separate_groups() -> None:
    rng = np.random.default_rng(1)
    groups = np.array([[0.0, 0.0], [50.0, 0.0]])
    rows = (groups[:, None] + rng.standard_normal((2, 40, 2))).reshape(-1, 2)
    found = _kmeans(rows, 2, np.random.default_rng(4), iterations=30)
    assert np.abs(found[np.argsort(found[:, 0])] - groups).max() < 1


def test_an_empty_centroid_moves_to_the_farthest_vector() -> None:
    rows = [[0.0], [0.0], [0.0], [9.0]]
    assert np.sort(_kmeans(rows, 2, np.random.default_rng(0)).ravel()).tolist() == [0, 9]
    same = _kmeans(np.zeros((5, 2)), 3, np.random.default_rng(0))
    assert (same == 0).all()


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=15, deadline=None)
def test_distances_are_those_to_the_decoded(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows, query = rng.standard_normal((60, 6)), rng.standard_normal(6)
    quantizer = train_product_quantizer(rows, 3, 3, rng, iterations=5)
    codes = quantizer.encode(rows)
    decoded = quantizer.decode(codes)
    assert quantizer.distances(query, codes) == pytest.approx(((decoded - query) ** 2).sum(axis=1))
    apart = [((rows - quantizer.decode([code])) ** 2).sum(axis=1).min() for code in codes[:1]]
    assert apart[0] <= ((rows[0] - decoded[0]) ** 2).sum() + 1e-9
    assert quantizer.dimensions == 6 and codes.dtype == np.uint8


def test_distances_by_codes_are_short_by_the_mean_squared_error() -> None:
    """Once k-means has converged a centroid is the mean of its cell, and the mean gap is exact."""
    rng = np.random.default_rng(2)
    rows = rng.standard_normal((400, 4))
    quantizer = train_product_quantizer(rows, 2, 4, rng, iterations=500)
    codes = quantizer.encode(rows)
    lost = ((quantizer.decode(codes) - rows) ** 2).sum(axis=1).mean()
    for query in rng.standard_normal((5, 4)):
        gap = ((rows - query) ** 2).sum(axis=1) - quantizer.distances(query, codes)
        assert gap.mean() == pytest.approx(lost)


def test_refusals() -> None:
    rng = np.random.default_rng(0)
    rows = np.eye(8)
    for bad in (0, 9, 1.5, True):
        with pytest.raises(ValueError, match="bits must be"):
            lloyd_max(bad)
        with pytest.raises(ValueError, match="bits must be"):
            train_product_quantizer(rows, 2, bad, rng)
    with pytest.raises(ValueError, match="tolerance must be"):
        lloyd_max(1, 0)
    with pytest.raises(ValueError, match="bits must be"):
        rate_distortion(-1)
    with pytest.raises(ValueError, match="centroids must be at most"):
        _kmeans(rows, 9, rng)
    with pytest.raises(ValueError, match="centroids must be"):
        _kmeans(rows, 0, rng)
    with pytest.raises(ValueError, match="iterations must be"):
        _kmeans(rows, 2, rng, iterations=0)
    with pytest.raises(ValueError, match="rng must be"):
        _kmeans(rows, 2, 7)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="vectors must hold finite"):
        _kmeans([[math.nan]], 1, rng)
    with pytest.raises(ValueError, match="subspaces must divide"):
        train_product_quantizer(rows, 3, 1, rng)
    with pytest.raises(ValueError, match="codebooks must have 3 axes"):
        ProductQuantizer(rows)
    with pytest.raises(ValueError, match="at most 256"):
        ProductQuantizer(np.zeros((1, 257, 1)))
    quantizer = train_product_quantizer(rows, 2, 2, rng)
    with pytest.raises(ValueError, match="vectors must have 8 columns"):
        quantizer.encode([[1.0]])
    with pytest.raises(ValueError, match="query must have 8 columns"):
        quantizer.distance_table([1.0])
    for codes in ([[0]], [[0.5, 1.0]], [0, 1]):
        with pytest.raises(ValueError, match="codes must be whole"):
            quantizer.decode(codes)
    with pytest.raises(ValueError, match="codes must lie between 0 and 3"):
        quantizer.distances(rows[0], [[0, 4]])


@pytest.mark.parametrize(
    ("scale", "shift"), [(2.0**100, 0.0), (2.0**-660, 0.0), (2.0**460, 0.0), (1.0, 1e9)]
)
def test_codes_do_not_depend_on_scale_and_shift(scale: float, shift: float) -> None:
    rows = np.random.default_rng(0).integers(0, 60, (200, 4)).astype(float)
    here = train_product_quantizer(rows, 2, 3, np.random.default_rng(1))
    there = train_product_quantizer(rows * scale + shift, 2, 3, np.random.default_rng(1))
    assert (there.encode(rows * scale + shift) == here.encode(rows)).all()


def test_codes_out_of_range_are_named() -> None:
    quantizer = ProductQuantizer(np.zeros((1, 4, 1)))
    with pytest.raises(ValueError, match="codes must lie between 0 and 3, got -2 to 1"):
        quantizer.decode([[-2], [1]])
    with pytest.raises(ValueError, match="codes must not be empty"):
        quantizer.decode(np.empty((0, 1), dtype=int))


def test_nearest_centroids_are_those_of_scipy() -> None:
    vq = pytest.importorskip("scipy.cluster.vq").vq
    rng = np.random.default_rng(0)
    rows, book = rng.standard_normal((200, 3)), rng.standard_normal((16, 3))
    codes = ProductQuantizer(book[None]).encode(rows)
    assert (codes[:, 0] == vq(rows, book)[0]).all()


@pytest.mark.parametrize("bits", [1, 2, 3])
def test_the_loss_of_lloyd_max_is_the_integral_of_scipy(bits: int) -> None:
    integrate, stats = (pytest.importorskip(f"scipy.{part}") for part in ("integrate", "stats"))
    found = lloyd_max(bits)
    levels = np.array(found.levels)
    edges = [-12.0, *((levels[1:] + levels[:-1]) / 2), 12.0]
    loss = sum(
        integrate.quad(lambda x, m=m: (x - m) ** 2 * stats.norm.pdf(x), low, high)[0]
        for m, low, high in zip(levels, edges, edges[1:], strict=False)
    )
    assert found.mse == pytest.approx(loss, rel=1e-7)

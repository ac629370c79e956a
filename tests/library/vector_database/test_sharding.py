import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napkinmath._hashing import hash64
from napkinmath.vector_database.hash_ring import HashRing, ring_share_cv, ring_share_quantile
from napkinmath.vector_database.scatter_gather import (
    exact_merge_probability,
    merge_neighbors,
    merged_recall,
    per_shard_k,
)
from napkinmath.vector_database.sharding import (
    jump_hash,
    jump_hashes,
    min_moved_share,
    modulo_moved_share,
    moved_share,
    rendezvous_hash,
)
from napkinmath.vector_search.exact import Neighbors, exact_neighbors

KEYS = np.arange(20_000)
COUNTS = st.integers(min_value=1, max_value=40)


def test_the_mixer_is_splitmix64() -> None:
    # The first three outputs of SplitMix64 seeded with 0, as its author's C code gives them.
    step = 0x9E3779B97F4A7C15
    states = np.array([0, step, 2 * step % 2**64], dtype=np.uint64)
    expected = [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F]
    assert [int(h) for h in hash64(states)] == expected


@pytest.mark.parametrize(
    ("key", "buckets", "bucket"),
    [(1, 1, 0), (42, 57, 43), (0xDEAD10CC, 666, 361), (256, 1024, 520), (2**64 - 1, 128, 92)],
)
def test_jump_hash_gives_the_published_buckets(key: int, buckets: int, bucket: int) -> None:
    assert jump_hash(key, buckets) == bucket
    assert jump_hashes(np.array([key], dtype=np.uint64), buckets).tolist() == [bucket]
    assert jump_hash(np.uint64(key), np.int64(buckets)) == bucket  # type: ignore[arg-type]


@given(st.integers(min_value=0, max_value=2**64 - 1), COUNTS)
def test_jump_hash_moves_a_key_to_the_new_bucket_or_not_at_all(key: int, buckets: int) -> None:
    before, after = jump_hash(key, buckets), jump_hash(key, buckets + 1)
    assert after in (before, buckets)


@given(COUNTS, COUNTS)
def test_only_the_least_moves_under_jump_ring_and_rendezvous(before: int, more: int) -> None:
    after = before + more
    least = min_moved_share(before, after)
    few, many = range(before), range(after)
    owners = {
        "jump": (jump_hashes(KEYS[:3000], before), jump_hashes(KEYS[:3000], after)),
        "rendezvous_hash": (rendezvous_hash(KEYS[:3000], few), rendezvous_hash(KEYS[:3000], many)),
        "ring": (
            HashRing(tuple(few), 8).owners(KEYS[:3000]),
            HashRing(tuple(many), 8).owners(KEYS[:3000]),
        ),
    }
    for name, (old, new) in owners.items():
        assert (new[old != new] >= before).all(), name  # nothing moves between old machines
        if name != "ring":  # whose arcs are uneven
            assert moved_share(old, new) == pytest.approx(least, abs=0.05)


@given(st.integers(2, 30), st.integers(1, 30))
def test_modulo_moves_what_counting_says(before: int, more: int) -> None:
    keys = np.arange(before * (before + more))
    counted = moved_share(keys % before, keys % (before + more))
    assert modulo_moved_share(before, before + more) == pytest.approx(counted)


def test_a_ring_without_a_machine_keeps_all_other_keys() -> None:
    ring, smaller = HashRing(tuple(range(10)), 50), HashRing((0, 1, 2, 3, 5, 6, 7, 8, 9), 50)
    before, after = ring.owners(KEYS), smaller.owners(KEYS)
    assert (after[before != 4] == before[before != 4]).all()
    heirs = np.bincount(after[before == 4], minlength=10)
    assert (heirs > 0).sum() == 9  # with many points everybody inherits a part


def test_shares_of_a_ring_are_what_keys_see_and_spread_as_the_law_says() -> None:
    ring = HashRing(tuple(range(20)), 10)
    seen = np.bincount(ring.owners(KEYS), minlength=20) / len(KEYS)
    assert ring.shares() == pytest.approx(seen, abs=0.01)
    for virtual_nodes in (1, 10, 100):
        spread = HashRing(tuple(range(1000)), virtual_nodes).shares().std() * 1000
        assert spread == pytest.approx(ring_share_cv(1000, virtual_nodes), rel=0.06)


@pytest.mark.parametrize(
    ("virtual_nodes", "low", "high"), [(1, 0.00501, 5.298), (10, 0.3717, 1.9998)]
)
def test_quantiles_of_a_share(virtual_nodes: int, low: float, high: float) -> None:
    assert ring_share_quantile(virtual_nodes, 0.005) == pytest.approx(low, abs=5e-4)
    assert ring_share_quantile(virtual_nodes, 0.995) == pytest.approx(high, abs=5e-4)
    assert ring_share_quantile(1, 0.5) == pytest.approx(math.log(2))


def test_per_shard_results_against_counting_and_simulation() -> None:
    assert per_shard_k(100, 10, 0.99) == 20
    assert exact_merge_probability(2, 2, 1) == pytest.approx(0.5)
    assert merged_recall(2, 2, 1) == pytest.approx(0.75)
    assert exact_merge_probability(3, 3, 1) == pytest.approx(6 / 27)
    rng = np.random.default_rng(1)
    drawn = rng.multinomial(100, [0.1] * 10, size=20_000)
    assert exact_merge_probability(100, 10, 16) == pytest.approx(
        (drawn.max(axis=1) <= 16).mean(), abs=0.01
    )
    kept = np.minimum(drawn, 10).sum(axis=1).mean() / 100
    assert merged_recall(100, 10, 10) == pytest.approx(kept, abs=0.002)


@given(st.integers(1, 60), COUNTS, st.floats(0.05, 0.999))
def test_per_shard_k_is_the_least_that_is_confident(k: int, shards: int, sure: float) -> None:
    least = per_shard_k(k, shards, sure)
    assert math.ceil(k / shards) <= least <= k
    assert exact_merge_probability(k, shards, least) >= sure
    if least > math.ceil(k / shards):
        assert exact_merge_probability(k, shards, least - 1) < sure
    assert merged_recall(k, shards, least) >= exact_merge_probability(k, shards, least) - 1e-9


def test_no_keys_have_no_owners() -> None:
    for owners in (HashRing((1, 2)).owners([]), jump_hashes([], 3), rendezvous_hash([], [1, 2])):
        assert owners.shape == (0,)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: HashRing(()), "nodes must be one or more"),
        (lambda: HashRing((1, 1)), "nodes must be one or more, each once"),
        (lambda: HashRing((-1,)), "node must be"),
        (lambda: HashRing((2**63,)), "node must be below"),
        (lambda: HashRing((1,), 0), "virtual_nodes must be"),
        (lambda: hash64([-1]), "keys must be whole"),
        (lambda: hash64([0.5]), "keys must be whole"),
        (lambda: hash64([1], seed=-1), "seed must be"),
        (lambda: jump_hash(-1, 3), "key must be"),
        (lambda: jump_hash(2**64, 3), "key must be below"),
        (lambda: jump_hash(1, 0), "buckets must be"),
        (lambda: jump_hashes([1], 0), "buckets must be"),
        (lambda: rendezvous_hash([1], []), "nodes must hold"),
        (lambda: rendezvous_hash([1], [2**63]), "nodes must be below"),
        (lambda: moved_share([1], [1, 2]), "before and after must be alike"),
        (lambda: moved_share([], []), "before and after must be alike"),
        (lambda: min_moved_share(0, 1), "before must be"),
        (lambda: min_moved_share(1, 0), "after must be"),
        (lambda: modulo_moved_share(0, 1), "before must be"),
        (lambda: modulo_moved_share(1, 2.5), "after must be"),  # type: ignore[arg-type]
        (lambda: ring_share_cv(0, 1), "nodes must be"),
        (lambda: ring_share_cv(1, 0), "virtual_nodes must be"),
        (lambda: ring_share_quantile(0, 0.5), "virtual_nodes must be"),
        (lambda: ring_share_quantile(1, 1.0), "q must be"),
        (lambda: exact_merge_probability(0, 1, 1), "k must be"),
        (lambda: exact_merge_probability(1, 0, 1), "shards must be"),
        (lambda: exact_merge_probability(1, 1, 0), "shard_k must be"),
        (lambda: per_shard_k(1, 1, 1.0), "confidence must be"),
        (lambda: per_shard_k(0, 1), "k must be"),
        (lambda: per_shard_k(1, 0), "shards must be"),
        (lambda: merged_recall(0, 1, 1), "k must be"),
        (lambda: merged_recall(1, 0, 1), "shards must be"),
        (lambda: merged_recall(1, 1, 0), "shard_k must be"),
    ],
)
def test_refusals(call: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()  # type: ignore[operator]


def test_one_shard_is_no_scatter() -> None:
    assert exact_merge_probability(10, 1, 10) == 1.0
    assert merged_recall(10, 1, 5) == 0.5
    assert merged_recall(10, 1, 20) == 1.0


@given(st.integers(1, 6), st.integers(1, 10), st.integers(0, 10_000))
def test_merging_exact_parts_is_exact(parts: int, k: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    base = rng.integers(0, 4, size=(80, 3)).astype(float)  # few values, so that many tie
    queries = rng.integers(0, 4, size=(5, 3)).astype(float)
    answers = []
    for ids in np.array_split(rng.permutation(80), parts):
        ids.sort()  # so that a part breaks its ties by the lower id of the whole
        near = exact_neighbors(queries, base[ids], k)
        answers.append(Neighbors(ids[near.ids], near.distances))
    whole, merged = exact_neighbors(queries, base, k), merge_neighbors(answers, k)
    assert (merged.ids == whole.ids).all()
    assert (merged.distances == whole.distances).all()


def test_merging_refuses() -> None:
    one = Neighbors(np.array([[1]]), np.array([[0.5]]))
    two = Neighbors(np.array([[1], [2]]), np.array([[0.5], [0.5]]))
    for parts, k, words in (([], 1, "parts must"), ([one, two], 1, "parts must")):
        with pytest.raises(ValueError, match=words):
            merge_neighbors(parts, k)
    for k, words in ((2, "k must be at most the 1 candidates"), (0, "k must be")):
        with pytest.raises(ValueError, match=words):
            merge_neighbors([one], k)


def test_a_vector_on_two_shards_is_one_neighbor_and_an_absent_one_is_none() -> None:
    one = Neighbors(np.array([[4, 1]]), np.array([[0.1, 0.3]]))
    two = Neighbors(np.array([[4, 2]]), np.array([[0.1, 0.2]]))
    assert merge_neighbors([one, two], 3).ids.tolist() == [[4, 2, 1]]
    merged = merge_neighbors([one, two], 4)
    assert merged.ids.tolist() == [[4, 2, 1, -1]] and np.isinf(merged.distances[0, 3])
    absent = Neighbors(np.array([[5, -1]]), np.array([[0.4, 0.0]]))
    assert merge_neighbors([one, absent], 3).ids.tolist() == [[4, 1, 5]]
    bad = Neighbors(np.array([[5, 6]]), np.array([[0.4, np.nan]]))
    with pytest.raises(ValueError, match="parts must hold distances, found NaN"):
        merge_neighbors([one, bad], 1)


@given(st.integers(1, 300), st.floats(1e-9, 1 - 1e-9))
def test_ring_quantiles_are_the_gamma_law_of_scipy(virtual_nodes: int, q: float) -> None:
    stats = pytest.importorskip("scipy.stats")
    theirs = stats.gamma.ppf(q, virtual_nodes) / virtual_nodes
    assert ring_share_quantile(virtual_nodes, q) == pytest.approx(theirs, rel=1e-6)


@given(st.integers(2, 500), st.integers(1, 300))
def test_ring_shares_spread_as_the_beta_law_of_scipy(nodes: int, virtual_nodes: int) -> None:
    stats = pytest.importorskip("scipy.stats")
    law = stats.beta(virtual_nodes, (nodes - 1) * virtual_nodes)
    assert ring_share_cv(nodes, virtual_nodes) == pytest.approx(law.std() / law.mean())


@given(st.integers(1, 7), st.integers(2, 4), st.integers(1, 7))
def test_an_exact_merge_is_the_multinomial_of_scipy(k: int, shards: int, shard_k: int) -> None:
    stats = pytest.importorskip("scipy.stats")
    law = stats.multinomial(k, [1 / shards] * shards)
    counts = [c for c in itertools.product(range(k + 1), repeat=shards) if sum(c) == k]
    theirs = sum(law.pmf(c) for c in counts if max(c) <= shard_k)
    assert exact_merge_probability(k, shards, shard_k) == pytest.approx(theirs)


@given(st.integers(1, 200), st.integers(2, 50), st.integers(1, 200))
def test_merged_recall_is_the_binomial_of_scipy(k: int, shards: int, shard_k: int) -> None:
    stats = pytest.importorskip("scipy.stats")
    counts = np.arange(k + 1)
    kept = (np.minimum(counts, shard_k) * stats.binom.pmf(counts, k, 1 / shards)).sum()
    assert merged_recall(k, shards, shard_k) == pytest.approx(shards * kept / k)

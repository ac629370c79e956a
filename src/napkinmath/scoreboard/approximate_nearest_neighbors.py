"""Published figures of approximate indexes beside ours: sizes, hashing, codes, a disk."""

from napkinmath.scoreboard.registry import reproduces
from napkinmath.vector_search.index_memory import (
    LINK_BYTES,
    hnsw_stored_bytes,
    hnswlib_link_bytes,
)
from napkinmath.vector_search.lsh import lsh_collision, lsh_threshold
from napkinmath.vector_search.quantization import lloyd_max

_TOPIC = "approximate-nearest-neighbors"


@reproduces(
    "ann-hnswlib-links",
    topic=_TOPIC,
    claim='bytes of links a vector over M, at M = 16: "roughly M * 8-10"',
    published=9.0,
    within=1.0,
    unit="",
    source="hnswlib-parameters",
    where="construction parameters, M",
    mark="read",
)
def links_of_hnswlib() -> float:
    return hnswlib_link_bytes(16) / 16


@reproduces(
    "ann-hnsw-paper-memory",
    topic=_TOPIC,
    claim='bytes of links a vector, for M of 6 and of 48: "about 60-450"',
    published=(60.0, 450.0),
    within=20.0,
    unit="B",
    source="malkov2020efficient",
    where="Section 4.2.3",
    mark="read",
    explanation="The paper takes 1 / ln M for the mean layer, which is the mean before it is "
    "rounded down; rounded it is 1 / (M - 1), as an index that was built confirms. With the "
    "paper's value the formula gives 61 and 434.",
)
def links_of_the_paper() -> tuple[float, ...]:
    headers = 4 + 8  # a level and an offset, which the paper leaves out
    return tuple(hnsw_stored_bytes(1, 1, m) - 4 - headers for m in (6, 48))


@reproduces(
    "ann-lsh-textreuse",
    topic=_TOPIC,
    claim="chance to be a candidate at similarity .25, .5, .75 with 40 bands of 5 hashes",
    published=(0.03832775, 0.7191538, 0.9999803),
    within=5e-8,
    unit="",
    source="mullen2020textreuse",
    where="examples of lsh_probability",
    mark="read",
)
def chance_of_textreuse() -> tuple[float, ...]:
    return tuple(lsh_collision(s, rows=5, bands=40) for s in (0.25, 0.5, 0.75))


@reproduces(
    "ann-lsh-textreuse-threshold",
    topic=_TOPIC,
    claim="similarity at which the curve is steep, for 40 bands of 5 hashes",
    published=0.4781762,
    within=5e-8,
    unit="",
    source="mullen2020textreuse",
    where="examples of lsh_threshold",
    mark="read",
)
def threshold_of_textreuse() -> float:
    return lsh_threshold(rows=5, bands=40)


@reproduces(
    "ann-lsh-mining",
    topic=_TOPIC,
    claim='threshold of 16 bands of 4; rise from .4 to .6 with 20 bands of 5, "more than 0.6"',
    published=(0.5, 0.6),
    within=0.02,
    unit="",
    source="leskovec2014mining",
    where="Section 3.4.2 and Example 3.11",
    mark="read",
)
def curve_of_the_textbook() -> tuple[float, ...]:
    rise = lsh_collision(0.6, rows=5, bands=20) - lsh_collision(0.4, rows=5, bands=20)
    return lsh_threshold(rows=4, bands=16), rise


@reproduces(
    "ann-lloyd-max-bits",
    topic=_TOPIC,
    claim="distortion of the best scalar levels for 1 to 4 bits",
    published=(0.36, 0.117, 0.03, 0.009),
    within=0.005,
    unit="",
    source="zandieh2025turboquant",
    where="Theorem 1",
    mark="secondary",
)
def distortion_by_bits() -> tuple[float, ...]:
    return tuple(lloyd_max(bits).mse for bits in (1, 2, 3, 4))


@reproduces(
    "ann-diskann-rate",
    topic=_TOPIC,
    claim='queries a second of 16 threads that wait 3 ms each: "more than 5000"',
    published=5000.0,
    within=500.0,
    unit="/s",
    source="subramanya2019diskann",
    where="abstract and Section 4.3",
    mark="read",
)
def rate_of_diskann() -> float:
    return 16 / 3e-3  # Little's law with one query a thread


@reproduces(
    "ann-diskann-size",
    topic=_TOPIC,
    claim='a merged graph of 1e9 nodes with 92.1 links on average: "348GB", read as GiB, '
    "vectors apart",
    published=348 * 2**30,
    within=2 * 2**30,
    unit="B",
    source="subramanya2019diskann",
    where="Section 4.3",
    mark="read",
)
def size_of_diskann() -> float:
    return 1e9 * (4 + 92.1 * LINK_BYTES)  # a length before each list, as its code writes them

"""Published figures of filtered search and of the indexes that answer a filter, beside ours."""

import numpy as np
import numpy.typing as npt

from napkinmath.scoreboard.registry import reproduces
from napkinmath.vector_search.attribute_index import roaring_bytes
from napkinmath.vector_search.filter_planning import expected_matches
from napkinmath.vector_search.filtered_graph import percolation_threshold

_TOPIC = "metadata-filtering"


@reproduces(
    "fl-pgvector-survivors",
    topic=_TOPIC,
    claim="rows that match on average when a filter passes 10 % of the 40 candidates of a walk",
    published=4,
    within=0,
    unit="",
    source="pgvector2025filtering",
    where="Filtering",
    mark="read",
)
def survivors_of_pgvector() -> float:
    return expected_matches(40, 0.1)


def roaring_test_ids() -> npt.NDArray[np.int64]:
    """Return the ids in the test files of the Roaring format, as its README lists them."""
    parts = (np.arange(0, 100_000, 1000), 3 * np.arange(100_000, 200_000))
    return np.concatenate([*parts, np.arange(700_000, 800_000)])


@reproduces(
    "fl-roaring-files",
    topic=_TOPIC,
    claim="bytes of the two test files of the Roaring format, without and with run containers",
    published=(72_616, 48_056),
    within=0,
    unit="",
    source="roaring2016format",
    where="testdata, bitmapwithoutruns.bin and bitmapwithruns.bin",
    mark="read",
)
def roaring_test_files() -> tuple[float, ...]:
    ids = roaring_test_ids()
    return float(roaring_bytes(ids)), float(roaring_bytes(ids, runs=True))


@reproduces(
    "fl-qdrant-cap",
    topic=_TOPIC,
    claim="points of a million above which a value gets no links of its own, at 21 links a node",
    published=190_476,
    within=0.5,
    unit="",
    source="couzon2026filtered",
    where="Why Some Payload Fields Get No Extra Edges",
    mark="read",
)
def largest_value_with_links_of_its_own() -> float:
    return 4 * percolation_threshold(21) * 1_000_000

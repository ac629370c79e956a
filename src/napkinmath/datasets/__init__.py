"""Frozen extracts of real data, small enough for the repository, each with its origin beside it.

``NAME.npz`` holds the data (``NAME.json.bz2`` its texts), ``NAME-origin.md`` where it comes from
and under which licence. ``tools/datasets`` of the repository holds the scripts that make the data
sets again from the published packages; they are no part of the library.
"""

from napkinmath.datasets.debian_packages import (
    Packages,
    package_descriptions,
)
from napkinmath.datasets.glove import (
    WordVectors,
    word_vectors,
)
from napkinmath.datasets.open_bandit import (
    RecommendationLog,
    recommendation_logs,
)
from napkinmath.datasets.sample_bill import (
    BillFiles,
    DailyBill,
    Truth,
    sample_bill_daily,
    sample_bill_files,
    sample_bill_truth,
)

__all__ = [
    "BillFiles",
    "DailyBill",
    "Packages",
    "RecommendationLog",
    "Truth",
    "WordVectors",
    "package_descriptions",
    "recommendation_logs",
    "sample_bill_daily",
    "sample_bill_files",
    "sample_bill_truth",
    "word_vectors",
]

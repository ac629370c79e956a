"""What was planted in the sample bill on purpose: ``sample_bill_truth`` returns it.

The script that makes the bill (``tools/datasets``) reads these constants too.
"""

from datetime import date

FIRST = date(2026, 8, 1)  # day of the bill
REORGANIZED = date(2026, 9, 14)  # search is split; new machines come up without tags
CONTRACT_FROM, CONTRACT_DISCOUNT = date(2026, 10, 1), 0.07  # negotiated, on-demand compute
COMMITTED_DISCOUNT = 0.35  # an assumption: one year, for L4 GPUs and for cache nodes
MIGRATED = date(2026, 10, 5)  # ranking leaves the L4 GPUs that it committed to
LOGS_FROM, LOGS_TO, LOGS_GB = date(2026, 10, 6), date(2026, 10, 9), 1600.0  # a day, on top
TRANSFER_FIRST_GB, TRANSFER_GROWTH = 800.0, 1.032  # between zones: a day, and each day more
REFUND_USD, CREDIT_USD = 3900.0, 2500.0
#: Idle GPUs, and the first idle day of each.
IDLE = {"gpu-a100-dev-1": FIRST, "gpu-a100-dev-3": date(2026, 8, 24), "gpu-a100-dev-4": REORGANIZED}
#: How a team's tag is spelled, the right way first, and how many resources of ten spell it so.
SPELLINGS = {
    "ranking": (("ranking", 7), ("Ranking", 2), ("team-ranking", 1)),
    "search": (("search", 7), ("srch", 2), ("Search", 1)),
    "ads": (("ads", 8), ("advertising", 2)),
    "assistant": (("assistant", 7), ("llm-assistant", 3)),
    "data": (("data", 10),),
    "research": (("research", 8), ("Research ", 2)),
    "platform": (("platform", 10),),
}

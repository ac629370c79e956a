"""Random inputs for scalar functions, and how their results are compared across languages."""

import inspect
import math
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import scalar_samples as samples

from napkinmath import (
    accuracy_value,
    build_or_buy,
    business_case,
    churn,
    commitments,
    embedding_bill,
    filters,
    fusion,
    owning,
    ranking_bill,
    retries,
    scan_cost,
    spot,
    token_cost,
    upgrade,
    vectorstore,
)

SCRIPT = Path(__file__).parents[2] / "_static" / "explore.js"
#: Arithmetic and roots only: the same to the last bit.
EXACT: list[Callable[..., Any]] = [
    samples.arithmetic, samples.whole, samples.remainders, samples.quotient, samples.root,
    samples.rounded, samples.loops, samples.branches, samples.refused,
    retries.safe_load, retries.survives, retries.backlog_clears_s, retries.throttle_probability,
    owning.usd_per_thousand,
    ranking_bill.logged_usd, ranking_bill.serving_usd, ranking_bill.over_served,
    scan_cost.vectors_within, scan_cost.vectors_held, filters.scan_comparisons,
    embedding_bill.embedding_usd, embedding_bill.vector_bytes,
    embedding_bill.memory_usd_per_month, upgrade.found_in_place,
    vectorstore.graph_vector_bytes, vectorstore.machines_for, vectorstore.machines_for_rebuild,
    vectorstore.larger, vectorstore.monthly_usd,
    fusion.reciprocal_rank_score, fusion.outvoted_up_to,
    churn.rewrites, churn.dead_share, churn.waste_per_s, churn.rebuild_per_s,
    churn.upkeep_per_s, churn.best_interval_s,
    business_case.booked_lift, business_case.running_usd_per_month,
    accuracy_value.item_saved_usd, accuracy_value.break_even_error_usd,
    token_cost.usd_per_million, token_cost.break_even_tokens_per_s,
    token_cost.decode_usd_per_million, token_cost.batch_that_fits, token_cost.resolved_usd,
    build_or_buy.machines_at, build_or_buy.on_call_engineers, build_or_buy.cheaper,
    build_or_buy.metered_usd,
]  # fmt: skip
CASES = [
    *EXACT, samples.powers, samples.logs, filters.weighed_walk, filters.crossover_matches,
    spot.paid_per_useful, spot.saved_share, business_case.effect_left,
    business_case.gain_npv_usd, business_case.launch_npv_usd,
    commitments.two_level_saving,
    build_or_buy.spread_usd, build_or_buy.buy_usd, build_or_buy.build_usd,
]  # fmt: skip
RUNNER = """
function run(f,inputs){return inputs.map(function(a){
  try{var r=f.apply(null,a);return Number.isFinite(r)||typeof r==='boolean'?r:String(r)}
  catch(e){return [e.name,e.message]}})}
"""


def _draw(rng: random.Random, kind: str) -> Any:
    if kind == "bool":
        return rng.random() < 0.5
    if kind == "int":
        return rng.choice([0, 1, -1, rng.randint(-50, 50), rng.randint(2, 20)])
    size = rng.choice([0.0, 1.0, rng.uniform(0, 1), rng.uniform(0, 20), 10 ** rng.uniform(-8, 8)])
    return -size if rng.random() < 0.1 else size


def vectors(function: Callable[..., Any], count: int) -> list[list[Any]]:
    """Return ``count`` lists of arguments, the same each time."""
    rng = random.Random(function.__qualname__)
    kinds = [p.annotation.__name__ for p in inspect.signature(function).parameters.values()]
    return [[_draw(rng, kind) for kind in kinds] for _ in range(count)]


def call_python(function: Callable[..., Any], given: list[Any]) -> Any:
    """Return the result, or the name and the message of the error."""
    try:
        kinds = inspect.signature(function).parameters.values()
        named = {p.name: value for p, value in zip(kinds, given, strict=True)}
        return function(**named)
    except (ValueError, ArithmeticError) as error:
        return [type(error).__name__, str(error)]


def agree(ours: Any, theirs: Any, *, exact: bool) -> bool:
    """Compare a result of Python with one of JavaScript, or two errors."""
    if isinstance(ours, list) or isinstance(theirs, list):
        if not (isinstance(ours, list) and isinstance(theirs, list)):
            return False
        # Messages of Python's own arithmetic differ between its versions; ours do not.
        return ours == theirs if " must be " in ours[1] else ours[0] == theirs[0]
    if isinstance(theirs, str):
        theirs = float(theirs.replace("Infinity", "inf"))
    if not isinstance(ours, bool):
        ours, theirs = float(ours), float(theirs)  # JSON writes 1e17 as a whole number
    if isinstance(ours, bool) or exact:
        return ours == theirs or (ours != ours and theirs != theirs)
    return math.isclose(ours, theirs, rel_tol=1e-12, abs_tol=1e-300)

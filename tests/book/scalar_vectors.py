"""Random inputs for scalar functions, and how their results are compared across languages."""

import inspect
import math
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import scalar_samples as samples

from napkin_book.interactive.scalar_js import with_result
from napkin_book.interactive.scalar_source import expression, of_fields
from napkinmath import (
    decisions,
    embeddings,
    finops,
    pages,
    queueing,
    retrieval,
    serving,
    vector_database,
    vector_search,
)


def value(text: str, **kinds: str) -> Callable[..., Any]:
    """Return an expression of a page as a function, under a name of its own."""
    name = f"v{sum(map(ord, text))}"
    return with_result(expression(name, text, kinds, where=("a page", 1)))


SCRIPT = Path(__file__).parents[2] / "_static" / "explore.js"
#: Arithmetic and roots only: the same to the last bit.
EXACT: list[Callable[..., Any]] = [
    samples.arithmetic, samples.whole, samples.remainders, samples.quotient, samples.root,
    samples.rounded, samples.loops, samples.branches, samples.refused, samples.with_disk,
    *(with_result(of_fields(samples.Disk, name)) for name in ("read_s", "total")),
    value("(a + 1) / b if a > 0 else abs(b) ** 2", a="float", b="float"),
    value("max(a, b, 3) * ceil(c) - floor(c)", a="int", b="int", c="float"),
    value("a < b or not c", a="float", b="int", c="bool"),
    queueing.safe_utilization, queueing.recovers, queueing.backlog_drain_s,
    queueing.throttle_probability,
    finops.usd_per_thousand_predictions,
    pages.logging_usd, pages.serving_usd,
    vector_search.scanned_vectors, vector_search.in_memory_vectors,
    vector_search.scan_distance_computations,
    embeddings.embedding_usd, vector_search.quantized_bytes,
    embeddings.memory_usd_per_month, embeddings.in_place_recall,
    vector_search.hnsw_vector_bytes, vector_database.nodes_for_memory,
    vector_database.nodes_for_rebuild,
    vector_database.cluster_usd_per_month,
    retrieval.reciprocal_rank_score, retrieval.consensus_rank_limit,
    vector_database.updates_per_vector, vector_database.tombstone_share,
    vector_database.tombstone_computations_per_s,
    vector_database.rebuild_computations_per_s,
    vector_database.maintenance_computations_per_s, vector_database.best_rebuild_interval_s,
    decisions.running_usd_per_month,
    decisions.break_even_error_usd,
    serving.usd_per_million_tokens, serving.break_even_tokens_per_s,
    serving.decode_usd_per_million_tokens, serving.max_batch_size, serving.usd_per_resolved_task,
    queueing.servers_for_peak, pages.on_call_engineers,
    pages.metered_usd,
]  # fmt: skip
CASES = [
    *EXACT, samples.powers, samples.logs, value("sqrt(a) + exp(-a) * log(a)", a="float"),
    vector_search.weighted_graph_computations,
    vector_search.crossover_matches,
    finops.paid_to_effective_ratio, finops.spot_saving, decisions.remaining_effect,
    decisions.gain_npv_usd, decisions.launch_npv_usd,
    finops.two_level_saving,
    pages.annualized_usd, pages.buy_usd, pages.build_usd,
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

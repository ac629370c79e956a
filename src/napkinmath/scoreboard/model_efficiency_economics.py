"""Published bills, list prices, sample sizes and routers, and what our models make of them."""

from napkinmath.pages.model_efficiency_economics import RUNS
from napkinmath.prices._lookup import price
from napkinmath.scoreboard.registry import reproduces
from napkinmath.stats.sample_size import non_inferiority_sample_size

_TOPIC = "model-efficiency-economics"
#: List prices of a million tokens, in and out, as they were on the days of the runs.
_UNCACHED = {
    "o3-pro": (20.0, 80.0),
    "Gemini 2.5 Pro 32k": (1.25, 10.0),
    "Grok 4": (3.0, 15.0),
    "Claude Opus 4 32k": (15.0, 75.0),
    "Claude Opus 4": (15.0, 75.0),
    "DeepSeek V3.2 reasoner": (0.28, 0.42),
    "DeepSeek V3.2 chat": (0.28, 0.42),
}
_CACHED = {
    "GPT-5 high": (1.25, 10.0),
    "GPT-5 medium": (1.25, 10.0),
    "GPT-5 low": (1.25, 10.0),
    "o3 high": (2.0, 8.0),
    "o3": (2.0, 8.0),
    "Claude Sonnet 4 32k": (3.0, 15.0),
    "Claude Sonnet 4": (3.0, 15.0),
    "DeepSeek R1": (0.55, 2.19),
    "Gemini 2.5 Pro": (1.25, 10.0),
}
#: Questions of MMLU and GSM8K, without the contaminated ones, that both of Mixtral 8x7B and
#: GPT-4 1106 got right, only the first, only the second, neither. Counted in RouteLLM's files.
_MMLU = (8816, 742, 2496, 1983)
_GSM8K = (739, 94, 382, 92)


@reproduces(
    "eff-bills",
    topic=_TOPIC,
    claim="what seven runs of the polyglot benchmark cost: o3-pro, Gemini 2.5 Pro, Grok 4, Claude "
    "Opus 4 twice, DeepSeek V3.2 twice, from their tokens and list prices",
    published=tuple(RUNS[name].printed_usd for name in _UNCACHED),
    within=0.0001,
    unit="USD",
    source="aider2025polyglot",
    where="polyglot_leaderboard.yml, total_cost",
    mark="read",
)
def bills_without_a_cache() -> tuple[float, ...]:
    return tuple(RUNS[name].bill_usd(*usd) for name, usd in _UNCACHED.items())


@reproduces(
    "eff-bills-cached",
    topic=_TOPIC,
    claim="the same for GPT-5 at three efforts and o3 at two, Claude Sonnet 4 at two, DeepSeek R1, "
    "and Gemini 2.5 Pro at its default",
    published=tuple(RUNS[name].printed_usd for name in _CACHED),
    within=0.005,
    unit="USD",
    source="aider2025polyglot",
    where="polyglot_leaderboard.yml, total_cost",
    mark="read",
    explanation="Ours is two to fourteen per cent above, for the last two per cent below. The "
    "table does not say how many input tokens were read from a cache, at a quarter of the price or "
    "less; we bill all of them in full. Why the last paid more than its tokens we do not know.",
)
def bills_with_a_cache() -> tuple[float, ...]:
    return tuple(RUNS[name].bill_usd(*usd) for name, usd in _CACHED.items())


@reproduces(
    "eff-list-price-gap",
    topic=_TOPIC,
    claim="how much cheaper Gemini 3 Flash is than GPT-5.4 by list price, of input or of output",
    published=0.80,
    within=0.005,
    unit="%",
    source="chen2026price",
    where="abstract",
    mark="read",
)
def list_price_gap() -> float:
    return min(
        1
        - price(f"gemini-3-flash-{kind}-tokens", provider="google").usd
        / price(f"gpt-5.4-{kind}-tokens", provider="openai").usd
        for kind in ("input", "output")
    )


@reproduces(
    "eff-noninferiority",
    topic=_TOPIC,
    claim="size of a group that shows non-inferiority with a margin of a tenth of the rate, 90 % "
    "power and 2.5 % significance, at rates of .2, .3, .4, .6 and .7",
    published=(8500.0, 4970.0, 3200.0, 1440.0, 930.0),
    within=10.0,
    unit="",
    source="schumi2011looking",
    where="Table 2, equal effects",
    mark="read",
)
def noninferiority_sizes() -> tuple[float, ...]:
    rates = (0.2, 0.3, 0.4, 0.6, 0.7)
    return tuple(non_inferiority_sample_size(p, p / 10, continuity=True) for p in rates)


@reproduces(
    "eff-noninferiority-rounded",
    topic=_TOPIC,
    claim="the same at rates of .1 and .5",
    published=(19_200.0, 2100.0),
    within=10.0,
    unit="",
    source="schumi2011looking",
    where="Table 2, equal effects",
    mark="read",
    explanation="The table calls its sizes approximate. These two rows look rounded to hundreds, "
    "the first of them up and the second down; with the formula that fits the other five rows we "
    "get 19,111 and 2,141.",
)
def noninferiority_sizes_rounded() -> tuple[float, ...]:
    return tuple(non_inferiority_sample_size(p, p / 10, continuity=True) for p in (0.1, 0.5))


def _at_half_the_gap(both: int, weak: int, strong: int, neither: int) -> float:
    """Return the accuracy halfway between two models, over that of the stronger."""
    n = both + weak + strong + neither
    low, high = (both + weak) / n, (both + strong) / n
    return (low + high) / 2 / high


@reproduces(
    "eff-routellm-half",
    topic=_TOPIC,
    claim="share of GPT-4's score on MMLU and GSM8K that is left when a router recovers half of "
    "the gap to Mixtral, from the answers in the authors' files",
    published=(0.92, 0.87),
    within=0.005,
    unit="%",
    source="ong2024routellm",
    where="Table 6, as quoted in a survey",
    mark="secondary",
)
def routellm_at_half_the_gap() -> tuple[float, ...]:
    return _at_half_the_gap(*_MMLU), _at_half_the_gap(*_GSM8K)

"""The accuracy and the tokens of language models on one public set of coding tasks.

Aider's polyglot benchmark asks a model for 225 exercises in six languages. A model may try twice:
after a first answer that fails, it is shown the output of the tests. Of the 69 rows of its table 23
count their tokens, thoughts among the output. Here are 21 of those: the other two are a run of two
models together, and one whose count (320 thousand input tokens, where the others have millions)
cannot be that of the whole set. Prices come from the price book, so that runs of different days
meet at one day's prices.
"""

from dataclasses import dataclass
from types import MappingProxyType

from napkinmath import require
from napkinmath.prices._lookup import price

#: Tasks of the benchmark. A few runs lost one on the way; it counts as failed.
TASKS = 225


@dataclass(frozen=True, slots=True)
class CodingRun:
    """A run: tasks passed at the ``first`` attempt and in all, tokens, and the bill as printed.

    ``item`` and ``provider`` name the price in the price book: the maker's, or that of a provider
    where the maker's catalogue no longer lists the model. A ``printed_usd`` of 0 means none.
    """

    model: str
    item: str
    provider: str
    day: str
    first: int
    passed: int
    input_tokens: int
    output_tokens: int
    printed_usd: float

    @property
    def accuracy(self) -> float:
        """The share of the tasks that passed within two tries."""
        return self.passed / TASKS

    def bill_usd(self, input_usd: float, output_usd: float) -> float:
        """Return what the tokens cost at prices for a million of them, nothing cached.

        Raises ``ValueError`` on prices below 0.

        >>> round(RUNS["o3-pro"].bill_usd(20.0, 80.0), 2)
        146.32
        """
        require.non_negative("input_usd", input_usd)
        require.non_negative("output_usd", output_usd)
        return (self.input_tokens * input_usd + self.output_tokens * output_usd) / 1e6

    @property
    def usd(self) -> float:
        """What the tokens cost at the newest prices of the price book, nothing cached."""
        rows = [
            price(f"{self.item}-{kind}-tokens", provider=self.provider)
            for kind in ("input", "output")
        ]
        return self.bill_usd(1e6 * rows[0].usd_per_token, 1e6 * rows[1].usd_per_token)

    @property
    def task_usd(self) -> float:
        """The mean cost of one task at the newest prices."""
        return self.usd / TASKS


_ROWS = (
    ("GPT-5 high", "gpt-5", "openai", "2025-08-23", 117, 198, 2675561, 2623429, 29.0829),
    ("GPT-5 medium", "gpt-5", "openai", "2025-08-25", 112, 195, 2827261, 1468799, 17.6930),
    ("o3-pro", "o3-pro", "openai", "2025-06-28", 98, 191, 2372636, 1235902, 146.3249),
    ("Gemini 2.5 Pro 32k", "gemini-2.5-pro", "google", "2025-06-06",
     104, 187, 2719961, 4648227, 49.8822),
    ("o3 high", "o3", "openai", "2025-06-25", 90, 183, 3148932, 2047615, 21.2259),
    ("GPT-5 low", "gpt-5", "openai", "2025-08-25", 97, 183, 2534059, 779568, 10.3713),
    ("Grok 4", "grok-4", "vercel", "2025-07-11", 92, 179, 2815347, 3411480, 59.6182),
    ("Gemini 2.5 Pro", "gemini-2.5-pro", "google", "2025-06-06",
     101, 178, 2751296, 4142197, 45.5961),
    ("o3", "o3", "openai", "2025-06-25", 92, 173, 2893189, 1154767, 13.7517),
    ("DeepSeek V3.2 reasoner", "deepseek-reasoner", "deepseek", "2025-10-03",
     89, 167, 2191446, 1645129, 1.3045),
    ("Claude Opus 4 32k", "claude-opus-4", "aws", "2025-05-25",
     84, 162, 2567514, 363142, 65.7484),
    ("DeepSeek R1", "deepseek-r1", "deepseek", "2025-06-06", 77, 160, 2644169, 1842168, 4.8016),
    ("Claude Opus 4", "claude-opus-4", "aws", "2025-05-25", 74, 159, 2671437, 380717, 68.6253),
    ("DeepSeek V3.2 chat", "deepseek-chat", "deepseek", "2025-10-03",
     87, 158, 2266868, 573477, 0.8756),
    ("Claude Sonnet 4 32k", "claude-sonnet-4", "aws", "2025-05-24",
     58, 138, 2863068, 1271074, 26.5755),
    ("Qwen3 235B", "qwen3-235b-a22b", "fireworks-ai", "2025-05-09",
     65, 134, 2816192, 342062, 0.0),
    ("Kimi K2", "kimi-k2-instruct", "fireworks-ai", "2025-07-17",
     46, 133, 2355141, 363846, 1.2357),
    ("Claude Sonnet 4", "claude-sonnet-4", "aws", "2025-05-24",
     46, 127, 3460663, 433373, 15.8155),
    ("Gemini 2.5 Flash 24k", "gemini-2.5-flash", "google", "2025-05-25",
     59, 124, 3666792, 2703162, 8.5625),
    ("Gemini 2.5 Flash", "gemini-2.5-flash", "google", "2025-05-26",
     47, 99, 5512458, 514145, 1.1354),
    ("gpt-oss 120B", "gpt-oss-120b", "groq", "2025-08-06", 31, 94, 3123768, 856495, 0.7406),
)  # fmt: skip
#: The runs by the name of their model, the most tasks passed first.
RUNS = MappingProxyType({row[0]: CodingRun(*row) for row in _ROWS})

"""The sample bill: a SYNTHETIC company, its machines, and the troubles put in on purpose.

Nobody was billed this. The list prices are those of the price book, on the day ``PRICES_ON``;
everything else is drawn from one seeded generator. The troubles are those of
``napkinmath.datasets._planted``, by which a reader is graded.
"""

from datetime import date, timedelta

import numpy as np

from napkinmath.datasets._planted import (
    COMMITTED_DISCOUNT,
    CONTRACT_DISCOUNT,
    CONTRACT_FROM,
    CREDIT_USD,
    FIRST,
    IDLE,
    LOGS_FROM,
    LOGS_GB,
    LOGS_TO,
    MIGRATED,
    REFUND_USD,
    REORGANIZED,
    SPELLINGS,
    TRANSFER_FIRST_GB,
    TRANSFER_GROWTH,
)
from napkinmath.prices._lookup import price
from sample_bill_rows import Ledger

LAST = date(2026, 10, 31)
DAYS = (LAST - FIRST).days + 1
PRICES_ON = date(2026, 11, 23)
SEED = 20261031
COMMITTED_L4 = 44  # GPUs, paid monthly
CACHE_NODES = 6  # paid for a year, upfront, on the first day
VMS = {"ranking": 40, "search": 36, "ads": 30, "assistant": 12}
VMS |= {"data": 24, "research": 8, "platform": 10}
ACCOUNTS = {"ranking": "web-prod", "search": "web-prod", "ads": "web-prod"}
ACCOUNTS |= {"assistant": "llm-prod", "data": "data", "research": "ml-dev", "platform": "shared"}
L4 = {"ranking": (20, 30), "search": (10, 16), "ads": (9, 14)}  # by night, at the peak
PREDICTIONS = {"ranking": 4.2e8, "search": 9.0e7, "ads": 2.6e8, "assistant": 1.1e6}  # a day
EGRESS = {"web-prod": 1500.0, "llm-prod": 250.0, "data": 400.0}  # GB a day
LOGS = {"ranking": 90.0, "search": 60.0, "ads": 55.0, "assistant": 40.0, "platform": 30.0}


class Maker:
    """Draws the three tables, one kind of resource after the other."""

    def __init__(self) -> None:
        """Read the prices and seed the generator."""
        self.rng = np.random.default_rng(SEED)
        self.ledger = Ledger(
            self._list_price,
            first=FIRST,
            contract_from=CONTRACT_FROM,
            discount=CONTRACT_DISCOUNT,
            keep=1 - COMMITTED_DISCOUNT,
        )
        self.gpus: list[tuple[str, date, float, float]] = []
        self.predictions: list[tuple[str, date, int]] = []
        self.days = [FIRST + timedelta(days=d) for d in range(DAYS)]

    @staticmethod
    def _list_price(item: str) -> float:
        return price(item, provider="aws", region="us-east-1", on=PRICES_ON).usd

    def tags(self, team: str, *, env: str = "prod") -> dict[str, str]:
        """Draw the tags of a resource: a team in one of its spellings, under one of two keys."""
        values, weights = zip(*SPELLINGS[team], strict=True)
        value = values[self.rng.choice(len(values), p=np.array(weights) / 10)]
        return {"Team" if team == "ads" and self.rng.random() < 0.2 else "team": value, "env": env}

    def noisy(self, mean: float, spread: float = 0.03) -> float:
        """Draw a positive quantity around ``mean``."""
        return float(mean * self.rng.lognormal(-(spread**2) / 2, spread))

    def week(self, day: date, weekend: float) -> float:
        """Return the level of a day: ``weekend`` on Saturdays and Sundays, growing slowly."""
        return (weekend if day.weekday() > 4 else 1.0) * 1.0015 ** (day - FIRST).days

    def machines(self) -> None:
        """Add the CPU machines with their disks; after the reorganization many come up anew."""
        renewed = {"search": 0.85, "assistant": 0.85, "ranking": 0.35}
        for team, count in VMS.items():
            for number in range(count):
                tags: dict[str, str] | None = self.tags(team)
                tags = None if self.rng.random() < 0.03 else tags
                disk_gb = float(self.rng.choice([100, 200, 400]))
                lost = self.rng.random() < renewed.get(team, 0.0)
                changed = REORGANIZED + timedelta(days=int(self.rng.integers(0, 36)))
                name, fresh = f"vm-{team}-{number:02d}", f"vm-{self.rng.integers(16**6):06x}"
                hours = 24.0 if self.rng.random() < 0.6 else 12.0
                for day in self.days:
                    anew = lost and day >= changed
                    self.ledger.owner = team
                    where = (fresh if anew else name, None if anew else tags, ACCOUNTS[team])
                    self.ledger.use("cpu-m7i-large", day, where, hours)
                    self.ledger.use("block-storage-ssd", day, where, disk_gb, of_month=True)

    def l4s(self) -> None:
        """Add the L4 GPUs of three teams, hour by hour, and the commitment that covers some."""
        hour = np.arange(24)
        shape = 0.5 - 0.5 * np.cos((hour - 3) / 24 * 2 * np.pi)
        tags = {team: [self.tags(team) for _ in range(peak)] for team, (_, peak) in L4.items()}
        for day in self.days:
            left = np.full(24, COMMITTED_L4)
            for team, (night, peak) in L4.items():
                level = self.week(day, 0.92) if day < MIGRATED or team != "ranking" else 0.0
                drawn = (night + (peak - night) * shape) * level * self.rng.normal(1, 0.02, 24)
                running = np.minimum(np.rint(drawn), peak)
                covered = np.minimum(running, left)
                left = left - covered
                for slot in range(peak):
                    used = float(np.sum(covered > slot))
                    paid = float(np.sum(running > slot)) - used
                    where = (f"gpu-l4-{team}-{slot:02d}", tags[team][slot], ACCOUNTS[team])
                    self.ledger.owner = team
                    if used:
                        self.ledger.use("l4", day, where, used, commitment="commitment-l4")
                    if paid:
                        self.ledger.use("l4", day, where, paid)
                    if used or paid:
                        mean = float(np.clip(self.rng.normal(0.55, 0.05), 0, 1))
                        self.gpus.append((where[0], day, mean, min(1.0, mean + 0.35)))
            self.ledger.owner = "platform"
            self.ledger.unused("l4", day, "commitment-l4", float(left.sum()))

    def a100s(self) -> None:
        """Add the A100 GPUs: serving, development (three of them idle), a nightly batch."""
        fleets = [("serve", "assistant", 12, FIRST), ("dev", "research", 6, FIRST)]
        fleets += [("batch", "data", 1, FIRST), ("rank", "ranking", 3, MIGRATED)]
        for kind, team, count, since in fleets:
            for number in range(count):
                name = f"gpu-a100-{kind}-{number}"
                tags: dict[str, str] | None = self.tags(
                    team, env="dev" if kind == "dev" else "prod"
                )
                for day in self.days:
                    if day < since:
                        continue
                    if kind == "serve" and number < 8 and day >= REORGANIZED:
                        tags = None  # the same machine, but the new module sets no tags
                    self.ledger.owner = team
                    self.ledger.use("a100-80-sxm", day, (name, tags, ACCOUNTS[team]), 24.0)
                    self.gpus.append((name, day, *self._a100_busy(name, kind, day)))

    def _a100_busy(self, name: str, kind: str, day: date) -> tuple[float, float]:
        if name in IDLE and day >= IDLE[name]:
            return float(self.rng.uniform(0, 0.015)), float(self.rng.uniform(0.01, 0.03))
        if kind == "batch":
            return self.noisy(0.06, 0.1), float(self.rng.uniform(0.9, 1.0))
        if kind == "dev":
            off = day.weekday() > 4
            return (0.0, 0.02) if off else (self.noisy(0.4, 0.2), float(self.rng.uniform(0.8, 1)))
        return self.noisy(0.6, 0.05), float(self.rng.uniform(0.85, 1.0))

    def h100s(self) -> None:
        """Add two training nodes of eight H100 GPUs, which rest at the weekend."""
        tags = self.tags("research")
        for number in range(2):
            name = f"node-h100-{number}"
            for day in self.days:
                hours = round(self.noisy(8.0 if day.weekday() > 4 else 19.0, 0.08))
                self.ledger.owner = "research"
                self.ledger.use("h100-sxm", day, (name, tags, "ml-dev"), 8.0 * min(24, hours))
                self.gpus.append(
                    (name, day, self.noisy(0.7, 0.05), float(self.rng.uniform(0.9, 1)))
                )

    def stores(self) -> None:
        """Add buckets with their requests, caches, load balancers and clusters."""
        owners = ("ranking", "search", "ads", "assistant", "data", "data", "data", "research")
        for number in range(32):
            team = owners[number % len(owners)]
            where = (f"bucket-{team}-{number:02d}", self.tags(team), ACCOUNTS[team])
            terabytes, asked = self.rng.lognormal(2.3, 0.7), self.rng.lognormal(2.0, 0.8)
            for day in self.days:
                self.ledger.owner = team
                gb = round(1000 * terabytes * 1.002 ** (day - FIRST).days, -1)
                self.ledger.use("object-storage-standard", day, where, gb, of_month=True)
                level = asked * self.week(day, 0.7)
                self.ledger.use("object-storage-get-requests", day, where, self.noisy(level))
                self.ledger.use("object-storage-put-requests", day, where, self.noisy(level / 9))
        platform = self.tags("platform")
        for day in self.days:
            self.ledger.owner = "platform"
            for number in range(CACHE_NODES):
                where = (f"cache-{number}", platform, "shared")
                self.ledger.use("redis-m7g-large", day, where, 24.0, commitment="commitment-cache")
            for number, account in enumerate(sorted(set(ACCOUNTS.values()))):
                where = (f"cluster-{account}", platform, account)
                self.ledger.use("kubernetes-cluster", day, where, 24.0)
                where = (f"balancer-{number}", platform, account)
                self.ledger.use("load-balancer", day, where, 24.0)
                self.ledger.use("load-balancer-capacity-unit", day, where, self.noisy(900.0))

    def transfers(self) -> None:
        """Add what leaves for the internet (tiered), passes gateways, and crosses zones."""
        tags = self.tags("platform")
        tiers = (("first-10tb", 10_000.0), ("next-40tb", 40_000.0), ("next-100tb", 100_000.0))
        sent: dict[tuple[int, str], float] = {}
        for day in self.days:
            self.ledger.owner = "platform"
            for account, mean in EGRESS.items():
                rest = round(self.noisy(mean * self.week(day, 0.75), 0.05), 1)
                where = (f"gateway-{account}", tags, account)
                self.ledger.use("nat-gateway", day, where, 24.0)
                self.ledger.use("nat-gateway-processed", day, where, round(rest * 1.4, 1))
                for tier, width in tiers:
                    before = sent.get((day.month, tier), 0.0)
                    part = min(rest, width - before)
                    if part > 0:
                        sent[day.month, tier] = before + part
                        self.ledger.use(f"internet-egress-{tier}", day, where, part)
                    rest -= part
            grown = TRANSFER_FIRST_GB * TRANSFER_GROWTH ** (day - FIRST).days
            for way, end in (("out", "a"), ("in", "b")):
                gb = round(self.noisy(grown), 1)
                where = (f"vectors-zone-{end}", tags, "llm-prod")
                self.ledger.use("cross-az-transfer", day, where, gb, note=way)

    def logs(self) -> None:
        """Add the logs of the services, one of them for four days at debug level."""
        for team, mean in LOGS.items():
            where = (f"logs-{team}", self.tags(team), ACCOUNTS[team])
            kept = 30 * mean
            for day in self.days:
                runaway = team == "ranking" and LOGS_FROM <= day <= LOGS_TO
                gb = self.noisy(mean * self.week(day, 0.8), 0.06) + LOGS_GB * runaway
                kept += 0.15 * (gb - mean)
                self.ledger.owner = team
                self.ledger.use("log-ingestion", day, where, gb)
                self.ledger.use("log-storage", day, where, kept, of_month=True)

    def bookings(self) -> None:
        """Add what is no usage: purchases of commitments, a refund, a credit."""
        ledger = self.ledger
        ledger.owner = "platform"
        ledger.purchase("redis-m7g-large", FIRST, "commitment-cache", CACHE_NODES * 8760.0, 365)
        for first in sorted({day.replace(day=1) for day in self.days}):
            days = ((first + timedelta(days=31)).replace(day=1) - first).days
            ledger.purchase("l4", first, "commitment-l4", COMMITTED_L4 * 24.0 * days, days)
        ledger.owner = "research"
        ledger.correction(
            "h100-sxm", date(2026, 8, 12), date(2026, 9, 1), "node-h100-1", REFUND_USD
        )
        ledger.owner = "platform"
        ledger.credit(date(2026, 10, 1), CREDIT_USD)

    def products(self) -> None:
        """Add how many predictions each product served."""
        for product, mean in PREDICTIONS.items():
            for day in self.days:
                number = self.noisy(mean * self.week(day, 0.85), 0.02)
                self.predictions.append((product, day, int(round(number, -3))))

    def all(self) -> "Maker":
        """Draw everything, in a fixed order, and return the maker."""
        for part in (self.machines, self.l4s, self.a100s, self.h100s, self.stores):
            part()
        for part in (self.transfers, self.logs, self.bookings, self.products):
            part()
        return self

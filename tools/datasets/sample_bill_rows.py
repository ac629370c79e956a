"""Rows of the sample bill in the columns of FOCUS 1.2: how each kind of charge is written."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

_TIME, _TEXT, _COST = "TIMESTAMP", "VARCHAR", "DECIMAL(18,8)"
_COLUMNS = {
    "BillingAccountId": _TEXT,
    "BillingAccountName": _TEXT,
    "BillingAccountType": _TEXT,
    "BillingCurrency": _TEXT,
    "BillingPeriodStart": _TIME,
    "BillingPeriodEnd": _TIME,
    "ChargePeriodStart": _TIME,
    "ChargePeriodEnd": _TIME,
    "ChargeCategory": _TEXT,
    "ChargeClass": _TEXT,
    "ChargeDescription": _TEXT,
    "ChargeFrequency": _TEXT,
    "PricingCategory": _TEXT,
    "PricingQuantity": "DECIMAL(18,4)",
    "PricingUnit": _TEXT,
    "ListUnitPrice": "DECIMAL(18,6)",
    "ContractedUnitPrice": "DECIMAL(18,6)",
    "ListCost": _COST,
    "ContractedCost": _COST,
    "BilledCost": _COST,
    "EffectiveCost": _COST,
    "ConsumedQuantity": "DECIMAL(18,4)",
    "ConsumedUnit": _TEXT,
    "CommitmentDiscountId": _TEXT,
    "CommitmentDiscountCategory": _TEXT,
    "CommitmentDiscountType": _TEXT,
    "CommitmentDiscountStatus": _TEXT,
    "InvoiceIssuerName": _TEXT,
    "ProviderName": _TEXT,
    "PublisherName": _TEXT,
    "RegionId": _TEXT,
    "RegionName": _TEXT,
    "AvailabilityZone": _TEXT,
    "ResourceId": _TEXT,
    "ResourceName": _TEXT,
    "ResourceType": _TEXT,
    "ServiceCategory": _TEXT,
    "ServiceName": _TEXT,
    "ServiceSubcategory": _TEXT,
    "SkuId": _TEXT,
    "SkuPriceId": _TEXT,
    "SubAccountId": _TEXT,
    "SubAccountName": _TEXT,
    "Tags": _TEXT,
}
COLUMNS, TYPES = tuple(_COLUMNS), tuple(_COLUMNS.values())
_OUT = ("Networking", "Network Connectivity", "Network", "Gateway", "GB")
#: item of the price book: service category, subcategory, service, resource type, unit.
SKUS = {
    "cpu-m7i-large": ("Compute", "Virtual Machines", "Machines", "Machine", "Hours"),
    "l4": ("Compute", "Virtual Machines", "Machines", "GPU machine", "GPU-Hours"),
    "a100-80-sxm": ("Compute", "Virtual Machines", "Machines", "GPU machine", "GPU-Hours"),
    "h100-sxm": ("Compute", "Virtual Machines", "Machines", "GPU machine", "GPU-Hours"),
    "block-storage-ssd": ("Storage", "Block Storage", "Disks", "Machine", "GB-Months"),
    "object-storage-standard": ("Storage", "Object Storage", "Buckets", "Bucket", "GB-Months"),
    "object-storage-get-requests": ("Storage", "Object Storage", "Buckets", "Bucket", "Mreq"),
    "object-storage-put-requests": ("Storage", "Object Storage", "Buckets", "Bucket", "Mreq"),
    "redis-m7g-large": ("Databases", "Caching", "Caches", "Cache node", "Hours"),
    "kubernetes-cluster": ("Compute", "Containers", "Clusters", "Cluster", "Hours"),
    "load-balancer": ("Networking", "Application Networking", "Network", "Balancer", "Hours"),
    "load-balancer-capacity-unit": (
        *("Networking", "Application Networking", "Network", "Balancer", "Hours"),
    ),
    "nat-gateway": ("Networking", "Network Infrastructure", "Network", "Gateway", "Hours"),
    "nat-gateway-processed": ("Networking", "Network Infrastructure", "Network", "Gateway", "GB"),
    "internet-egress-first-10tb": (
        "Networking",
        "Network Connectivity",
        "Network",
        "Gateway",
        "GB",
    ),
    "internet-egress-next-40tb": _OUT,
    "internet-egress-next-100tb": (
        "Networking",
        "Network Connectivity",
        "Network",
        "Gateway",
        "GB",
    ),
    "cross-az-transfer": ("Networking", "Network Connectivity", "Network", "Zone link", "GB"),
    "log-ingestion": ("Management and Governance", "Observability", "Logs", "Log group", "GB"),
    "log-storage": ("Management and Governance", "Observability", "Logs", "Log group", "GB-Months"),
}
CONTRACTED = ("cpu-m7i-large", "l4", "a100-80-sxm", "h100-sxm")
Where = tuple[str, dict[str, str] | None, str]


class Ledger:
    """Collects rows; every product of price and quantity is exact."""

    def __init__(
        self,
        list_price: Callable[[str], float],
        *,
        first: date,
        contract_from: date,
        discount: float,
        keep: float,
    ) -> None:
        """Take the price book as a function; ``keep`` of list is what a committed hour costs."""
        self.list_price, self.first, self.keep = list_price, first, keep
        self.contract_from, self.discount = contract_from, discount
        self.rows: list[tuple[Any, ...]] = []
        self.untagged: dict[str, str] = {}
        self.owner = ""

    def unit_price(self, item: str) -> Decimal:
        """Return the list price, to six decimals."""
        return _decimal(self.list_price(item), 6)

    def use(
        self,
        item: str,
        day: date,
        where: Where,
        quantity: float,
        *,
        of_month: bool = False,
        commitment: str | None = None,
        note: str = "",
    ) -> None:
        """Add a day of usage; ``of_month`` divides a level held all day by the month's days."""
        days = (_next_month(day) - day.replace(day=1)).days
        amount = _decimal(quantity / days if of_month else quantity, 2)
        listed = self.unit_price(item)
        off = item in CONTRACTED and day >= self.contract_from
        agreed = _decimal(float(listed) * (1 - self.discount), 6) if off else listed
        committed = _decimal(float(listed) * self.keep, 6)
        due = agreed * amount
        values: dict[str, Any] = {
            "PricingQuantity": amount,
            "ListUnitPrice": listed,
            "ContractedUnitPrice": agreed,
            "ListCost": listed * amount,
            "ContractedCost": due,
            "BilledCost": 0 if commitment else due,
            "EffectiveCost": committed * amount if commitment else due,
            "ConsumedQuantity": amount,
            "ConsumedUnit": SKUS[item][4],
            "PricingCategory": "Committed" if commitment else "Standard",
            "CommitmentDiscountStatus": "Used" if commitment else None,
            "ChargeDescription": f"{item} {note}".strip(),
        }
        self._add(item, day, where, values, commitment)

    def unused(self, item: str, day: date, commitment: str, quantity: float) -> None:
        """Add the part of a commitment that nothing used on a day."""
        amount = _decimal(quantity, 2)
        if not amount:
            return
        values = {
            "PricingQuantity": amount,
            "ListCost": 0,
            "ContractedCost": 0,
            "BilledCost": 0,
            "EffectiveCost": _decimal(float(self.unit_price(item)) * self.keep, 6) * amount,
            "PricingCategory": "Committed",
            "CommitmentDiscountStatus": "Unused",
            "ChargeDescription": f"{item} committed, unused",
        }
        self._add(item, day, (commitment, None, "shared"), values, commitment)

    def purchase(self, item: str, day: date, commitment: str, hours: float, days: int) -> None:
        """Add what a commitment of ``hours`` over ``days`` costs on the day it is bought."""
        rate = _decimal(float(self.unit_price(item)) * self.keep, 6)
        amount = _decimal(hours, 2)
        values = {
            "PricingQuantity": amount,
            "ListUnitPrice": rate,
            "ContractedUnitPrice": rate,
            "ListCost": rate * amount,
            "ContractedCost": rate * amount,
            "BilledCost": rate * amount,
            "EffectiveCost": 0,
            "ChargeCategory": "Purchase",
            "ChargeFrequency": "One-Time" if days > 31 else "Recurring",
            "PricingCategory": "Standard",
            "ChargePeriodEnd": day + timedelta(days=days),
            "ChargeDescription": f"{item} commitment",
        }
        self._add(item, day, (commitment, None, "shared"), values, commitment)

    def correction(self, item: str, day: date, billed: date, name: str, usd: float) -> None:
        """Add a refund, in a later billing period, of what a day was charged."""
        less = dict.fromkeys(("ListCost", "ContractedCost", "BilledCost", "EffectiveCost"), -usd)
        values = {
            **less,
            "ChargeClass": "Correction",
            "ChargeDescription": f"{item} refund for an outage",
            "BillingPeriodStart": billed,
            "BillingPeriodEnd": _next_month(billed),
        }
        self._add(item, day, (name, None, "ml-dev"), values, None)

    def credit(self, day: date, usd: float) -> None:
        """Add a credit that belongs to no resource."""
        less = dict.fromkeys(("ListCost", "ContractedCost", "BilledCost", "EffectiveCost"), -usd)
        values = {
            **less,
            "ChargeCategory": "Credit",
            "ChargeFrequency": "One-Time",
            "ChargeDescription": "promotional credit",
            "SkuId": None,
            "SkuPriceId": None,
            "ResourceId": None,
            "ResourceName": None,
            "ResourceType": None,
            "ServiceCategory": "Other",
            "ServiceSubcategory": "Other (Other)",
            "ServiceName": "Credits",
            "PricingUnit": None,
        }
        self._add("l4", day, ("credit", None, "shared"), values, None)

    def tag(self, row: tuple[Any, ...]) -> str:
        """Return the team's tag of a row as it is spelled, ``""`` where there is none."""
        tags = json.loads(row[COLUMNS.index("Tags")] or "{}")
        return str(tags.get("team") or tags.get("Team") or "")

    def day(self, row: tuple[Any, ...]) -> int:
        """Return on which day, counted from the first, a row's charge period starts."""
        start: date = row[COLUMNS.index("ChargePeriodStart")]
        return (start - self.first).days

    def _add(
        self, item: str, day: date, where: Where, values: dict[str, Any], commitment: str | None
    ) -> None:
        name, tags, account = where
        category, subcategory, service, kind, unit = SKUS[item]
        usage = not {"ChargeCategory", "ChargeClass"} & set(values)
        if usage and tags is None and commitment is None:
            self.untagged.setdefault(name, self.owner)
        row: dict[str, Any] = dict.fromkeys(COLUMNS)
        row |= {
            "BillingAccountId": "synthetic-0001",
            "BillingAccountName": "SYNTHETIC: nobody was billed this",
            "BillingAccountType": "Organisation",
            "BillingCurrency": "USD",
            "BillingPeriodStart": day.replace(day=1),
            "BillingPeriodEnd": _next_month(day),
            "ChargePeriodStart": day,
            "ChargePeriodEnd": day + timedelta(days=1),
            "ChargeCategory": "Usage",
            "ChargeFrequency": "Usage-Based",
            "PricingUnit": unit,
            "InvoiceIssuerName": "Example Cloud",
            "ProviderName": "Example Cloud",
            "PublisherName": "Example Cloud",
            "RegionId": "us-east-1",
            "RegionName": "US East",
            "ResourceId": name,
            "ResourceName": name,
            "ResourceType": "Commitment" if name == commitment else kind,
            "ServiceCategory": category,
            "ServiceName": service,
            "ServiceSubcategory": subcategory,
            "SkuId": item,
            "SkuPriceId": f"{item}-committed" if commitment else item,
            "SubAccountId": account,
            "SubAccountName": account,
            "Tags": json.dumps(tags, sort_keys=True) if tags else None,
        }
        if commitment:
            row |= {
                "CommitmentDiscountId": commitment,
                "CommitmentDiscountCategory": "Usage",
                "CommitmentDiscountType": "One year",
            }
        self.rows.append(tuple({**row, **values}[column] for column in COLUMNS))


def _decimal(value: float, places: int) -> Decimal:
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)

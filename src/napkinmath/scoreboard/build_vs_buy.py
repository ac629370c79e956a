"""Published present values, rates of return, waiting and rotas, beside what our models make."""

from napkinmath.decisions.cash_flow import (
    equivalent_annual_cost_usd,
    internal_rates_of_return,
    mirr,
    spreadsheet_npv,
)
from napkinmath.decisions.real_options import DeferralOption
from napkinmath.decisions.value_of_information import evpi_usd
from napkinmath.pages.build_vs_buy import on_call_engineers
from napkinmath.scoreboard.registry import reproduces

_TOPIC = "build-vs-buy"
#: The flows of three tests of mirr, with the rates of finance and of reinvestment.
_MIRR = (
    ([-4500, -800, 800, 800, 600, 600, 800, 800, 700, 3000], 0.08, 0.055),
    ([-120_000, 39_000, 30_000, 21_000, 37_000, 46_000], 0.10, 0.12),
    ([100, 200, -50, 300, -200], 0.05, 0.06),
)


@reproduces(
    "bvb-mirr-tests",
    topic=_TOPIC,
    claim="modified rates of return of three series, one of which starts with an income",
    published=(0.0666, 0.126094, 0.3428),
    within=0.00005,
    unit="%",
    source="numpyfinancial2026",
    where="tests/test_financial.py, test_mirr",
    mark="read",
)
def mirr_of_the_tests() -> tuple[float, ...]:
    return tuple(
        mirr(flows, finance_rate=finance, reinvest_rate=reinvest)
        for flows, finance, reinvest in _MIRR
    )


@reproduces(
    "bvb-mirr-example",
    topic=_TOPIC,
    claim="modified rate of return of 100,000 put in, with a bad second year",
    published=0.0832,
    within=0.00005,
    unit="%",
    source="mathworks2026mirr",
    where="Examples",
    mark="read",
)
def mirr_of_the_example() -> float:
    flows = [-100_000, 20_000, -10_000, 30_000, 38_000, 50_000]
    return mirr(flows, finance_rate=0.09, reinvest_rate=0.12)


@reproduces(
    "bvb-npv-later",
    topic=_TOPIC,
    claim="present values of three series whose first flow falls due a period from now",
    published=(4694.83568075117, 11529.60863329007, 273.14193838457),
    within=1e-9,
    unit="USD",
    source="adobe2026npv",
    where="Examples",
    mark="read",
)
def npv_of_later_flows() -> tuple[float, ...]:
    # The third has monthly flows, and the source takes a twelfth of its yearly rate.
    return (
        spreadsheet_npv(0.065, [5000]),
        spreadsheet_npv(0.10, [500, 1500, 4000, 10_000]),
        spreadsheet_npv(0.0275 / 12, [50, 60, 40, 100, 25]),
    )


@reproduces(
    "bvb-irr-nearest",
    topic=_TOPIC,
    claim="the rate nearest to nothing, of a series that has three",
    published=0.0886,
    within=0.00005,
    unit="%",
    source="numpyfinancial2026",
    where="irr, last example",
    mark="read",
)
def nearest_rate() -> float:
    return min(internal_rates_of_return([-5, 10.5, 1, -8, 1]), key=abs)


@reproduces(
    "bvb-pmt",
    topic=_TOPIC,
    claim="level payments on 15,000, 20,000 and 2,000 at three rates",
    published=(304.145914, 19_311.258, 626.90814),
    within=0.0005,
    unit="USD",
    source="numpyfinancial2026",
    where="tests/test_financial.py, test_pmt_simple and test_pmt_broadcast",
    mark="read",
)
def level_payments() -> tuple[float, ...]:
    return (
        equivalent_annual_cost_usd(15_000, 0.08 / 12, 60),
        equivalent_annual_cost_usd(20_000, 0.8, 3),
        equivalent_annual_cost_usd(2_000, 0.3, 12),
    )


@reproduces(
    "bvb-waiting",
    topic=_TOPIC,
    claim="a machine bought now, a year later if the price rises, and the right to wait",
    published=(600.0, 773.0, 173.0),
    within=0.5,
    unit="USD",
    source="dixitpindyck1994",
    where="pp. 26-35",
    mark="secondary",
)
def now_or_later() -> tuple[float, ...]:
    # 200 a year now, then 300 or 100 for ever: worth 3,300 or 1,100 a year from now at a tenth.
    machine = DeferralOption(
        1600, up_usd=3300, down_usd=1100, p_up=0.5, rate=0.10, immediate_usd=200
    )
    return machine.invest_now_usd, machine.defer_usd, machine.option_value_usd


@reproduces(
    "bvb-normal-loss",
    topic=_TOPIC,
    claim="what knowing a normal demand is worth, 0.69 deviations from break-even, in deviations",
    published=0.1453,
    within=0.00005,
    unit="",
    source="render2003quantitative",
    where="slide M3-8",
    mark="read",
)
def normal_loss() -> float:
    return evpi_usd(0.69, 1.0)


@reproduces(
    "bvb-on-call",
    topic=_TOPIC,
    claim="engineers for two people on call around the clock, a quarter of their weeks each",
    published=8.0,
    within=0.0,
    unit="",
    source="beyer2016oncall",
    where="Balance in Quantity",
    mark="secondary",
)
def single_site_team() -> float:
    return float(on_call_engineers(2, 0.25))

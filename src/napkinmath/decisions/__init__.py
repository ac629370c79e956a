"""Decisions under uncertainty: cash flows, sensitivity, the value of information, risk."""

from napkinmath.decisions.accuracy_value import (
    Cascade,
    accuracy_saving_usd,
    break_even_error_usd,
    cascade,
    cost_of_pass_usd,
)
from napkinmath.decisions.break_even import break_even_volume, payback_periods
from napkinmath.decisions.cash_flow import (
    annuity_present_value_usd,
    capital_recovery,
    equivalent_annual_cost_usd,
    internal_rates_of_return,
    irr,
    mirr,
    npv,
    spreadsheet_npv,
)
from napkinmath.decisions.cost_overruns import CostOverruns
from napkinmath.decisions.experience_curve import experience_exponent
from napkinmath.decisions.launch_value import (
    break_even_lift,
    gain_npv_usd,
    launch_npv_usd,
    remaining_effect,
    running_usd_per_month,
)
from napkinmath.decisions.pareto import (
    TrafficSplit,
    best_for_value,
    cheapest_split,
    convex_hull,
    marginal_costs,
    pareto_frontier,
)
from napkinmath.decisions.real_options import DeferralOption, deferral_option_usd
from napkinmath.decisions.risk import Risk, SwitchingCost, simulate_losses
from napkinmath.decisions.savings_attribution import (
    Attribution,
    Contribution,
    Optimization,
    attribute,
    remaining_usd,
    summed_saving,
)
from napkinmath.decisions.sensitivity import (
    SimulationResults,
    Swing,
    combined_uncertainty_factor,
    draw_inputs,
    monte_carlo,
    tornado,
)
from napkinmath.decisions.shapley import coalition_costs, shapley
from napkinmath.decisions.value_of_information import Decision, decide, evpi_usd, evsi_usd

__all__ = [
    "Attribution",
    "Cascade",
    "Contribution",
    "CostOverruns",
    "Decision",
    "DeferralOption",
    "Optimization",
    "Risk",
    "SimulationResults",
    "Swing",
    "SwitchingCost",
    "TrafficSplit",
    "accuracy_saving_usd",
    "annuity_present_value_usd",
    "attribute",
    "best_for_value",
    "break_even_error_usd",
    "break_even_lift",
    "break_even_volume",
    "capital_recovery",
    "cascade",
    "cheapest_split",
    "coalition_costs",
    "combined_uncertainty_factor",
    "convex_hull",
    "cost_of_pass_usd",
    "decide",
    "deferral_option_usd",
    "draw_inputs",
    "equivalent_annual_cost_usd",
    "evpi_usd",
    "evsi_usd",
    "experience_exponent",
    "gain_npv_usd",
    "internal_rates_of_return",
    "irr",
    "launch_npv_usd",
    "marginal_costs",
    "mirr",
    "monte_carlo",
    "npv",
    "pareto_frontier",
    "payback_periods",
    "remaining_effect",
    "remaining_usd",
    "running_usd_per_month",
    "shapley",
    "simulate_losses",
    "spreadsheet_npv",
    "summed_saving",
    "tornado",
]

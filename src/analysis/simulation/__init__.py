"""Scenario to draws, draws to ledger, ledger to answers."""

from analysis.models.scenario_discovery import discover
from analysis.simulation import counterfactual, outturn
from analysis.simulation.comparison.compare import Comparison, compare
from analysis.simulation.comparison.groups import parameters_by_scenario
from analysis.simulation.comparison.mixture import Mixture, mixture
from analysis.simulation.comparison.news import News, news
from analysis.simulation.evidence import LENSES, TABLE_YEAR, Evidence, gather
from analysis.simulation.preparation import prepare
from analysis.simulation.readings import READING_WORDS, READINGS, reached
from analysis.simulation.simulate import Simulation, simulate
from analysis.simulation.streams import stream
from analysis.simulation.summary import RESULT_COLUMNS, tidy
from analysis.simulation.target.answers import answers_table
from analysis.simulation.target.chance_table import chances_table
from analysis.simulation.target.chances import expected_shortfall, probability
from analysis.simulation.target.discovery import (
    Finding,
    Question,
    asked_of_draws,
    asked_of_parameters,
    find_box,
)
from analysis.simulation.target.experiments import experiments
from analysis.simulation.target.first_year import first_year_met
from analysis.simulation.target.frontier import (
    FRONTIER_WORDS,
    break_even_frontier,
    evidence_summary,
    frontier_evidence,
)
from analysis.simulation.target.measures import MEASURES
from analysis.simulation.target.odds import Odds, odds
from analysis.simulation.target.parameter_experiments import parameter_experiments
from analysis.simulation.target.pinned import pinned_probability
from analysis.simulation.target.promise_point import PromisePoint, promise_point
from analysis.simulation.target.required import required_investment
from analysis.simulation.target.required_table import REQUIRED_WORDS, required_investment_table
from analysis.simulation.target.requirements import break_even_cost, required_multiple
from analysis.simulation.target.results import target_results
from analysis.simulation.target.rules_of_thumb import rules_of_thumb
from analysis.simulation.target.sensitivity import one_at_a_time, weak_assumptions
from analysis.simulation.target.sobol import VarianceShares, log_with_shares, sobol
from analysis.simulation.target.tornado import tornado
from analysis.simulation.views.coherence import coherent_employment
from analysis.simulation.views.forecast_record import (
    errors_by_horizon,
    forecast_places,
    skill_by_member,
)
from analysis.simulation.views.growth import (
    ZoneGrowth,
    zone_courses,
    zone_growth,
    zone_past_courses,
)
from analysis.simulation.views.lenses import (
    MEASURE_WORDS,
    capital_table,
    lens_agreement,
    lens_comparison,
    response_robustness,
    response_table,
)
from analysis.simulation.views.money import (
    money_by_cluster,
    money_by_year,
    promise_record,
    realisation_table,
)
from analysis.simulation.views.plausibility import (
    plausibility,
    promise_as_printed,
    restated_figures,
)
from analysis.simulation.views.results import lens_results, zone_results
from analysis.simulation.views.zone_prints import (
    zone_percents,
    zone_units,
)
from analysis.simulation.views.zones import (
    programme_zones,
    zone_chains,
    zone_cost_pooling,
    zone_costs_by_basis,
    zone_overview,
    zone_plans,
)

__all__ = [
    "FRONTIER_WORDS",
    "LENSES",
    "MEASURES",
    "MEASURE_WORDS",
    "READINGS",
    "READING_WORDS",
    "REQUIRED_WORDS",
    "RESULT_COLUMNS",
    "TABLE_YEAR",
    "Comparison",
    "Evidence",
    "Finding",
    "Mixture",
    "News",
    "Odds",
    "PromisePoint",
    "Question",
    "Simulation",
    "VarianceShares",
    "ZoneGrowth",
    "answers_table",
    "asked_of_draws",
    "asked_of_parameters",
    "break_even_cost",
    "break_even_frontier",
    "capital_table",
    "chances_table",
    "coherent_employment",
    "compare",
    "counterfactual",
    "discover",
    "errors_by_horizon",
    "evidence_summary",
    "expected_shortfall",
    "experiments",
    "find_box",
    "first_year_met",
    "forecast_places",
    "frontier_evidence",
    "gather",
    "lens_agreement",
    "lens_comparison",
    "lens_results",
    "log_with_shares",
    "mixture",
    "money_by_cluster",
    "money_by_year",
    "news",
    "odds",
    "one_at_a_time",
    "outturn",
    "parameter_experiments",
    "parameters_by_scenario",
    "pinned_probability",
    "plausibility",
    "prepare",
    "probability",
    "programme_zones",
    "promise_as_printed",
    "promise_point",
    "promise_record",
    "reached",
    "realisation_table",
    "required_investment",
    "required_investment_table",
    "required_multiple",
    "response_robustness",
    "response_table",
    "restated_figures",
    "rules_of_thumb",
    "simulate",
    "skill_by_member",
    "sobol",
    "stream",
    "target_results",
    "tidy",
    "tornado",
    "weak_assumptions",
    "zone_chains",
    "zone_cost_pooling",
    "zone_costs_by_basis",
    "zone_courses",
    "zone_growth",
    "zone_overview",
    "zone_past_courses",
    "zone_percents",
    "zone_plans",
    "zone_results",
    "zone_units",
]

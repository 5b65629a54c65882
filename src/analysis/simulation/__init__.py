"""Scenario to draws, draws to ledger, ledger to answers."""

from analysis.simulation.evidence import LENSES, TABLE_YEAR, Evidence, gather
from analysis.simulation.preparation import prepare
from analysis.simulation.readings import READING_WORDS, READINGS, reached
from analysis.simulation.simulate import Simulation, simulate
from analysis.simulation.summary import RESULT_COLUMNS, tidy
from analysis.simulation.target.answers import (
    answers_table,
    break_even_frontier,
    required_investment,
)
from analysis.simulation.target.chances import expected_shortfall, probability
from analysis.simulation.target.requirements import break_even_cost, required_multiple
from analysis.simulation.target.sensitivity import one_at_a_time, weak_assumptions
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
    "LENSES",
    "MEASURE_WORDS",
    "READINGS",
    "READING_WORDS",
    "RESULT_COLUMNS",
    "TABLE_YEAR",
    "Evidence",
    "Simulation",
    "ZoneGrowth",
    "answers_table",
    "break_even_cost",
    "break_even_frontier",
    "capital_table",
    "coherent_employment",
    "errors_by_horizon",
    "expected_shortfall",
    "forecast_places",
    "gather",
    "lens_agreement",
    "lens_comparison",
    "lens_results",
    "money_by_cluster",
    "money_by_year",
    "one_at_a_time",
    "plausibility",
    "prepare",
    "probability",
    "programme_zones",
    "promise_as_printed",
    "promise_record",
    "reached",
    "realisation_table",
    "required_investment",
    "required_multiple",
    "response_robustness",
    "response_table",
    "restated_figures",
    "simulate",
    "skill_by_member",
    "tidy",
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

"""Scenario to draws, draws to ledger, ledger to answers."""

from analysis.simulation.answers import (
    answers_table,
    break_even_frontier,
    required_investment,
)
from analysis.simulation.evidence import Evidence, gather
from analysis.simulation.forecast_record import (
    errors_by_horizon,
    forecast_places,
    skill_by_member,
)
from analysis.simulation.plausibility import plausibility, promise_as_printed, restated_figures
from analysis.simulation.readings import (
    READING_WORDS,
    READINGS,
    expected_shortfall,
    probability,
    reached,
)
from analysis.simulation.requirements import break_even_cost, required_multiple
from analysis.simulation.sensitivity import one_at_a_time, weak_assumptions
from analysis.simulation.simulate import Simulation, simulate
from analysis.simulation.summary import RESULT_COLUMNS, tidy

__all__ = [
    "READINGS",
    "READING_WORDS",
    "RESULT_COLUMNS",
    "Evidence",
    "Simulation",
    "answers_table",
    "break_even_cost",
    "break_even_frontier",
    "errors_by_horizon",
    "expected_shortfall",
    "forecast_places",
    "gather",
    "one_at_a_time",
    "plausibility",
    "probability",
    "promise_as_printed",
    "reached",
    "required_investment",
    "required_multiple",
    "restated_figures",
    "simulate",
    "skill_by_member",
    "tidy",
    "weak_assumptions",
]

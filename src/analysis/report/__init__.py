"""Tables, figures and sentences from results."""

from analysis.report.figures import (
    fan_chart,
    interval_chart,
    level_chart,
    money_by_year,
    pit_chart,
    waterfall,
    zone_cost_chart,
)
from analysis.report.results import answer, save_results
from analysis.report.style import use_style
from analysis.report.tables import band, number, table
from analysis.report.verdict import chance, verdict

__all__ = [
    "answer",
    "band",
    "chance",
    "fan_chart",
    "interval_chart",
    "level_chart",
    "money_by_year",
    "number",
    "pit_chart",
    "save_results",
    "table",
    "use_style",
    "verdict",
    "waterfall",
    "zone_cost_chart",
]

"""Figures from tidy results."""

from analysis.report.figures.of_errors import pit_chart
from analysis.report.figures.of_jobs import interval_chart, waterfall, zone_cost_chart
from analysis.report.figures.over_time import fan_chart, level_chart, money_by_year

__all__ = [
    "fan_chart",
    "interval_chart",
    "level_chart",
    "money_by_year",
    "pit_chart",
    "waterfall",
    "zone_cost_chart",
]

"""Figures from tidy results."""

from analysis.report.figures.of_errors import pit_chart
from analysis.report.figures.of_jobs import interval_chart, waterfall
from analysis.report.figures.of_lenses import lens_chart, response_chart
from analysis.report.figures.of_money import band_panels, cluster_chart, money_by_year
from analysis.report.figures.of_zones import growth_chart, zone_cost_chart
from analysis.report.figures.over_time import fan_chart, level_chart

__all__ = [
    "band_panels",
    "cluster_chart",
    "fan_chart",
    "growth_chart",
    "interval_chart",
    "lens_chart",
    "level_chart",
    "money_by_year",
    "pit_chart",
    "response_chart",
    "waterfall",
    "zone_cost_chart",
]

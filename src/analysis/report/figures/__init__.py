"""Figures from tidy results."""

from analysis.report.figures.of_blame import moved_chart
from analysis.report.figures.of_chances import chance_chart, first_year_chart
from analysis.report.figures.of_comparison import (
    news_chart,
    parts_chart,
    scenario_chances,
    scenario_intervals,
)
from analysis.report.figures.of_counterfactual import event_chart, gap_chart, path_chart
from analysis.report.figures.of_discovery import box_chart, trade_off_chart
from analysis.report.figures.of_errors import pit_chart
from analysis.report.figures.of_jobs import interval_chart, waterfall
from analysis.report.figures.of_lenses import lens_chart, response_chart
from analysis.report.figures.of_money import band_panels, cluster_chart, money_by_year
from analysis.report.figures.of_outturn import outturn_panels, promise_strip, skill_chart
from analysis.report.figures.of_sensitivity import sobol_chart, tornado_chart
from analysis.report.figures.of_target import frontier_chart
from analysis.report.figures.of_zones import growth_chart, zone_cost_chart
from analysis.report.figures.over_time import fan_chart, level_chart

__all__ = [
    "band_panels",
    "box_chart",
    "chance_chart",
    "cluster_chart",
    "event_chart",
    "fan_chart",
    "first_year_chart",
    "frontier_chart",
    "gap_chart",
    "growth_chart",
    "interval_chart",
    "lens_chart",
    "level_chart",
    "money_by_year",
    "moved_chart",
    "news_chart",
    "outturn_panels",
    "parts_chart",
    "path_chart",
    "pit_chart",
    "promise_strip",
    "response_chart",
    "scenario_chances",
    "scenario_intervals",
    "skill_chart",
    "sobol_chart",
    "tornado_chart",
    "trade_off_chart",
    "waterfall",
    "zone_cost_chart",
]

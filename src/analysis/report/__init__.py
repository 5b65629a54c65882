"""Tables, figures and sentences from results."""

from analysis.report.figures import (
    band_panels,
    cluster_chart,
    fan_chart,
    growth_chart,
    interval_chart,
    lens_chart,
    level_chart,
    money_by_year,
    pit_chart,
    response_chart,
    waterfall,
    zone_cost_chart,
)
from analysis.report.paragraphs import (
    lens_paragraph,
    paragraph,
    plan_paragraph,
    print_paragraph,
    response_paragraph,
    stock_paragraph,
)
from analysis.report.results import answer, save_results
from analysis.report.stock import met_before, stock_answer, swing_table
from analysis.report.style import use_style
from analysis.report.tables import band, number, span, table
from analysis.report.verdict import chance, verdict

__all__ = [
    "answer",
    "band",
    "band_panels",
    "chance",
    "cluster_chart",
    "fan_chart",
    "growth_chart",
    "interval_chart",
    "lens_chart",
    "lens_paragraph",
    "level_chart",
    "met_before",
    "money_by_year",
    "number",
    "paragraph",
    "pit_chart",
    "plan_paragraph",
    "print_paragraph",
    "response_chart",
    "response_paragraph",
    "save_results",
    "span",
    "stock_answer",
    "stock_paragraph",
    "swing_table",
    "table",
    "use_style",
    "verdict",
    "waterfall",
    "zone_cost_chart",
]

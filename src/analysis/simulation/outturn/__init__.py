"""Forecasts held against what happened: the only part that opens figures after `as_of`."""

from analysis.simulation.outturn.bands import outturn_bands
from analysis.simulation.outturn.blame import Blame, blame, blame_by_outturn
from analysis.simulation.outturn.figures import Opened, opened, outturns, programme_promise
from analysis.simulation.outturn.forecast import Forecast
from analysis.simulation.outturn.job_records import job_records, plans_after
from analysis.simulation.outturn.promise_scores import (
    class_forecasts,
    promise_scores,
    promise_tally,
)
from analysis.simulation.outturn.results import outturn_results
from analysis.simulation.outturn.revisions import revision_table
from analysis.simulation.outturn.scores import (
    LEADING,
    coverage_table,
    score_table,
    scored_origins,
    skill_by_item,
)
from analysis.simulation.outturn.words import item_words

__all__ = [
    "LEADING",
    "Blame",
    "Forecast",
    "Opened",
    "blame",
    "blame_by_outturn",
    "class_forecasts",
    "coverage_table",
    "item_words",
    "job_records",
    "opened",
    "outturn_bands",
    "outturn_results",
    "outturns",
    "plans_after",
    "programme_promise",
    "promise_scores",
    "promise_tally",
    "revision_table",
    "score_table",
    "scored_origins",
    "skill_by_item",
]

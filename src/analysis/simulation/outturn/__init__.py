"""Forecasts held against what happened: the only part that opens figures after `as_of`."""

from analysis.simulation.outturn.bands import outturn_bands
from analysis.simulation.outturn.blame import BY_SOURCE, Blame, blame, blame_sources
from analysis.simulation.outturn.blame_tables import (
    blame_by_outturn,
    seen_readings,
    source_table,
)
from analysis.simulation.outturn.figures import Opened, opened, outturns, programme_promise
from analysis.simulation.outturn.forecast import Forecast
from analysis.simulation.outturn.job_records import job_records, plans_after
from analysis.simulation.outturn.promise_scores import (
    class_forecasts,
    money_class_subjects,
    promise_scores,
    promise_tally,
)
from analysis.simulation.outturn.results import outturn_results
from analysis.simulation.outturn.revisions import revision_table
from analysis.simulation.outturn.scores import (
    COUNTED,
    LEADING,
    coverage_table,
    score_table,
    scored_origins,
    skill_by_item,
)
from analysis.simulation.outturn.words import (
    bound_words,
    item_words,
    subject_words,
    unit_words,
)

__all__ = [
    "BY_SOURCE",
    "COUNTED",
    "LEADING",
    "Blame",
    "Forecast",
    "Opened",
    "blame",
    "blame_by_outturn",
    "blame_sources",
    "bound_words",
    "class_forecasts",
    "coverage_table",
    "item_words",
    "job_records",
    "money_class_subjects",
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
    "seen_readings",
    "skill_by_item",
    "source_table",
    "subject_words",
    "unit_words",
]

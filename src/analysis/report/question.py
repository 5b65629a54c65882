"""What is asked: the promise, and when it was printed against what a scenario may see."""

import pandas as pd

from analysis.report.paragraphs import Paragraph, paragraph
from analysis.report.tables import number
from analysis.scenario import Scenario, read_programme

__all__ = ["question_paragraph"]

_ASKED = ("target_jobs", "investment_need_rub_bn")


def question_paragraph(scenario: Scenario) -> Paragraph:
    """Say that the promise is the question, and when it was printed.

    Parameters
    ----------
    scenario
        Resolved scenario.

    Returns
    -------
    Paragraph
        Promise, date of print, and whether that is after the information set; a number that the
        scenario changes is said not to be the printed one.
    """
    programme = read_programme(scenario.programme)
    asked = (
        f"{scenario.target_jobs:,} workplaces by {scenario.horizon} out of RUB "
        f"{number(scenario.investment_need_rub_bn)} bn"
    )
    facts = [programme.facts[name] for name in _ASKED if name in programme.facts]
    dates = sorted({pd.Timestamp(fact.published_on) for fact in facts})
    opening = f"The promise of {programme.title} is the question here, no evidence: {asked}."
    if not dates:
        return paragraph(f"{opening} No date of its print is on file.")
    printed = " and ".join(date.date().isoformat() for date in dates)
    late = dates[-1].year > scenario.as_of
    when = (
        f", later than the information set of {scenario.as_of}: nothing but the terms of the "
        "promise itself is of that date"
        if late
        else f", within the information set of {scenario.as_of}"
    )
    changed = [
        name
        for name in _ASKED
        if name in programme.parameters and programme.parameters[name] != getattr(scenario, name)
    ]
    note = " The scenario asks for other numbers than were printed." if changed else ""
    return paragraph(f"{opening} It was printed on {printed}{when}.{note}")

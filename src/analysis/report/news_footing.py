"""What the news between information sets rests on: how few reports, and how many draws."""

from analysis.report.paragraphs import Paragraph, paragraph
from analysis.report.tables import number
from analysis.scenario import read_programme
from analysis.simulation import Simulation
from analysis.simulation.comparison.measures import measured
from analysis.simulation.comparison.news import News
from analysis.simulation.views.money import promise_record

__all__ = ["footing_paragraph"]


def footing_paragraph(sim: Simulation, found: News) -> Paragraph:
    """Say how many reports and draws stand behind the news.

    Parameters
    ----------
    sim
        The present case.
    found
        News up to its information set.

    Returns
    -------
    Paragraph
        Reports of the zone record, subjects of the reference class and how many of them are the
        programme's own, and the answer counted from all draws of the case.
    """
    case = sim.scenario
    last = found.levels.iloc[-1]
    whole = measured(sim.prepared)[found.outcome]
    return paragraph(
        f"{_zones(sim)} {_promises(sim)} Parts come from {found.draws:,} draws each, which give "
        f"{number(float(last[found.outcome]))} for {int(last['as_of'])}; all {case.draws:,} draws "
        f"of the case give {number(whole)}, and the difference is the error of counting."
    )


def _zones(sim: Simulation) -> str:
    reports = sim.evidence.zone_records
    zones = reports["subject"].nunique()
    return (
        f"By {sim.scenario.as_of} the zone record is {_count(len(reports), 'report')} of "
        f"{_count(zones, 'zone')}, so a piece of news from it is hardly more than one print."
    )


def _promises(sim: Simulation) -> str:
    record = promise_record(sim.scenario)
    members = record.loc[record["class_weight"].notna(), "subject"].unique().tolist()
    own = set(members) & set(read_programme(sim.scenario.programme).subjects)
    mine = f", {_count(len(own), 'of them the programme')}'s own" if own else ""
    return f"The reference class of promises is {_count(len(members), 'subject')}{mine}."


def _count(number_of: int, word: str) -> str:
    plural = "" if number_of == 1 or " " in word else "s"
    return f"{number_of} {word}{plural}"

"""How far each assumption moves the answer: one parameter at a time, over its logged range."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.errors import AnalysisError
from analysis.scenario import Scenario, assumptions_log
from analysis.simulation.draws import Draws
from analysis.simulation.evidence import LENSES
from analysis.simulation.preparation import Prepared
from analysis.simulation.readings import READINGS, reached
from analysis.simulation.target.counting import ask_draws
from analysis.simulation.target.moved import first_draws, moved

__all__ = ["one_at_a_time", "weak_assumptions"]


def weak_assumptions(scenario: Scenario) -> list[str]:
    """Name the numeric assumptions with weak evidence and high impact.

    Parameters
    ----------
    scenario
        Resolved scenario.

    Returns
    -------
    list of str
        Parameters rated red for quality and high for impact, with a range, that may vary.
    """
    log = assumptions_log(scenario)
    chosen = log[(log["quality"] == "red") & (log["impact"] == "high") & (log["low"] < log["high"])]
    return chosen["name"].tolist()


def one_at_a_time(scenario: Scenario, names: Sequence[str] | None = None) -> pd.DataFrame:
    """Move one parameter at a time to both ends of its range in the assumptions log.

    Parameters
    ----------
    scenario
        Resolved scenario; every other parameter keeps its value.
    names
        Parameters to move; `weak_assumptions`, and each lens of the pool alone, if not given.

    Returns
    -------
    DataFrame
        One row a parameter and end; columns parameter, value, and the probability of the target
        under each reading. The first row, parameter "as assumed", is the scenario itself.

    Notes
    -----
    All rows share their random numbers, so they differ by the parameter alone; each is made of the
    scenario's own draws, or of the first 20,000. An end that another parameter rules out is left
    out.
    """
    log = assumptions_log(scenario).set_index("name")
    moved_to: list[tuple[str, float | str]] = [("as assumed", "")]
    for name in weak_assumptions(scenario) if names is None else names:
        moved_to += [(name, log[end].astype(float)[name]) for end in ("low", "high")]
    if names is None and scenario.jobs_lens == "pooled":
        moved_to += [("jobs_lens", lens) for lens in LENSES]
    base = first_draws(scenario)
    rows = []
    for name, value in moved_to:
        changes = {} if name == "as assumed" else {name: value}
        try:
            case = moved(base, changes) if changes else base
        except AnalysisError:
            continue
        rows.append((name, value, *_chances(case)))
    return pd.DataFrame(rows, columns=["parameter", "value", *READINGS])


def _chances(case: Prepared) -> list[float]:
    """Share of draws that meet the target at the horizon, reading by reading."""
    target = case.scenario.target_jobs

    def meeting(draws: Draws) -> list[int]:
        return [int(np.count_nonzero(reached(draws, each)[-1] >= target)) for each in READINGS]

    counts = zip(*ask_draws(case, meeting), strict=True)
    return [sum(count) / case.scenario.draws for count in counts]

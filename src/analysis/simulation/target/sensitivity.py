"""How far each assumption moves the answer: one parameter at a time, over its logged range."""

from collections.abc import Sequence

import pandas as pd

from analysis.errors import AnalysisError
from analysis.scenario import Scenario, assumptions_log, from_parameters
from analysis.simulation.evidence import LENSES
from analysis.simulation.readings import READINGS
from analysis.simulation.simulate import simulate
from analysis.simulation.target.chances import probability

__all__ = ["one_at_a_time", "weak_assumptions"]

# As many as notebooks show, so that the scenario itself has the same probability everywhere.
_DRAWS = 20_000


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
    moved: list[tuple[str, float | str]] = [("as assumed", "")]
    for name in weak_assumptions(scenario) if names is None else names:
        moved += [(name, log[end].astype(float)[name]) for end in ("low", "high")]
    if names is None and scenario.jobs_lens == "pooled":
        moved += [("jobs_lens", lens) for lens in LENSES]
    draws = min(scenario.draws, _DRAWS)
    rows = []
    for name, value in moved:
        changes = {} if name == "as assumed" else {name: value}
        try:
            case = from_parameters(**{**scenario.model_dump(), "draws": draws, **changes})
        except AnalysisError:
            continue
        sim = simulate(case)
        rows.append((name, value, *(probability(sim, reading) for reading in READINGS)))
    return pd.DataFrame(rows, columns=["parameter", "value", *READINGS])

"""Model mode: the simulation alone, without a notebook."""

import pandas as pd

from analysis.execution.sweeps.case_work import Desk
from analysis.scenario import Scenario
from analysis.simulation import simulate

__all__ = ["results"]


def results(case: Scenario, desk: Desk) -> pd.DataFrame:  # noqa: ARG001  (nothing else is left)
    """Simulate a scenario and summarise its draws.

    Parameters
    ----------
    case
        Resolved scenario.
    desk
        Where other modes leave more than results.

    Returns
    -------
    DataFrame
        Tidy results: every variable by year and statistic.

    Notes
    -----
    A worker draws on one thread, because a sweep has one for each processor. What scenarios share,
    evidence and fits, workers work out once and remember.
    """
    return simulate(case).summary()

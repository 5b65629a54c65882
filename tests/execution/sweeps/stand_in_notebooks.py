"""Notebook mode with real kernels, and the stand-in for the model's part of a case."""

import pandas as pd
import stand_in  # beside this file; workers find both by PYTHONPATH

from analysis.execution.sweeps import model_mode, notebook_mode
from analysis.execution.sweeps.case_work import Desk
from analysis.scenario import Scenario

MODE = "stand_in_notebooks:results"


def results(case: Scenario, desk: Desk) -> pd.DataFrame:
    model_mode.results = stand_in.results
    return notebook_mode.results(case, desk)

"""What each draw drew, as numbers that can be averaged, and the parameter behind each."""

import numpy as np
import pandas as pd

from analysis.simulation.simulate import Simulation
from analysis.simulation.target.experiments import experiments

__all__ = ["drawn_inputs", "parameter_of"]

# A sum of what the sources pay is what came, not what was assumed.
_OUTCOMES = ("Money that comes in all",)
# How an input begins, and the parameters of the scenario that set its distribution.
_PARAMETERS = {
    "Private money that comes": "extra_budgetary_realisation_share",
    "Federal money that comes": "federal_realisation_share",
    "Regional money that comes": "regional_realisation_share",
    "Delay": "slip_years",
    "Cost overrun": "cost_overrun_share",
    "Largest cluster": "cluster_concentration",
    "Prices of investment": "baseline",
    "Lens on jobs per ruble": "zone_record_weight, panel_response_weight, capital_intensity_weight",
    "Posts per RUB bn": "jobs_lens",
    "Yield of a budget ruble": "budget_money_job_share",
    "Deadweight": "deadweight_share",
    "Displacement": "displacement_share",
    "Leakage": "leakage_share",
    "Substitution": "substitution_share",
    "Local multiplier": "local_multiplier",
    "Labour reserve": "unemployed_available_share, labour_inflow_share",
    "Density of the stock": "hpw_regional_ratio",
    "Growth of the stock": "hpw_growth_share",
    "New jobs that count": "hpw_new_share",
    "Part of the money that adds": "additional_share",
    "Employed without": "baseline",
    "Investment without": "baseline",
}


def drawn_inputs(sim: Simulation) -> pd.DataFrame:
    """Tabulate what the draws of a simulation drew, in numbers.

    Parameters
    ----------
    sim
        A simulation; its sample is asked.

    Returns
    -------
    DataFrame
        One row a draw, one column an input with its unit: those of
        `analysis.simulation.target.experiments` with a yes or no for each lens, and the region's
        own course.
    """
    frame = experiments(sim)
    frame = frame[[name for name in frame if not str(name).startswith(_OUTCOMES)]]
    columns: dict[str, object] = {}
    for name, values in frame.items():
        if pd.api.types.is_numeric_dtype(values):
            columns[str(name)] = values.to_numpy(dtype=np.float64)
            continue
        for word in sorted(values.unique()):
            columns[f"{name}: {word} (yes or no)"] = (values == word).to_numpy(dtype=np.float64)
    draws, horizon = sim.sample, sim.scenario.horizon
    columns["Part of the money that adds to investment (share)"] = draws.additional_share
    columns[f"Employed without the programme in {horizon} (persons)"] = draws.employment[-1]
    columns[f"Investment without the programme in {horizon} (RUB bn/yr)"] = draws.investment[-1]
    return pd.DataFrame(columns)


def parameter_of(name: str) -> str:
    """Name the parameters that set the distribution of an input.

    Parameters
    ----------
    name
        Column of `drawn_inputs`.

    Returns
    -------
    str
        Names of the assumptions log; ``baseline`` for the region's own course, which has none;
        empty for an input nobody named.
    """
    found = [words for start, words in _PARAMETERS.items() if name.startswith(start)]
    return found[0] if found else ""

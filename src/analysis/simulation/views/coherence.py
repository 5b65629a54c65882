"""The baseline of a region beside those of its district and the nation, made to add up."""

import pandas as pd

from analysis import data
from analysis.models.calibration import packaged
from analysis.models.hierarchy import coherent_forecasts
from analysis.scenario import Scenario
from analysis.simulation.evidence import NATION
from analysis.simulation.evidence.courses import leaves_table, method_breaks
from analysis.simulation.remembered import remembered
from analysis.simulation.streams import stream

__all__ = ["coherent_employment"]

_DRAWS = 2_000
# The stream of random numbers is one of its arguments, and nobody draws from it afterwards.
_forecasts = remembered(coherent_forecasts)


def coherent_employment(scenario: Scenario) -> pd.DataFrame:
    """Forecast employment of all regions, districts and the nation so that they add up.

    Parameters
    ----------
    scenario
        Resolved scenario; `region`, `as_of`, `horizon` and `seed` decide.

    Returns
    -------
    DataFrame
        Rows the region (if it has no gap), its federal district, the nation, and all regions
        added up; columns node, alone and coherent (median in the year `horizon`, thousand
        persons), and moved (the change from one to the other, a fraction).

    Notes
    -----
    Regions with a gap up to `as_of` are left out, of the sums too. The reconciliation is that of
    `analysis.models.hierarchy.reconcile_medians`.
    """
    regions = data.load_regions()
    wide = leaves_table(data.load_panel(as_of=scenario.as_of), "employed_thousand")
    found = _forecasts(
        wide,
        regions["parent"],
        scenario.horizon - scenario.as_of,
        draws=_DRAWS,
        rng=stream(scenario.seed, "coherent employment"),
        breaks=method_breaks("employed_thousand", scenario.as_of),
        calibration=packaged("employment", until=scenario.as_of),
    )
    last = found[found["year"] == scenario.horizon].set_index("node")[["base", "coherent"]]
    added = last[last.index.isin(wide.columns)].sum()
    nodes = [scenario.region, str(regions["parent"][scenario.region]), NATION]
    names = regions["name_en"].astype(str)
    shown = [
        pd.Series(last.loc[node], name=str(names[node])) for node in nodes if node in last.index
    ]
    table = pd.DataFrame([*shown, added.rename("All regions added up")])
    table = table.rename(columns={"base": "alone"}).rename_axis("node").reset_index()
    table["moved"] = table["coherent"] / table["alone"] - 1
    return table

"""Tidy rows of the counterfactual."""

from collections.abc import Sequence

import pandas as pd

from analysis.scenario import Scenario
from analysis.simulation.counterfactual.pair_tables import conclusion_table, fit_table
from analysis.simulation.counterfactual.study import Pair, Study
from analysis.simulation.counterfactual.study_tables import path_table
from analysis.simulation.summary import tidy

__all__ = ["counterfactual_results"]

_Row = tuple[str, str, int, str, float]


def counterfactual_results(
    scenario: Scenario, pairs: Sequence[Pair], differences: pd.DataFrame
) -> pd.DataFrame:
    """Put paths, gaps, ranks and verdicts into tidy results.

    Parameters
    ----------
    scenario
        Resolved scenario.
    pairs
        As from `pairs_of`.
    differences
        As from `zone_differences`.

    Returns
    -------
    DataFrame
        Columns `RESULT_COLUMNS`. Names begin with ``Counterfactual|``, the outcome and the first
        treated year; whether the rule of fit allows a conclusion is the variable ``Fit is good``, 1
        or 0. Of a pair that cannot be studied, or that is matched exactly, that is the only row.
    """
    fits, gaps = fit_table(pairs), conclusion_table(scenario, pairs)
    rows: list[_Row] = []
    for pair, fit, gap in zip(pairs, fits.to_dict("records"), gaps.to_dict("records"), strict=True):
        name = f"Counterfactual|{fit['outcome']}|From {pair.treated_from}"
        rows.append((f"{name}|Fit is good", "1 or 0", scenario.as_of, "value", float(fit["good"])))
        if isinstance(pair.study, str) or pair.study.fit.exact:
            continue
        rows += _paths(name, pair, pair.study)
        last = pair.study.table.after[-1]
        rows += [
            (f"{name}|Mean gap", str(gap["unit"]), last, "mean", float(gap["mean_gap"])),
            (f"{name}|Placebo p-value", "fraction", last, "value", float(gap["p_value"])),
            (f"{name}|Misfit before", "fraction of the spread", pair.treated_from - 1, "value",
             float(fit["misfit_share"])),
        ]  # fmt: skip
    return tidy(scenario, rows + _zones(differences))


def _paths(name: str, pair: Pair, study: Study) -> list[_Row]:
    paths, table = path_table(pair), study.table
    paths["gap"] = paths["observed"] - paths["synthetic"]
    years = table.levels.index.tolist()
    units = {"observed": table.unit, "synthetic": table.unit, "gap": table.gap_unit}
    return [
        (f"{name}|{column.capitalize()}", unit, year, "value", float(value))
        for column, unit in units.items()
        for year, value in zip(years, paths[column], strict=True)
    ]


def _zones(differences: pd.DataFrame) -> list[_Row]:
    rows: list[_Row] = []
    for row in differences.dropna(subset="estimate").to_dict("records"):
        name = f"Counterfactual|{row['outcome']}|First zones"
        year = int(str(row["years"])[-4:])
        unit = str(row["unit"])
        rows += [
            (f"{name}|Difference", unit, year, "mean", float(row["estimate"])),
            (f"{name}|Difference|Lower", unit, year, "value", float(row["low"])),
            (f"{name}|Difference|Upper", unit, year, "value", float(row["high"])),
            (f"{name}|p-value by lot", "fraction", year, "value", float(row["lots_p_value"])),
        ]
    return rows

"""One study as tables: paths, gaps, weights, placebos and variants."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis import data
from analysis.models.placebos import LEAST_WEIGHT, comparison_table
from analysis.models.synthetic_fit import SyntheticControl
from analysis.simulation.counterfactual.study import Pair

__all__ = [
    "Units",
    "gap_table",
    "path_table",
    "placebo_table",
    "units_of",
    "variant_table",
    "weight_table",
]


class Units(NamedTuple):
    """Units of one study.

    Attributes
    ----------
    level, gap
        Of the levels, and of differences between them.
    """

    level: str
    gap: str


def units_of(pair: Pair) -> Units:
    """Say in which units a study is.

    Parameters
    ----------
    pair
        As from `study_pair`.

    Returns
    -------
    Units
        Of levels and of gaps.
    """
    if isinstance(pair.study, str):
        return Units("no unit", "no unit")
    return Units(pair.study.table.unit, pair.study.table.gap_unit)


def path_table(pair: Pair) -> pd.DataFrame:
    """Put the region beside its synthetic self year by year.

    Parameters
    ----------
    pair
        As from `study_pair`.

    Returns
    -------
    DataFrame
        By year: observed, synthetic, augmented, left_out_low, left_out_high (the lowest and the
        highest counterfactual without one donor); units of the outcome table. The counterfactuals
        are missing after an exact match, which leaves them open; no row without a study.
    """
    study, columns = pair.study, ["observed", "synthetic", "augmented"]
    ends = ["left_out_low", "left_out_high"]
    if isinstance(study, str):
        return pd.DataFrame(columns=[*columns, *ends]).rename_axis(index="year")
    fit, augmented = study.fit, study.augmented
    others = pd.DataFrame({name: each.synthetic for name, each in study.left_out.items()})
    table = pd.DataFrame({"observed": fit.observed, "synthetic": fit.synthetic})
    table["augmented"] = np.nan if isinstance(augmented, str) else augmented.synthetic
    table["left_out_low"], table["left_out_high"] = others.min(axis=1), others.max(axis=1)
    if fit.exact:
        table.loc[table.index >= pair.treated_from, [*columns[1:], *ends]] = np.nan
    return table.rename_axis(index="year").astype(float)


def gap_table(pair: Pair) -> pd.DataFrame:
    """Put the gaps of the region and of every donor, as if it had been treated, side by side.

    Parameters
    ----------
    pair
        As from `study_pair`.

    Returns
    -------
    DataFrame
        Years x regions, the region first; units of the outcome table. Regions matched exactly are
        left out, for their gaps are not determined; empty without a study.
    """
    if isinstance(pair.study, str):
        return pd.DataFrame()
    space = pair.study.space
    fits = {space.treated: space.fit} | space.placebos
    kept = [name for name, fit in fits.items() if not fit.exact]
    return space.gaps[kept].rename_axis(index="year", columns="code")


def weight_table(pair: Pair) -> pd.DataFrame:
    """List the donors in use.

    Parameters
    ----------
    pair
        As from `study_pair`.

    Returns
    -------
    DataFrame
        Columns code, region, weight, mean_gap_without (mean gap if the donor is left out), largest
        weight first. Empty without a study and after an exact match, where the mix is one of many.
    """
    study, columns = pair.study, ["code", "region", "weight", "mean_gap_without"]
    if isinstance(study, str) or study.fit.exact:
        return pd.DataFrame(columns=columns)
    weights = study.fit.weights[study.fit.weights > LEAST_WEIGHT].sort_values(ascending=False)
    gaps = {code: fit.mean_gap for code, fit in study.left_out.items()}
    table = weights.rename_axis("code").reset_index()
    table["region"] = table["code"].map(data.load_regions()["name_en"])
    return table.assign(mean_gap_without=table["code"].map(gaps))[columns]


def placebo_table(pair: Pair, rows: int) -> pd.DataFrame:
    """Rank the region among its donors, each taken as if it had been treated.

    Parameters
    ----------
    pair
        As from `study_pair`.
    rows
        Rows from the top; the region's own row is kept wherever it stands.

    Returns
    -------
    DataFrame
        Columns rank, code, region, pre_rmspe, post_rmspe, mean_gap, ratio (after over before).
        Regions matched exactly share the first ranks and one row: their gaps are not determined.
        Empty without a study.
    """
    columns = ["rank", "code", "region", "pre_rmspe", "post_rmspe", "mean_gap", "ratio"]
    if isinstance(pair.study, str):
        return pd.DataFrame(columns=columns)
    space = pair.study.space
    fits = {space.treated: space.fit} | space.placebos
    table = comparison_table(fits).loc[space.ratios.index].rename_axis("code").reset_index()
    table["region"] = table["code"].map(data.load_regions()["name_en"])
    table["rank"] = table["ratio"].rank(ascending=False, method="max").astype(int)
    endless = np.isinf(table["ratio"])
    count = int(endless.sum())
    records = table[~endless].to_dict("records")
    if count:
        several = {"rank": count, "code": "", "region": f"matched exactly ({count})"}
        records.insert(0, {**several, "ratio": np.inf})
    table = pd.DataFrame(records, columns=columns)
    shown = (np.arange(len(table)) < rows) | (table["code"] == space.treated)
    found: pd.DataFrame = table[shown].reset_index(drop=True)
    return found


def variant_table(pair: Pair) -> pd.DataFrame:
    """Put the ways to build the counterfactual side by side.

    Parameters
    ----------
    pair
        As from `study_pair`.

    Returns
    -------
    DataFrame
        Columns variant, fitted_to, looked_at (years), misfit_share, post_rmspe and mean_gap
        (missing after an exact match); a variant that cannot be built has its reason in fitted_to.
        Empty without a study.
    """
    columns = ["variant", "fitted_to", "looked_at", "misfit_share", "post_rmspe", "mean_gap"]
    study = pair.study
    if isinstance(study, str):
        return pd.DataFrame(columns=columns)
    words = "too few years before the treatment"
    variants: dict[str, SyntheticControl | str] = {
        "synthetic control": study.fit,
        "ridge-augmented": study.augmented,
        "placebo in time": words if study.held_out is None else study.held_out,
    }
    rows = [
        {"variant": name, "fitted_to": fit}
        if isinstance(fit, str)
        else {"variant": name, "fitted_to": _span(fit.before), "looked_at": _span(fit.after)}
        | {"misfit_share": round(fit.share, 3)}
        | ({} if fit.exact else {"post_rmspe": fit.post_rmspe, "mean_gap": fit.mean_gap})
        for name, fit in variants.items()
    ]
    return pd.DataFrame(rows).reindex(columns=columns)


def _span(values: pd.Series) -> str:
    return f"{values.index[0]}-{values.index[-1]}"

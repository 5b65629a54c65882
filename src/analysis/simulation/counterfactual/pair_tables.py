"""All pairs side by side: the fit first, then the gaps, then what a break hides."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.scenario import Scenario
from analysis.simulation.counterfactual.outcome_tables import OUTCOMES
from analysis.simulation.counterfactual.study import Pair, Study, study_pair
from analysis.simulation.counterfactual.treatments import regimes_from

__all__ = ["LEVEL", "bridged_table", "conclusion_table", "fit_table"]

# Coverage of intervals; a rank as unusual as the rest is called a move.
LEVEL = 0.9


def fit_table(pairs: Sequence[Pair]) -> pd.DataFrame:
    """Say how well each pair is matched before the treatment, and what the rule makes of it.

    Parameters
    ----------
    pairs
        As from `pairs_of`.

    Returns
    -------
    DataFrame
        Columns outcome, treated_from, years_before, years_after, donors, misfit_share (error before
        the treatment over the spread of the outcome), donors_misfit_share (median of the donors as
        placebos), matched_exactly (share of them), good, reasons (also of a pair that cannot be
        studied), cut (years on the other side of a break).
    """
    columns = ["outcome", "treated_from", "years_before", "years_after", "donors", "misfit_share"]
    columns += ["donors_misfit_share", "matched_exactly", "good", "reasons", "cut"]
    rows = [_labels(pair) | _fit_row(pair) for pair in pairs]
    return pd.DataFrame(rows).reindex(columns=columns)


def conclusion_table(scenario: Scenario, pairs: Sequence[Pair]) -> pd.DataFrame:
    """Put the gaps of all pairs side by side, with the verdict on each.

    Parameters
    ----------
    scenario
        Resolved scenario, for the events of its region.
    pairs
        As from `pairs_of`.

    Returns
    -------
    DataFrame
        Columns outcome, treated_from, on_file (what reached the region then), good, unit, mean_gap
        (over the years from the first treated one on), low and high (at `LEVEL`: effects, the
        same in each year, that placebos do not rule out; infinite where they rule out nothing,
        missing where they rule out all), p_value (rank among the placebos), units (ranked),
        augmented_gap, left_out_low and left_out_high (mean gap without one donor). Missing where a
        pair cannot be studied or is matched exactly: many mixes of donors then match it, and each
        has another gap.
    """
    rows = [
        _labels(pair)
        | {"on_file": _on_file(scenario, pair), "good": _good(pair), "unit": ""}
        | (_gap_row(pair.study) if isinstance(pair.study, Study) else {})
        for pair in pairs
    ]
    numbers = ["mean_gap", "low", "high", "p_value", "units", "augmented_gap"]
    ends = ["left_out_low", "left_out_high"]
    columns = ["outcome", "treated_from", "on_file", "good", "unit", *numbers, *ends]
    table = pd.DataFrame(rows).reindex(columns=columns)
    return table.astype(dict.fromkeys(numbers + ends, float))


def bridged_table(scenario: Scenario, pairs: Sequence[Pair]) -> pd.DataFrame:
    """Look across the breaks that cut a pair: what would be seen, and why it is not relied on.

    Parameters
    ----------
    scenario
        Resolved scenario.
    pairs
        As from `pairs_of`, cut at breaks.

    Returns
    -------
    DataFrame
        Pairs that a break cut only: outcome, treated_from, cut, jumping (regions left out because
        their largest change stands at a break), donors, years_before, misfit_share, mean_gap,
        p_value, reasons. Nothing may be concluded from it.
    """
    rows = []
    for pair in pairs:
        if isinstance(pair.study, str) or not pair.study.table.cut:
            continue
        across = study_pair(scenario, pair.name, pair.treated_from, bridged=True)
        row = _labels(pair) | _fit_row(across) | {"cut": pair.study.table.cut}
        if isinstance(across.study, Study):
            row |= {"jumping": len(across.study.table.jumping), **_gap_row(across.study)}
        rows.append(row)
    columns = ["outcome", "treated_from", "cut", "jumping", "donors", "years_before"]
    columns += ["misfit_share", "mean_gap", "p_value", "reasons"]
    return pd.DataFrame(rows).reindex(columns=columns)


def _labels(pair: Pair) -> dict[str, object]:
    return {"outcome": OUTCOMES[pair.name].label, "treated_from": pair.treated_from}


def _on_file(scenario: Scenario, pair: Pair) -> str:
    return regimes_from(scenario, pair.treated_from) or "nothing: a placebo"


def _good(pair: Pair) -> bool:
    return isinstance(pair.study, Study) and pair.study.verdict.good


def _fit_row(pair: Pair) -> dict[str, object]:
    study = pair.study
    if isinstance(study, str):
        return {"good": False, "reasons": study, "cut": ""}
    others = list(study.space.placebos.values())
    return {
        "years_before": len(study.table.before),
        "years_after": len(study.table.after),
        "donors": len(others),
        "misfit_share": study.verdict.share,
        "donors_misfit_share": float(np.median([each.share for each in others])),
        "matched_exactly": float(np.mean([each.exact for each in others])),
        "good": study.verdict.good,
        "reasons": "; ".join(study.verdict.reasons),
        "cut": study.table.cut,
    }


def _gap_row(study: Study) -> dict[str, object]:
    units = {"unit": study.table.gap_unit, "units": 1 + len(study.space.placebos)}
    if study.fit.exact:
        return units
    gaps = [each.mean_gap for each in study.left_out.values()]
    low, high = study.space.effect_interval(LEVEL)
    augmented = study.augmented
    return units | {
        "mean_gap": study.fit.mean_gap,
        "low": low,
        "high": high,
        "p_value": study.space.p_value(),
        "augmented_gap": np.nan if isinstance(augmented, str) else augmented.mean_gap,
        "left_out_low": min(gaps, default=np.nan),
        "left_out_high": max(gaps, default=np.nan),
    }

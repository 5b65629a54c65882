"""Sentences on the counterfactual: what the rule of fit allows, and nothing beyond it."""

import math
from collections.abc import Sequence

import pandas as pd

from analysis.report.paragraphs import Paragraph, paragraph
from analysis.report.tables import number
from analysis.simulation.counterfactual.outcome_tables import OUTCOMES
from analysis.simulation.counterfactual.pair_tables import LEVEL
from analysis.simulation.counterfactual.study import Pair

__all__ = [
    "counterfactual_answer",
    "donors_paragraph",
    "fit_title",
    "fits_paragraph",
    "study_paragraph",
    "zones_paragraph",
]

# As unusual as this by chance alone in one comparison of ten.
_UNUSUAL = 1 - LEVEL
_FEW = 10


def fit_title(pair: Pair) -> str:
    """Title a figure of one pair with the verdict on its fit.

    Parameters
    ----------
    pair
        As from `analysis.simulation.counterfactual.study_pair`.

    Returns
    -------
    str
        Outcome, date and verdict.
    """
    label = OUTCOMES[pair.name].label
    if isinstance(pair.study, str):
        return f"{label}, from {pair.treated_from}\ncannot be compared"
    verdict = pair.study.verdict
    share = f"misfit {number(verdict.share, 2)} of the spread"
    words = "fit allows a conclusion" if verdict.good else "fit allows no conclusion"
    return f"{label}, from {pair.treated_from}\n{words} ({share})"


def donors_paragraph(
    counts: pd.DataFrame, treated: pd.DataFrame, zones: tuple[int, float]
) -> Paragraph:
    """Say who stands in, who does not, and what the table of events cannot rule out.

    Parameters
    ----------
    counts
        As from `analysis.simulation.counterfactual.donor_counts`.
    treated
        As from `analysis.simulation.counterfactual.treated_regions`.
    zones
        As from `analysis.simulation.counterfactual.zones_on_file`.

    Returns
    -------
    Paragraph
        Numbers of regions, and of zones without a dated event.
    """
    by_role = counts.set_index("reason")["regions"]
    kept, all_regions = int(by_role.get("donor", 0)), int(by_role.sum())
    dated, reported = zones
    missing = (
        "How many zones the country has is not on file by then."
        if math.isnan(reported)
        else f"Of {reported:.0f} zones reported for the country by then {dated} have a dated "
        f"event on file, so some donors may hold a zone; that would pull gaps towards zero."
    )
    return paragraph(
        f"{kept} of {all_regions} regions stand in. {len(treated)} regions are on file as reached "
        f"by a zone, cluster or programme and never stand in, whenever that was. {missing}"
    )


def fits_paragraph(fits: pd.DataFrame) -> Paragraph:
    """Say how many pairs the rule of fit lets pass, before any gap is shown.

    Parameters
    ----------
    fits
        As from `analysis.simulation.counterfactual.fit_table`.

    Returns
    -------
    Paragraph
        Counts of what the rule says, of exact matches, and of pairs that a break cut.
    """
    studied = fits.dropna(subset="misfit_share")
    good, unstudied = int(fits["good"].sum()), len(fits) - len(studied)
    exact = int((studied["misfit_share"] == 0).sum())
    cut = int((fits["cut"] != "").sum())
    words = [
        f"Of {len(fits)} pairs of outcome and date the rule of fit allows a conclusion from {good}."
    ]
    if unstudied:
        words.append(f"Not to be studied at all: {unstudied}.")
    if exact:
        words.append(
            f"Matched without error: {exact}, which is no good sign: with so many donors for so "
            f"few years many mixes match, each goes on differently, and no gap is given."
        )
    if cut:
        words.append(f"Cut by a break of the series: {cut}.")
    return paragraph(" ".join(words))


def study_paragraph(pair: Pair) -> Paragraph:
    """Say what one comparison shows, if the rule of fit allows it to show anything.

    Parameters
    ----------
    pair
        As from `analysis.simulation.counterfactual.study_pair`.

    Returns
    -------
    Paragraph
        The verdict first; the gap and its rank; how far one donor or the augmented variant moves
        it.
    """
    study = pair.study
    if isinstance(study, str):
        return paragraph(f"This pair cannot be compared: {study}.")
    if not study.verdict.good:
        reasons = "; ".join(study.verdict.reasons)
        return paragraph(f"The rule of fit allows no conclusion here: {reasons}. None is drawn.")
    gaps = [each.mean_gap for each in study.left_out.values()] or [study.fit.mean_gap]
    space, unit = study.space, study.table.gap_unit
    augmented = study.augmented
    other = (
        ""
        if isinstance(augmented, str)
        else f" The augmented variant gives {number(augmented.mean_gap)}."
    )
    return paragraph(
        f"The rule of fit allows a conclusion. From {pair.treated_from} on the region is "
        f"{number(space.fit.mean_gap)} ({unit}) away from its synthetic self in the mean; a gap "
        f"as unusual has a probability of {number(space.p_value(), 2)} by chance among "
        f"{1 + len(space.placebos)} regions: {_move(space.p_value())}. Without one donor the mean "
        f"gap is {number(min(gaps))} to {number(max(gaps))}.{other} What else happened to the "
        f"region in these years is in the gap as well."
    )


def zones_paragraph(
    differences: pd.DataFrame, names: Sequence[str], pretrend_p_value: float
) -> Paragraph:
    """Say what the comparison of the first zones can carry.

    Parameters
    ----------
    differences
        As from `analysis.simulation.counterfactual.zone_differences`.
    names
        Regions of the first zones.
    pretrend_p_value
        Of the event study drawn; missing if there is none.

    Returns
    -------
    Paragraph
        How many regions carry it, what errors and lots say, and what stood out before the start.
    """
    found = differences.dropna(subset="estimate")
    clear = found[(found["low"] > 0) | (found["high"] < 0)]
    lots = found[found["lots_p_value"] <= _UNUSUAL]
    early = found[(found["pretend_p_value"] <= _UNUSUAL) | (found["pretrend_p_value"] <= _UNUSUAL)]
    held = lots[~lots["outcome"].isin(early["outcome"])]
    count = len(names)
    few = (
        f" With {count} treated regions clustered errors are too small, so the lots decide."
        if count <= _FEW
        else ""
    )
    drawn = (
        ""
        if math.isnan(pretrend_p_value)
        else " The joint test of the years before in the figure has p = "
        f"{number(pretrend_p_value, 2)}."
    )
    return paragraph(
        f"The first zones are those of {count} regions: {', '.join(names)}. Of {len(found)} "
        f"outcomes {len(clear)} differ from zero by the clustered error ({_listed(clear)}) and "
        f"{len(lots)} by lot ({_listed(lots)}; p at most {number(_UNUSUAL, 1)}, which chance alone "
        f"gives for {number(_UNUSUAL * len(found), 2)} of {len(found)}).{few}{drawn} Stood apart "
        f"before they had a zone: {_listed(early)}; a later difference there cannot be laid to it. "
        f"Different by lot without that: {_listed(held)}."
    )


def counterfactual_answer(conclusions: pd.DataFrame, region: str) -> str:
    """State how many pairs allow a conclusion, and what these say.

    Parameters
    ----------
    conclusions
        As from `analysis.simulation.counterfactual.conclusion_table`.
    region
        Name of the region.

    Returns
    -------
    str
        One or two sentences for `analysis.report.answer`.
    """
    good = conclusions[conclusions["good"].astype(bool)]
    start = f"Of {len(conclusions)} pairs of outcome and date the rule of fit"
    if good.empty:
        return (
            f"{start} allows a conclusion from none: whether {region} moved away from its "
            f"synthetic self cannot be told from these figures, neither that it did nor that it "
            f"did not."
        )
    each = "; ".join(
        f"{row['outcome']} from {int(row['treated_from'])} (on file: {row['on_file']}): "
        f"{number(row['mean_gap'])} ({row['unit']}), p = {number(row['p_value'], 2)}, "
        f"{_move(row['p_value'], str(row['on_file']))}"
        for row in good.to_dict("records")
    )
    return (
        f"{start} allows a conclusion on {region} from {len(good)}: {each}. Judged at p up to "
        f"{number(_UNUSUAL)}, by which {number(_UNUSUAL * len(good), 2)} of {len(good)} would seem "
        f"to move away by chance."
    )


def _move(p_value: float, on_file: str = "") -> str:
    if p_value <= _UNUSUAL and on_file.startswith("nothing"):
        return "a gap where nothing began, which speaks against the method here"
    if p_value <= _UNUSUAL:
        return "it moved away from its synthetic self"
    return "not to be told from regions where nothing began"


def _listed(rows: pd.DataFrame) -> str:
    return ", ".join(rows["outcome"].astype(str)) or "none"

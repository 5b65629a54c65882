"""The sentences draw a conclusion only where the rule of fit allows one."""

import math

import numpy as np
import pandas as pd
import pytest

from analysis.models.placebos import leave_one_out, placebos_in_space
from analysis.models.synthetic_fit import FitVerdict
from analysis.report.counterfactual_paragraphs import (
    counterfactual_answer,
    donors_paragraph,
    fit_title,
    fits_paragraph,
    study_paragraph,
    zones_paragraph,
)
from analysis.simulation.counterfactual.outcome_tables import OUTCOMES, OutcomeTable
from analysis.simulation.counterfactual.study import Pair, Study

CAUSAL = ("effect", "impact", "caused", "because of", "led to")


def pair(*, good: bool, lift: float = 30.0) -> Pair:
    """Nine regions over sixteen years; the first is raised from 2010 on."""
    rng = np.random.default_rng(1)
    steps = rng.standard_normal((16, 2)).cumsum(axis=0) @ rng.random((2, 12))
    levels = pd.DataFrame(steps + rng.standard_normal((16, 12)) / 5, index=range(2000, 2016))
    levels.columns = pd.Index([f"R{number}" for number in range(12)])
    levels.loc[2010:, "R0"] += lift
    study = {"treated": "R0", "donors": list(levels.columns[1:]), "treated_from": 2010}
    table = OutcomeTable(OUTCOMES["innovation_share"], 2010, levels, pd.Series(dtype=int), (), "")
    reasons = () if good else ("error before the treatment is 0.90 of the spread",)
    space = placebos_in_space(levels, **study)
    left_out = leave_one_out(levels, **study)
    verdict = FitVerdict(good, reasons, 0.9)
    return Pair("innovation_share", 2010, Study(table, space, "none", None, left_out, verdict))


def test_a_poor_fit_gives_reasons_and_no_gap() -> None:
    poor = pair(good=False)
    text = repr(study_paragraph(poor))
    assert "allows no conclusion here: error before the treatment is 0.90" in text
    assert "moved away" not in text
    assert "mean gap" not in text
    assert fit_title(poor).endswith("fit allows no conclusion (misfit 0.90 of the spread)")


def test_a_good_fit_gives_gap_rank_and_range() -> None:
    found = pair(good=True)
    text = repr(study_paragraph(found))
    assert "(percentage points) away from its synthetic self" in text
    assert "a probability of 0.083 by chance among 12 regions: it moved away" in text
    assert "augmented" not in text
    assert not any(word in text for word in CAUSAL)
    quiet = repr(study_paragraph(pair(good=True, lift=0.0)))
    assert "not to be told from regions where nothing began" in quiet


def test_a_pair_without_a_study_says_why() -> None:
    missing = Pair("employment", 2015, "no comparable year from 2015")
    assert "cannot be compared: no comparable year from 2015." in repr(study_paragraph(missing))
    assert fit_title(missing) == "Employment, from 2015\ncannot be compared"


def conclusions(*good: bool) -> pd.DataFrame:
    count = len(good)
    return pd.DataFrame(
        {
            "outcome": ["Real GRP", "Employment"][:count],
            "treated_from": 2015,
            "on_file": "ino tomsk",
            "good": good,
            "unit": "index points",
            "mean_gap": [2.5, -1.0][:count],
            "p_value": [0.03, 0.4][:count],
        }
    )


def test_the_answer_counts_what_may_be_concluded() -> None:
    none = counterfactual_answer(conclusions(False, False), "Tomsk Oblast")
    assert none.startswith(
        "Of 2 pairs of outcome and date the rule of fit allows a conclusion from none"
    )
    assert "neither that it did nor that it did not" in none
    assert "2.5" not in none
    both = counterfactual_answer(conclusions(True, True), "Tomsk Oblast")
    assert (
        "from 2: Real GRP from 2015 (on file: ino tomsk): 2.50 (index points), p = 0.030, it moved"
        in both
    )
    assert "Employment from 2015 (on file: ino tomsk): -1.00" in both
    assert "Judged at p up to 0.100, by which 0.20 of 2 would seem to move away by chance" in both
    assert not any(word in both for word in CAUSAL)


def test_a_gap_where_nothing_began_speaks_against_the_method() -> None:
    placebo = conclusions(True).assign(on_file="nothing: a placebo")
    answer = counterfactual_answer(placebo, "Tatarstan")
    assert "a gap where nothing began, which speaks against the method here" in answer
    assert "it moved" not in answer


def test_the_fits_are_counted_by_kind() -> None:
    fits = pd.DataFrame(
        {
            "misfit_share": [0.1, 0.0, np.nan],
            "good": [True, False, False],
            "cut": ["", "years before 2010 cut: method", ""],
        }
    )
    text = repr(fits_paragraph(fits))
    assert "Of 3 pairs of outcome and date the rule of fit allows a conclusion from 1." in text
    assert "Not to be studied at all: 1. Matched without error: 1" in text
    assert "Cut by a break of the series: 1." in text
    assert "Matched" not in repr(fits_paragraph(fits.iloc[:1]))


@pytest.mark.parametrize(
    ("reported", "words"),
    [(36.0, "Of 36 zones reported for the country by then 9 have"), (math.nan, "is not on file")],
)
def test_what_the_table_of_events_lacks_is_said(reported: float, words: str) -> None:
    counts = pd.DataFrame({"reason": ["treated here", "donor"], "regions": [1, 62]})
    text = repr(donors_paragraph(counts, pd.DataFrame(index=range(6)), (9, reported)))
    assert "62 of 63 regions stand in. 6 regions are on file as reached" in text
    assert words in text


def differences(pretend: float) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "outcome": ["Real GRP", "Employment"],
            "estimate": [0.2, 0.0],
            "low": [0.1, -0.1],
            "high": [0.3, 0.1],
            "lots_p_value": [0.05, 0.6],
            "pretend_p_value": [pretend, 0.5],
            "pretrend_p_value": 0.5,
        }
    )


def test_what_stood_apart_before_is_not_laid_to_the_zones() -> None:
    early = repr(zones_paragraph(differences(0.01), ["A", "B"], 0.2))
    assert "Stood apart before they had a zone: Real GRP;" in early
    assert early.endswith("Different by lot without that: none.")
    assert "With 2 treated regions clustered errors are too small" in early
    late = repr(zones_paragraph(differences(0.6), ["A"] * 20, math.nan))
    assert late.endswith("Different by lot without that: Real GRP.")
    assert "too small" not in late
    assert "joint test" not in late

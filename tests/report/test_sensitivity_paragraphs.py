"""Sentences on what an answer rests on say what the tables say."""

import numpy as np
import pandas as pd
import pytest

from analysis.report.sensitivity_paragraphs import (
    box_paragraph,
    rules_table,
    sobol_paragraph,
    tornado_paragraph,
)
from analysis.simulation.target.discovery import Question, find_box
from analysis.simulation.target.measures import MEASURES
from analysis.simulation.target.sobol import VarianceShares
from tests.report.test_sensitivity_figures import SHARES, SWINGS

RULE = {
    "change": "RUB 1 bn more is promised", "effect_mean": 22.44, "error_mean": 0.381,
    "unit": "RUB bn, nominal", "now": 250.0, "valid_from": 200.0, "valid_to": 250.0,
    "tried_from": 200.0, "tried_to": 250.0, "draws": 20_000,
}  # fmt: skip


def test_the_largest_shares_are_named() -> None:
    found = VarianceShares(MEASURES["net_new"], SHARES, 5.0, 2.0, 1664)
    text = repr(sobol_paragraph(found))
    assert "Over 1,664 draws, the variance of net new jobs" in text
    assert "deadweight 80 % (60 % by itself); prices 20 % (0 % by itself)" in text
    assert "no input has by itself is 41 % of it" in text


def test_an_answer_without_variance_is_said_to_be_the_same() -> None:
    found = VarianceShares(MEASURES["met:net_new"], SHARES, 0.0, 0.0, 64)
    assert "all 64 draws give the same, 0: there is no variance" in repr(sobol_paragraph(found))


@pytest.mark.parametrize(("target", "words"), [(1_000, "does not reach"), (900, "reaches")])
def test_the_widest_swing_is_held_against_the_target(target: int, words: str) -> None:
    text = repr(tornado_paragraph(SWINGS, "net_new", target=target))
    assert "Over 5,000 draws the median of net new jobs is 500 as assumed" in text
    assert "with a Monte Carlo error of 12, and" in text
    assert "choice of the lens (800), delay of the money (400)" in text
    assert "The largest median that one assumption alone gives is" in text
    assert "Among the ten widest swings 1 rest on evidence rated red" in text
    assert f"900, which {words} the {target:,} promised" in text


def test_no_swing_is_said() -> None:
    text = repr(tornado_paragraph(SWINGS.head(0), "met:net_new", target=1))
    assert text.startswith("No assumption with a range moves the probability")


@pytest.mark.parametrize(
    ("changes", "holds"),
    [
        ({}, "200 to 250, all that was tried"),
        ({"valid_from": 240.0}, "240 to 250"),
        ({"valid_from": 250.0}, "for no step as large as was tried"),
    ],
)
def test_a_rule_says_where_it_holds(changes: dict[str, float], holds: str) -> None:
    shown = rules_table(pd.DataFrame([RULE | changes]), "net_new", caption="Rules")
    cells = shown.cells
    assert shown.caption == "Rules, over 20,000 draws"
    assert cells["holds"].tolist() == [holds]
    assert cells["mean changes by (workplaces)"].tolist() == ["+22.4 ± 0.38"]


def test_no_rule_is_an_empty_table() -> None:
    rules = pd.DataFrame([RULE]).head(0)
    assert repr(rules_table(rules, "net_new", caption="Rules")) == "Rules: none"


def test_the_box_is_put_in_words() -> None:
    rng = np.random.default_rng(1)
    inputs = pd.DataFrame({"slip_years": rng.random(400), "Other (share)": rng.random(400)})
    cases = (inputs["slip_years"] < 0.2).to_numpy()
    found = find_box(Question(inputs, cases, "many jobs", target_met=True))
    text = repr(box_paragraph(found))
    assert f"Asked for many jobs: {cases.sum()} of 400. Where delay of the money is at" in text
    inside = found.box.rows
    hit = cases[inside].sum()
    assert f"{hit} of {inside.sum()} are such cases" in text
    assert f"which is {hit} of all {cases.sum()}" in text
    assert "in sample: the box was fitted to the same 400" in text
    none = find_box(Question(inputs, np.zeros(400, dtype=bool), "many jobs", target_met=True))
    assert "no input tells them from the others" in repr(box_paragraph(none))

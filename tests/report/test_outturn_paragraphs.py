"""Paragraphs on outturns say what the numbers say, whichever way they turn out."""

import pandas as pd
import pytest

from analysis.report.outturn_paragraphs import (
    blame_paragraph,
    leaving_paragraph,
    opening_paragraph,
    outturn_answer,
    revision_paragraph,
)
from analysis.report.outturn_promises import class_paragraph, money_note, promise_paragraph
from analysis.simulation.outturn import Blame, coverage_table, promise_tally

SCORES = pd.DataFrame({
    "item": ["employment", "money"], "unit": ["persons", "RUB bn, nominal"], "year": [2018, 2020],
    "outturn": [9.0, 53.0], "bound": "exact", "p05": [1.0, 27.0], "p50": [2.0, 112.0],
    "p95": [3.0, 236.0], "pit": [1.0, 0.16], "crps": [7.0, 36.0], "inside_80": [False, True],
    "inside_95": [False, True], "crps_promise": [None, 197.0], "crps_reference": [5.0, 22.0],
    "crps_no_change": [6.0, 53.0],
})  # fmt: skip
NOTHING = Blame("money", "", 0, float("nan"), float("nan"), 0.0, *[pd.DataFrame()] * 3, "no draw")


def test_the_warning_names_the_year_after_which_figures_are_opened() -> None:
    text = repr(opening_paragraph(SCORES, as_of=2016, horizon=2025))
    assert "opens figures after 2016" in text
    assert "pseudo real time" in text
    assert "Of the years 2021 to 2025 nothing is on file yet" in text
    empty = repr(opening_paragraph(SCORES.iloc[:0], as_of=2020, horizon=2022))
    assert "Nothing is left to score" in empty


def test_an_outturn_that_left_its_band_gets_a_sentence() -> None:
    text = repr(leaving_paragraph(SCORES, coverage_table(SCORES)))
    assert "Employed, with the programme, 2018 left its 95 % band: 9.00 came" in text
    assert "Of 2 exact figures" in text
    calm = SCORES[SCORES["item"] == "money"]
    assert "No outturn left its 95 % band" in repr(leaving_paragraph(calm, coverage_table(calm)))
    none = SCORES.iloc[:0]
    assert "Nothing to score" in repr(leaving_paragraph(none, coverage_table(none)))


def promises(**changes: object) -> pd.DataFrame:
    row = {
        "subject": "ino_tomsk", "measure": "money", "kind": "target of years", "promised": 250.0,
        "unit": "RUB_bn", "due": "2020", "reached": 53.0, "share": 0.212, "outcome": "missed",
        "asked": True, "note": "The period is not printed.",
    }  # fmt: skip
    return pd.DataFrame([row | changes])


def test_the_note_on_the_period_of_the_money_is_repeated() -> None:
    text = repr(money_note(promises()))
    assert "21 %. The period is not printed." in text
    assert "No outturn" in repr(money_note(promises(reached=None)))


def test_promises_without_an_outturn_are_said_to_have_none() -> None:
    table = promises()
    assert "250 RUB bn by 2020: 21 % reported" in repr(
        promise_paragraph(table, promise_tally(table))
    )
    unknown = promises(share=None, reached=None, outcome="no outturn")
    text = repr(promise_paragraph(unknown, promise_tally(unknown)))
    assert "no outturn is on file" in text
    assert "0 can be judged" in text


def test_promises_that_share_an_outturn_are_said_to() -> None:
    table = pd.concat([promises(), promises(promised=200.0, share=0.265, asked=False)])
    text = repr(promise_paragraph(table, promise_tally(table)))
    assert "share one outturn" in text
    alone = promises()
    assert "share one outturn" not in repr(promise_paragraph(alone, promise_tally(alone)))


def test_the_class_is_said_to_win_or_lose() -> None:
    foretold = pd.DataFrame({
        "subject": ["a", "b"], "measure": "money", "promised_on": "2015", "share": [0.2, 3.0],
        "crps": [0.1, 2.7], "skill_promise": [0.8, -0.3], "inside_95": [True, False],
        "class_subjects": [1, 2],
    })  # fmt: skip
    text = repr(class_paragraph(foretold, as_of=2016))
    assert "beats the promise at its word for 1 of them" in text
    assert "furthest off for b" in text
    assert "No target" in repr(class_paragraph(foretold.iloc[:0], as_of=2016))


def revisions(first: float | None) -> pd.DataFrame:
    row = {"item": "employment", "unit": "persons", "year": 2017, "forecast": 10.0}
    row |= {"first_print": first, "later_print": 7.0, "exact": True, "error": 3.0}
    row |= {"first_error": 2.0, "revision": 1.0, "revision_share": 1 / 3}
    if first is None:
        row |= {"first_error": None, "revision": None, "revision_share": None}
    return pd.DataFrame([row])


def test_a_split_is_told_and_a_single_print_too() -> None:
    told = repr(revision_paragraph(revisions(8.0)))
    assert "33 % of the two is revision" in told
    assert "one print on file" not in told
    assert "Of 1 years of employment 1 have one print on file" in repr(
        revision_paragraph(revisions(None))
    )


def test_the_blamed_input_is_named_with_its_shift() -> None:
    inputs = pd.DataFrame({
        "input": ["Private money", "Delay"], "prior_mean": [0.45, 1.0], "seen_mean": [0.19, 1.4],
        "shift": [-0.93, 0.01], "shift_error": [0.01, 0.02],
    })  # fmt: skip
    readings = pd.DataFrame([{"seen_p50": 2_000.0, "p50": 4_000.0, "seen_probability": 0.0}])
    steps = pd.DataFrame({"step": ["Committed"], "ratio": [0.5]})
    seen = Blame("money", "RUB bn", 2020, 53.0, 0.1, 2_000.0, inputs, readings, steps, "")
    text = repr(blame_paragraph(seen))
    assert "Private money moves furthest, from 0.45 to 0.19" in text
    assert "none that is clear of chance" in text
    assert "50 % of what was expected" in text
    assert "Nothing can be said of what the outturn blames: no draw." in repr(
        blame_paragraph(NOTHING)
    )


@pytest.mark.parametrize("blamed", [True, False])
def test_the_answer_names_the_rivals_that_did_better(blamed: bool) -> None:
    inputs = pd.DataFrame({"input": ["Private money"]})
    seen = NOTHING._replace(problem="", inputs=inputs) if blamed else NOTHING
    tally = promise_tally(promises())
    text = outturn_answer(SCORES, coverage_table(SCORES), seen, tally, as_of=2016)
    assert "the promise at its word 197 (worse)" in text
    assert "the reference class alone 22.0 (better)" in text
    assert ("blamed first: private money" in text) == blamed
    assert "Of 1 official targets that can be judged 1 were missed." in text
    none = SCORES.iloc[:0]
    empty = outturn_answer(none, coverage_table(none), NOTHING, tally, as_of=2020)
    assert empty.startswith("Seen from 2020 nothing is left to score.")

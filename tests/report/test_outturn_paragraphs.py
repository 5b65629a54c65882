"""Paragraphs on outturns say what the numbers say, whichever way they turn out."""

import pandas as pd

from analysis.report.blame_paragraphs import blame_paragraph, blame_sentence
from analysis.report.outturn_paragraphs import (
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
    text = repr(opening_paragraph(SCORES, promises(), as_of=2016, horizon=2025))
    assert "opens figures after 2016" in text
    assert "pseudo real time" in text
    assert "Of the years 2021 to 2025 nothing is on file yet" in text
    assert "later than 2016: 250 RUB bn were printed on 2017-07-03" in text
    empty = repr(opening_paragraph(SCORES.iloc[:0], promises(), as_of=2020, horizon=2022))
    assert "Nothing is left to score" in empty
    assert "printed on" not in empty


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
        "promised_on": "2017-07-03", "left_out": "", "outturn_key": "a", "bound": "exact",
        "counted_from": "2015",
    }  # fmt: skip
    return pd.DataFrame([row | changes])


def test_the_note_on_the_period_of_the_money_is_repeated() -> None:
    text = repr(money_note(promises()))
    assert "21 %, counted from 2015. The period is not printed." in text
    bound = repr(money_note(promises(bound="upper_bound", counted_from=None)))
    assert "53.0 or less, measured later are reported, 21 %. The" in bound
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


def test_promises_that_share_an_outturn_count_it_once() -> None:
    out = promises(left_out="replaced by a later figure", outcome="reached")
    table = pd.concat([promises(), promises(promised=200.0, share=0.265, asked=False), out])
    text = repr(promise_paragraph(table, promise_tally(table)))
    assert "2 count; 1 are left out: 1 replaced by a later figure" in text
    assert "2 can be judged, by 1 different outturn of 1 subject: 0 reached, 2 missed" in text


def test_the_class_is_said_to_win_or_lose() -> None:
    foretold = pd.DataFrame({
        "subject": ["sez_a", "sez_b"], "measure": "money", "promised_on": "2015",
        "share": [0.2, 3.0],
        "crps": [0.1, 2.7], "skill_promise": [0.8, -0.3], "inside_95": [True, False],
        "class_subjects": [1, 2], "outturn_key": ["x", "x"],
    })  # fmt: skip
    text = repr(class_paragraph(foretold, as_of=2016))
    assert "2 targets of 2 subjects, with 1 different outturn," in text
    assert "beats the promise at its word for 1 of them" in text
    assert "furthest off for zone B (money, 2015)" in text
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


def look(item: str, inputs: list[str], shifts: list[float]) -> Blame:
    frame = pd.DataFrame({
        "input": inputs, "prior_mean": 0.45, "seen_mean": 0.19, "shift": shifts,
        "shift_error": 0.01,
    })  # fmt: skip
    readings = pd.DataFrame([{"seen_p50": 2_000.0, "p50": 4_000.0, "seen_probability": 0.0}])
    steps = pd.DataFrame({"step": ["Committed"], "ratio": [0.5]})
    return Blame(item, "RUB bn", 2020, 53.0, 0.1, 2_000.0, frame, readings, steps, "")


ALONE = look("money", ["Private money (share)", "Delay (years)"], [-0.93, 0.02])
JOINTLY = look("money by source", ["Regional money (share)", "Private money (share)"], [-1.6, -0.6])
SOURCES = pd.DataFrame({
    "item": ["money", "money_extra_budgetary", "money_regional"],
    "share_of_plan": [0.2, 0.21, 0.11], "inside_80": [True, True, False],
})  # fmt: skip


def test_the_input_that_moves_is_named_with_what_was_known() -> None:
    text = repr(blame_paragraph(ALONE, JOINTLY))
    alone, jointly = text.split("Given the sources jointly")
    assert alone.startswith("Given the total alone, 53.0 RUB bn by 2020, 2,000 effective draws")
    assert "Private money (share) moves furthest, from 0.45 to 0.19" in alone
    assert "none that is clear of chance" in alone
    assert "50 % of what was expected" in alone
    assert "Regional money (share) moves furthest" in jointly
    unknown = repr(blame_paragraph(ALONE, NOTHING))
    assert "A total cannot say which of its parts fell short" in unknown
    assert "Nothing can be said of what the outturn blames: no draw." in repr(
        blame_paragraph(NOTHING, NOTHING)
    )


def test_the_total_blames_nothing_where_its_parts_are_on_file() -> None:
    none = pd.DataFrame(columns=["outturn", "problem", "moves_furthest", "shift"])
    text = blame_sentence(ALONE, JOINTLY, SOURCES, none)
    assert "21 % of the extra-budgetary money, 11 % of the regional money" in text
    assert "only regional money left its 80 % band" in text
    assert "moves furthest is regional money (-1.6)" in text
    assert text.index("regional money (-1.6)") < text.index("private money (-0.60)")
    one = pd.DataFrame({
        "outturn": ["money_extra_budgetary", "money_regional"], "problem": ["", "few draws"],
        "moves_furthest": ["Extra", None], "shift": [-1.5, None],
    })  # fmt: skip
    apart = blame_sentence(ALONE, NOTHING, SOURCES, one)
    assert "Given one source at a time" in apart
    assert "Near the regional money alone too few draws come as well" in apart
    assert "private" not in apart
    unplanned = SOURCES.assign(share_of_plan=None)
    assert blame_sentence(NOTHING, NOTHING, unplanned, none) == ""
    total = blame_sentence(ALONE, NOTHING, SOURCES.iloc[:1], none)
    assert total.startswith("Given the total alone, the input that moves furthest is private")
    assert blame_sentence(NOTHING, NOTHING, SOURCES.iloc[:1], none) == ""


def test_the_answer_names_the_rivals_that_did_better() -> None:
    tally = promise_tally(promises())
    subjects = pd.DataFrame({"subject": ["a", "b"], "own": [False, True]})
    held = pd.concat([
        coverage_table(SCORES).assign(as_of=year) for year in (2014, 2016)
    ])  # fmt: skip
    text = outturn_answer(SCORES, held, "Blamed.", tally, subjects, as_of=2016)
    assert "the promise at its word 197 (worse)" in text
    assert (
        "the reference class alone (2 subjects, 1 of them the programme's own zone) 22.0 (better)"
    ) in text
    assert "seen from 2014, 50 % of 2 lie in the 80 % band" in text
    assert "seen from 2016, 50 % of 2 lie" in text
    assert "Blamed." in text
    assert "Of 1 official targets that can be judged 1 were missed; of the 1 different" in text
    none = SCORES.iloc[:0].assign(as_of=2020)
    empty = outturn_answer(none, coverage_table(none), "", tally, subjects, as_of=2020)
    assert empty.startswith("Seen from 2020 nothing is left to score.")

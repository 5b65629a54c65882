"""Paragraphs say what the numbers say, whichever way they turn out."""

import pandas as pd
import pytest

from analysis import report
from analysis.models.lens_agreement import agreement
from analysis.models.lenses import Lens, cost_lens, lens_table, yield_lens


def comparison(lenses: list[Lens]) -> pd.DataFrame:
    means = {"mean_before_cut": 10.0, "jobs_per_rub_bn_mean": 11.5}
    return lens_table(lenses).reset_index().assign(net_jobs_per_rub_bn=50.0, **means)


def test_lenses_that_agree_are_said_to() -> None:
    lenses = [
        cost_lens("zone_record", "gross posts", log_mean=2.0, log_sd=0.5),
        cost_lens("capital_intensity", "gross posts", log_mean=2.1, log_sd=0.5),
    ]
    text = repr(report.lens_paragraph(comparison(lenses), agreement(lenses)))
    assert "The 2 lenses agree:" in text
    assert "a ratio of 1.11" in text
    assert "do not measure one thing" not in text
    assert "no job at all" not in text


def test_lenses_that_part_are_named_with_their_ratio() -> None:
    lenses = [
        cost_lens("zone_record", "gross posts", log_mean=2.0, log_sd=0.1),
        yield_lens("panel_response", "net jobs", mean=10.0, sd=10.0),
    ]
    text = repr(report.lens_paragraph(comparison(lenses), agreement(lenses)))
    assert "The 2 lenses do not agree" in text
    assert "The panel response is dearer than the zone record with a probability" in text
    # A normal yield with mean and deviation alike is below zero in 16 % of cases.
    assert "no job at all comes with a probability of 16 %" in text
    assert "lifts its mean from 10.0 to 11.5 jobs per RUB bn" in text
    assert "do not measure one thing" in text


def response(placebo: float, estimate: float, half: float) -> pd.DataFrame:
    rows = [("placebo", -2, placebo), ("response", 2, estimate)]
    table = pd.DataFrame(rows, columns=["role", "horizon", "estimate"])
    return table.assign(low=table["estimate"] - half, high=table["estimate"] + half)


@pytest.mark.parametrize(
    ("placebo", "half", "words"),
    [
        (0.02, 0.02, ["not distinguishable from zero", "nothing here may be called an effect"]),
        (0.001, 0.005, ["clear of zero", "speaks for an effect without proving one"]),
    ],
)
def test_the_response_is_judged_by_its_error_and_its_placebo(
    placebo: float, half: float, words: list[str]
) -> None:
    robustness = pd.DataFrame({"horizon": [2, 2, 2, -2], "estimate": [0.01, -0.01, None, 0.5]})
    text = repr(report.response_paragraph(response(placebo, 0.01, half), robustness))
    assert all(word in text for word in words)
    assert "Of 3 specifications 2 can be estimated" in text
    assert "1 of them at or below zero" in text


def test_only_a_reading_that_stands_alone_settles_a_print() -> None:
    units = pd.DataFrame(
        {
            "printed": ["2 million"] * 2 + ["9 million"] * 2,
            "basis": "total",
            "reading": ["million", "billion"] * 2,
            "contradicted_by": ["report of 2017", "", "", ""],
        }
    )
    nothing = pd.DataFrame(columns=["printed", "measure", "reading", "contradicted_by"])
    text = repr(report.print_paragraph(units, nothing))
    assert "“2 million” (total): only “billion” agrees" in text
    assert "“9 million” (total): what is on file by then does not settle it" in text
    assert "`as_of` cuts the reports a reading is held against" in text
    empty = units.iloc[:0]
    assert "No doubtful print" in repr(report.print_paragraph(empty, nothing))


def test_a_zone_without_plans_is_said_to_have_none() -> None:
    plans = pd.DataFrame({"percent_of_plan": [90.0, 120.0]})
    chains = pd.DataFrame({"verdict": ["holds", "does not hold", "not on file"]})
    text = repr(report.plan_paragraph(plans, chains))
    assert "1 of them are below 100" in text
    assert "Of 2 chains that can be checked 1 hold; 1 lack a figure" in text
    assert "No per cent of plan" in repr(report.plan_paragraph(plans.iloc[:0], chains))


BRIDGE = pd.DataFrame(
    {"block": "stock", "mean": [100.0, 110.0, 111.0], "p05": 90.0, "p95": 120.0,
     "change": [100.0, 10.0, 1.0]}
)  # fmt: skip
SWINGS = pd.DataFrame(
    {"parameter": ["as assumed", "leakage_share", "jobs_lens"],
     "value": ["", 0.25, "zone_record"],
     "net_new": [0.0, 0.1, 0.2], "gross_new": 0.5, "hpw_stock": [0.5, 0.25, 0.75]}
)  # fmt: skip


def test_swings_take_a_lens_by_name_beside_numbers() -> None:
    met = report.met_before(BRIDGE, target=95, year=2014, began=2015)
    shown = report.swing_table(SWINGS, met=met, caption="Swings").cells
    assert shown["value"].tolist() == ["", "0.250", "zone_record"]
    assert shown["hpw stock"].tolist() == ["0.500", "0.250", "0.750"]
    said = report.stock_answer(SWINGS, met=met, probability=0.5)
    assert "met in 50 % of draws, 25 % to 75 % when" in said


@pytest.mark.parametrize(
    ("year", "words"),
    [(2014, "met before the programme began"), (2015, "met by the count of 2015")],
)
def test_a_stock_above_its_target_before_has_no_probability(year: int, words: str) -> None:
    met = report.met_before(BRIDGE, target=90, year=year, began=2015)
    shown = report.swing_table(SWINGS, met=met, caption="Swings").cells
    assert set(shown["hpw stock"]) == {words}
    assert shown["net new"].tolist() == ["0", "0.100", "0.200"]
    said = report.stock_answer(SWINGS, met=met, probability=1.0)
    assert said.endswith(f"it was {words}")
    assert "%" not in said


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (50, "at least 90.0, an estimate and no count: met before the programme began"),
        (95, "90 % band 90.0 to 120), an estimate and no count: 105 % of the promised"),
        (200, "50.0 % of the promised"),
    ],
)
def test_the_bridge_says_how_much_stood_before(target: int, words: str) -> None:
    text = repr(report.stock_paragraph(BRIDGE, target=target, year=2014, began=2015))
    assert words in text
    assert ("90 % band" in text) == (target > 90)
    assert "reclassified change it by 10.0 and net new jobs of the programme by 1.00" in text


def test_a_paragraph_is_plain_text_in_a_page() -> None:
    shown = report.paragraph("one\n   two")
    assert repr(shown) == shown._repr_markdown_() == "one two"

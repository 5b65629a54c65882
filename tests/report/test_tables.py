"""Rounding and tables for readers."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.report import chance, number, span, table


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (160_000, "160,000"),
        (5.4885, "5.49"),
        (0.32800, "0.328"),
        (-17_612.4, "-17,600"),
        (0, "0"),
        (9.999, "10.0"),
        (99_951, "100,000"),
        (0.00123456, "0.00123"),
        (math.inf, "no finite number"),
        (-math.inf, "minus infinity"),
        (math.nan, "not known"),
    ],
)
def test_numbers_keep_three_significant_digits(value: float, shown: str) -> None:
    assert number(value) == shown


@given(st.floats(1e-6, 1e12), st.integers(1, 6))
def test_rounding_is_within_half_a_unit_of_the_last_digit(value: float, digits: int) -> None:
    back = float(number(value, digits).replace(",", ""))
    assert abs(back - value) <= 0.5 * 10 ** (math.floor(math.log10(value)) + 1 - digits) * (
        1 + 1e-9
    )


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0 %"),
        (0.0005, "less than 0.1 %"),
        (0.0035, "0.35 %"),
        (0.22775, "23 %"),
        (0.9995, "more than 99.9 %"),
        (1, "100 %"),
    ],
)
def test_probabilities_from_draws_claim_no_certainty(value: float, shown: str) -> None:
    assert chance(value) == shown


@pytest.fixture
def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "year": [2016, 2017],
            "cost_rub_mn": [5.4885, None],
            "who": ["a <b>", "c"],
            "day": pd.to_datetime(["2017-07-03", None]),
        }
    )


def test_a_table_rounds_numbers_leaves_years_and_escapes_text(frame: pd.DataFrame) -> None:
    shown = table(frame, "Costs & more", rename={"who": "Zone"})
    assert shown.cells.to_numpy().tolist() == [
        ["2016", "5.49", "a <b>", "2017-07-03"],
        ["2017", "", "c", ""],
    ]
    assert list(shown.cells.columns) == ["year", "cost rub mn", "Zone", "day"]
    page = shown._repr_html_()
    assert "a &lt;b&gt;" in page
    assert "Costs &amp; more" in page
    assert page.count("text-align:right") == 6
    assert repr(shown).startswith("Costs & more\n")


def test_digits_can_be_chosen_by_column(frame: pd.DataFrame) -> None:
    assert table(frame, "t", significant={"cost_rub_mn": None}).cells.iloc[0, 1] == "5.4885"
    assert table(frame, "t", significant={"cost_rub_mn": 1}).cells.iloc[0, 1] == "5"


def test_an_empty_table_says_so(frame: pd.DataFrame) -> None:
    empty = table(frame.iloc[:0], "Changes")
    assert repr(empty) == "Changes: none"
    assert empty._repr_html_() == "<p>Changes: none</p>"


def test_a_table_shows_the_same_text_each_time(frame: pd.DataFrame) -> None:
    assert table(frame, "t")._repr_html_() == table(frame, "t")._repr_html_()


@pytest.mark.parametrize(
    ("values", "shown"),
    [([3.7, 5.49, None], "3.70 to 5.49"), ([5.0], "5.00"), ([None], "nothing on file")],
)
def test_a_span_is_as_wide_as_the_figures(values: list[float | None], shown: str) -> None:
    assert span(pd.Series(values, dtype=float)) == shown

"""Words are compared exactly, computed numbers within the stated tolerance."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.execution.output_comparison import (
    RELATIVE_TOLERANCE,
    agree,
    differences,
    printed_numbers,
)

values = st.decimals(min_value=1, max_value=10**9, places=3).filter(lambda v: v >= 1)
templates = st.sampled_from(
    ["{} RUB bn", "in 2016: {}", "a  {}\nb  1.5", "<td>{}</td>", "\u2212{} pp", "({}, 3.5)"]
)


def read(text: str) -> list[tuple[str, bool]]:
    return [(number.text, number.exact) for number in printed_numbers(text)]


@pytest.mark.parametrize(
    ("text", "computed"),
    [
        ("12.5 RUB bn", ["12.5"]),
        ("\u221212.3 and (-4.5) and x=-0.1", ["\u221212.3", "-4.5", "-0.1"]),
        ("12,345 jobs, 12\u2009345.6 and 1\u202f234", ["12,345", "12\u2009345.6", "1\u202f234"]),
        ("20000 draws, 234 bn, 4500 jobs, 45 regions", ["20000", "234"]),
        ("1e-05 and 2.5E+3", ["1e-05", "2.5E+3"]),
        ("35 % or 36% or 37 per cent", ["35", "36", "37"]),
        ("<td>-12.3</td>", ["-12.3"]),
        ("1.5-2.5", ["1.5", "2.5"]),
        ("it is 12.3.", ["12.3"]),
        ("[-1.2, .5]", ["-1.2", ".5"]),
    ],
)
def test_computed_numbers_are_found(text: str, computed: list[str]) -> None:
    assert [number for number, exact in read(text) if not exact] == computed


@pytest.mark.parametrize(
    "text",
    [
        "RU-FD-1",
        "p05",
        "04_jobs",
        "#1f77b4",
        "5bn",
        "640x480",
        "0x7f12",
        "3.11.2",
        "T_1a2b3",
        "row0",
    ],
)
def test_digits_inside_a_word_are_part_of_the_word(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("in 2017", "in 2018"),
        ("in 2017.", "in 2018."),
        ("2017.0  1.5", "2018.0  1.5"),
        ("2017-07-03", "2017-07-04"),
        ("2013-2020", "2013-2019"),
        ("2013\u20132020", "2013\u20132021"),
        ("RU-FD-1", "RU-FD-2"),
        ("p05", "p06"),
        ("007700001", "007700002"),
        ("9 of 10 lenses", "8 of 10 lenses"),
        ("484.8 thousand", "484.8 million"),
        ("nan", "1.5"),
        ("inf", "-inf"),
        ("1.5", "1.5 2.5"),
        ("120.5", "\u2212120.5"),
        ("one word", "oneword"),
        ("9 lenses", "8 lenses"),
        ("45 regions", "46 regions"),
        ("4500 jobs", "4501 jobs"),
        ("494,000", "496,000"),
        ("160,000", "162,000"),
        ("12,345", "12,400"),
        ("234", "236"),
        ("a\nb", "a\n\nb"),
        ("3.4 %", "3.4"),
    ],
)
def test_what_must_be_equal(one: str, other: str) -> None:
    assert differences(one, other)
    assert differences(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("484.8", "484.9"),
        ("12,345", "12,346"),
        ("34 %", "35 %"),
        ("494,000", "495,000"),
        ("160,000", "161,000"),
        ("-17,600", "-17,700"),
        ("9,990", "10,000"),
        ("234 RUB bn", "235 RUB bn"),
        ("99.9", "100"),
        ("  p50\n  999", "    p50\n  1,000"),
        ("-0.0", "0.0"),
        ("12.0", "11.9999"),
        ("1.20e-05", "1.21e-05"),
        ("     a    b\n0  9.9  1.5", "      a    b\n0  10.0  1.5"),
        ("     share  code\n0    9.9  TOM", "      share  code\n0    10.0   TOM"),
        ("| a | 9.9 |\n|---|----|", "| a | 10.0 |\n|---|-----|"),
        ("a \u2500\u2500\u2500\u2500 9.9", "a \u2500\u2500\u2500\u2500\u2500 10.0"),
    ],
)
def test_what_may_differ(one: str, other: str) -> None:
    assert agree(one, other)
    assert agree(other, one)


def test_an_entity_between_digits_is_a_separator_in_markup() -> None:
    one, other = "<td>12&#8239;345</td>", "<td>12&#8239;349</td>"
    assert agree(one, other, markup=True)
    assert not agree(one, other)


def test_the_message_gives_both_numbers_and_the_difference() -> None:
    (problem,) = differences("Employed: 484.8 thousand", "Employed: 494.5 thousand")
    assert problem == (
        "in the notebook 484.8, computed 494.5: relative difference 2.0e-2, allowed 1e-3 and 0.1 "
        "for the last digit (line 'Employed: 484.8 thousand')"
    )


def test_the_message_shows_the_row_without_its_markup() -> None:
    row = '<tr><td style="padding:0.25em">Tomsk</td><td>{}</td></tr>'
    (problem,) = differences(row.format("12.5"), row.format("14.5"), markup=True)
    assert problem.endswith("(line 'Tomsk 12.5')")


def test_every_number_that_differs_is_reported() -> None:
    assert len(differences("1.5 2.5 3.5", "1.9 2.5 3.9")) == 2


@given(st.text())
def test_a_text_agrees_with_itself(text: str) -> None:
    assert agree(text, text)
    assert agree(text, text + " ")


@given(st.text(), st.text())
def test_the_order_of_the_two_texts_does_not_matter(one: str, other: str) -> None:
    assert agree(one, other) == agree(other, one)


@given(templates, values, values)
def test_the_order_of_two_numbers_does_not_matter(
    template: str, one: Decimal, other: Decimal
) -> None:
    first, second = template.format(one), template.format(other)
    assert agree(first, second) == agree(second, first)


@given(templates, values, st.decimals(min_value=0, max_value=1, places=6))
def test_a_change_within_the_tolerance_passes(template: str, value: Decimal, part: Decimal) -> None:
    changed = round(value * (1 + RELATIVE_TOLERANCE * part), 3)
    assert agree(template.format(value), template.format(changed))


@given(templates, values, st.decimals(min_value=2, max_value=1000, places=2))
def test_a_change_above_the_tolerance_fails(template: str, value: Decimal, part: Decimal) -> None:
    changed = value * (1 + RELATIVE_TOLERANCE * part) + Decimal("0.002")
    assert not agree(template.format(value), template.format(round(changed, 3)))

"""Every published result that `tomsk2020 verify` names, by the same functions."""

import pytest

from analysis.verification import Case, all_cases


@pytest.mark.parametrize("case", all_cases(), ids=lambda case: case.name)
def test_published_result_is_reproduced(case: Case) -> None:
    numbers = case.quantities()
    assert numbers
    for number in numbers:
        assert 0 < number.tolerance < abs(number.published) / 10, number.name
        assert number.passed, f"{number.name}: {number.published} printed, {number.obtained} found"


def test_every_case_says_where_it_is_from() -> None:
    cases = all_cases()
    assert {"germany-1995", "nile", "normal-score", "two-piece-normal"} <= {c.name for c in cases}
    assert all(case.source and case.data for case in cases)

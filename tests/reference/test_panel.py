"""Published panel regressions, number by number."""

import pytest

from analysis.verification.case import Case
from analysis.verification.panel_cases import CASES


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_published_numbers_are_obtained(case: Case) -> None:
    for quantity in case.quantities():
        assert quantity.obtained == pytest.approx(quantity.published, abs=quantity.tolerance), (
            quantity.name
        )

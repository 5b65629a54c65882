"""The committed reference results are what the code computes, and the README says the same."""

import pandas as pd
import pytest

from analysis import data, scenario
from analysis.execution import reference

FOLDER = data.project_root() / "outputs" / "reference"


@pytest.mark.parametrize("name", scenario.scenario_names())
def test_the_reference_is_reproduced(name: str) -> None:
    expected = pd.read_csv(FOLDER / name / "results.csv")
    assert reference.differences(reference.reference_results(name), expected) == []


def test_scenarios_and_references_are_the_same_set() -> None:
    assert sorted(path.name for path in FOLDER.iterdir()) == scenario.scenario_names()


def test_the_readme_holds_the_answer_of_the_reference() -> None:
    readme = (data.project_root() / "README.md").read_text(encoding="utf-8")
    first = scenario.DEFAULT_SCENARIO
    names = [first, *(name for name in scenario.scenario_names() if name != first)]
    assert reference.answer_block(names) in readme


def test_a_changed_value_and_a_missing_row_are_named() -> None:
    expected = pd.read_csv(FOLDER / "central" / "results.csv")
    found = expected.copy()
    row = expected["variable"].eq("Jobs|Net") & expected["statistic"].eq("p50")
    last = expected.index[row & expected["year"].eq(2020)][0]
    found.loc[last, "value"] *= 1.01
    row_name = "central / RU-TOM / Jobs|Net / workplaces / 2020 / p50"
    new, old = found.loc[last, "value"], expected.loc[last, "value"]
    told = f"{row_name}: {new:.6g}, reference {old:.6g}"
    assert reference.differences(found, expected) == [told]
    gone = reference.differences(expected.drop(index=last), expected)
    assert gone == [f"{row_name}: missing"]


def test_a_difference_within_the_tolerance_passes() -> None:
    expected = pd.read_csv(FOLDER / "central" / "results.csv")
    found = expected.assign(value=expected["value"] * (1 + 0.5 * reference.RELATIVE_TOLERANCE))
    assert reference.differences(found, expected) == []

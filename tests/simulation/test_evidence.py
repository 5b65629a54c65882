"""Figures are read once for the parameters that decide them, and others cannot reach them."""

from dataclasses import fields

import joblib
import pytest

from analysis import data, scenario
from analysis.scenario import Scenario
from analysis.simulation.evidence import gather
from analysis.simulation.evidence.gathered import FIGURE_PARAMETERS, Evidence, _figures


def _all_moved(end: str) -> Scenario:
    """Move every parameter that does not decide which figures are read to an end of its range."""
    central = scenario.load("central")
    log = scenario.assumptions_log(central).set_index("name")
    ranged = log[log["low"] < log["high"]].drop(index=list(FIGURE_PARAMETERS), errors="ignore")
    moved = {
        name: type(getattr(central, name))(value) for name, value in ranged[end].to_dict().items()
    }
    # A pool needs some weight.
    moved["zone_record_weight"] = max(moved["zone_record_weight"], 0.1)
    return Scenario.model_construct(**(central.model_dump() | moved))


@pytest.mark.parametrize("end", ["low", "high"])
def test_no_parameter_is_passed_over(end: str) -> None:
    case = _all_moved(end)
    files = tuple(data.input_files().items())
    direct = _figures.__wrapped__(files, case.model_dump())  # type: ignore[attr-defined]
    found = gather(case)
    for field in fields(Evidence):
        one, other = getattr(found, field.name), getattr(direct, field.name)
        assert joblib.hash(one) == joblib.hash(other), field.name


def test_figures_are_read_once_for_cases_that_only_weigh_them() -> None:
    one = gather(scenario.from_parameters())
    other = gather(scenario.from_parameters(cluster_concentration=5.0, seed=7))
    assert one.zone_records is other.zone_records
    assert one.clusters.weights != other.clusters.weights


def test_what_is_taken_over_from_another_case_is_what_would_be_found() -> None:
    central = scenario.load("central")
    log = scenario.assumptions_log(central).set_index("name")
    ranged = log[log["low"] < log["high"]]
    changes = [
        (name, type(getattr(central, name))(ranged[end][name]))
        for name in ranged.index
        for end in ("low", "high")
    ]
    base = gather(central)
    for name, value in [*changes, ("region", "RU-NVS"), ("as_of", 2014)]:
        case = Scenario.model_construct(**(central.model_dump() | {name: value}))
        found, alone = gather(case, (central, base)), gather(case)
        for field in fields(Evidence):
            one, other = getattr(found, field.name), getattr(alone, field.name)
            assert one is other or joblib.hash(one) == joblib.hash(other), (name, field.name)

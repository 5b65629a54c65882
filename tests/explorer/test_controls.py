"""Controls are the schema's parameters, no more and no less."""

from typing import Literal, get_args, get_origin

import pandas as pd
import pytest

from analysis import scenario
from analysis.explorer.controls import controls_by_name, sections_of
from analysis.explorer.spans import leading_parameters, span_of
from analysis.scenario import Scenario
from analysis.scenario.parameter import parameter

CONTROLS = controls_by_name()


class Longer(Scenario):
    """A schema with two parameters more."""

    patience_years: float = parameter(
        2.0, unit="years", at_least=0.0, at_most=9.0, description="How long.", source="a test"
    )
    mood: Literal["calm", "cross"] = parameter(
        "calm", unit="mood", description="How.", source="a test"
    )


def test_there_is_a_control_for_each_parameter_in_the_order_of_the_schema():
    named = [control.name for section in sections_of() for control in section.controls]
    assert named == list(Scenario.model_fields)


def test_sections_are_those_of_the_schema():
    assert [section.name for section in sections_of()] == [
        base.__name__ for base in reversed(Scenario.__bases__)
    ]
    assert all(section.title and section.controls for section in sections_of())


def test_a_new_parameter_adds_a_control():
    added = controls_by_name(Longer)
    assert list(added) == [*Scenario.model_fields, "patience_years", "mood"]
    assert sections_of(Longer)[-1].title == "A schema with two parameters more"
    years, mood = added["patience_years"], added["mood"]
    assert (years.kind, years.low, years.high, years.default) == ("number", 0.0, 9.0, 2.0)
    assert (mood.kind, mood.options) == ("choice", ("calm", "cross"))


@pytest.mark.parametrize(
    "row", scenario.parameter_table().to_dict("records"), ids=lambda r: r["name"]
)
def test_a_control_says_what_the_schema_says(row: dict):
    control = CONTROLS[row["name"]]
    field = Scenario.model_fields[row["name"]]
    assert (control.unit, control.default) == (row["unit"], row["default"])
    for part in (row["unit"], row["source"], str(row["default"])):
        assert part in control.tooltip
    if get_origin(field.annotation) is Literal:
        assert control.options == get_args(field.annotation)
        return
    kinds = {"int": "whole", "float": "number", "str": "choice"}
    assert control.kind == kinds[row["type"]]
    if control.kind != "choice":
        bounds = {k: getattr(m, k) for m in field.metadata for k in ("ge", "le") if hasattr(m, k)}
        assert (control.low, control.high) == (bounds["ge"], bounds["le"])


def test_files_and_regions_are_chosen_from_what_there_is():
    assert CONTROLS["scenario_name"].options == tuple(scenario.scenario_names())
    assert CONTROLS["programme"].options == tuple(scenario.programme_names())
    assert "RU-TOM" in CONTROLS["region"].options
    assert "RU" not in CONTROLS["region"].options


def test_a_control_that_moves_no_step_says_why():
    assert "notebook 07" in CONTROLS["donor_pool"].tooltip
    assert CONTROLS["deadweight_share"].moves_nothing == ""


@pytest.mark.parametrize("name", scenario.scenario_names())
def test_every_slider_holds_its_value_within_the_bounds_and_on_a_step(name: str):
    case = scenario.load(name)
    log = scenario.assumptions_log(case).set_index("name")
    for control in CONTROLS.values():
        if control.kind not in {"whole", "number"}:
            continue
        value = float(getattr(case, control.name))
        low, high = (float(pd.to_numeric(log[end])[control.name]) for end in ("low", "high"))
        span = span_of(control, value, low, high)
        if span is None:
            assert control.name == "seed"
            continue
        assert control.low <= span.low < span.high <= control.high, control.name
        assert span.nearest(value) == value, control.name
        steps = (value - span.low) / span.step
        assert steps == pytest.approx(round(steps), abs=1e-6), (control.name, span, value)
        assert 50 <= (span.high - span.low) / span.step <= 400 or span.step == 1, control.name


def test_the_leading_parameters_are_those_of_high_impact():
    log = scenario.assumptions_log(scenario.load("central"))
    front = leading_parameters(log)
    assert {"deadweight_share", "extra_budgetary_realisation_share", "hpw_growth_share"} <= set(
        front
    )
    assert set(log.set_index("name").loc[front, "impact"]) == {"high"}
    assert not [name for name in front if name.endswith(("_spread", "_weight"))]
    assert len(front) <= 15

"""The scenario: the sections put together, with the rules that join them."""

from typing import get_args

from pydantic import ConfigDict, field_validator, model_validator

from analysis import data
from analysis.scenario.messages import nearest
from analysis.scenario.sections import (
    Additionality,
    Case,
    Counterfactual,
    HighProductivity,
    Jobs,
    JobsLens,
    Money,
    Promise,
    Sampling,
)

__all__ = ["Scenario"]


# Pydantic collects fields from the last base to the first, so the bases stand in reverse order.
class Scenario(
    Sampling, Counterfactual, HighProductivity, Additionality, Jobs, Money, Promise, Case
):
    """A fully resolved case: one value for each parameter of the model.

    Shares are fractions, money is in RUB bn of current prices unless the unit says otherwise,
    years are calendar years. A parameter `x` with a companion `x_spread` is a triangular
    distribution with mode `x` on `x` plus or minus `x_spread`, cut at the bounds of `x`; a
    spread of zero makes it certain.

    Notes
    -----
    Instances are frozen and refuse unknown names. Build them with `analysis.scenario.load` or
    `analysis.scenario.from_parameters`, which apply the order of precedence: command line, scenario
    file, programme, default.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @field_validator("region")
    @classmethod
    def _has_a_panel(cls, value: str) -> str:
        known = [code for code in data.panel_codes() if code != "RU"]
        if value == "RU":
            raise ValueError("the nation is no region: the lenses compare regions with each other")
        if value not in known:
            raise ValueError(f"not a region of the panel{nearest(value, known)}")
        return value

    @model_validator(mode="after")
    def _rules_across_parameters(self) -> "Scenario":
        rules = [
            ("horizon", "as_of", "later than", self.horizon > self.as_of),
            ("horizon", "programme_start", "no earlier than", self.horizon >= self.programme_start),
            (
                "programme_end",
                "programme_start",
                "no earlier than",
                self.programme_end >= self.programme_start,
            ),
            ("treated_from", "as_of", "no later than", self.treated_from <= self.as_of),
            ("price_year", "horizon", "no later than", self.price_year <= self.horizon),
        ]
        weights = [f"{lens}_weight" for lens in get_args(JobsLens) if lens != "pooled"]
        broken = []
        if self.jobs_lens == "pooled" and not any(getattr(self, name) for name in weights):
            broken.append(f"{', '.join(weights)} = 0: at least one must be above 0 in the pool")
        broken += [
            f"{first} = {getattr(self, first)}: must be {word} {second} = {getattr(self, second)}"
            for first, second, word, holds in rules
            if not holds
        ]
        if broken:
            raise ValueError("\n".join(broken))
        return self

    def overrides(self) -> dict[str, str | int | float]:
        """Return the least set of parameters that rebuilds this scenario.

        Returns
        -------
        dict
            `programme` and `scenario_name`, then each parameter whose value differs from what
            these two resolve to by themselves.
        """
        from analysis.scenario.resolve import load  # noqa: PLC0415  (resolve builds Scenarios)

        plain = load(self.scenario_name, programme=self.programme)
        named = {"programme": self.programme, "scenario_name": self.scenario_name}
        changed = {
            name: value
            for name, value in self.model_dump().items()
            if value != getattr(plain, name)
        }
        return named | changed

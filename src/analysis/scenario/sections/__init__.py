"""The sections of a scenario, one file a section."""

from analysis.scenario.sections.additionality import Additionality
from analysis.scenario.sections.case import DEFAULT_SCENARIO, Case
from analysis.scenario.sections.counterfactual import (
    Counterfactual,
    CounterfactualOutcome,
    DonorPool,
)
from analysis.scenario.sections.high_productivity import HighProductivity
from analysis.scenario.sections.jobs import Jobs, JobsLens
from analysis.scenario.sections.money import Money
from analysis.scenario.sections.promise import Promise, TargetReading
from analysis.scenario.sections.sampling import Sampling

__all__ = [
    "DEFAULT_SCENARIO",
    "Additionality",
    "Case",
    "Counterfactual",
    "CounterfactualOutcome",
    "DonorPool",
    "HighProductivity",
    "Jobs",
    "JobsLens",
    "Money",
    "Promise",
    "Sampling",
    "TargetReading",
]

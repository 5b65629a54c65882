"""From values to the numbers shown: the model side of the explorer, which knows no widget."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from analysis import scenario, simulation
from analysis.scenario import Scenario, TargetReading
from analysis.simulation import Simulation
from analysis.simulation.target.proportions import exact_interval

__all__ = ["FIRST_DRAWS", "IDLE_DRAWS", "Answer", "answer", "case_of", "stages"]

FIRST_DRAWS = 2_000
"""Draws while a slider moves."""

IDLE_DRAWS = 20_000
"""Draws as soon as it rests; a scenario that asks for more gets them after that."""

_HEADLINES = (
    ("money spent", "Programme money|Disbursed, cumulative", "RUB bn, nominal"),
    ("gross posts", "Jobs|Gross", "workplaces"),
    ("net new jobs", "Jobs|Net", "workplaces"),
    ("high-productivity stock", "High-productivity workplaces|Stock", "workplaces"),
)


@dataclass(frozen=True)
class Answer:
    """What some of the draws of a scenario say.

    Attributes
    ----------
    case
        The scenario as asked for, with all its draws.
    sim
        The simulation of the first of them.

    Notes
    -----
    Draw i has the same random numbers whatever the number of draws and whatever the other
    parameters are, so two answers of as many draws differ by what was changed alone, and a curve
    does not jitter when a slider moves.
    """

    case: Scenario
    sim: Simulation

    @property
    def draws(self) -> int:
        """Draws counted so far."""
        return self.sim.scenario.draws

    @property
    def complete(self) -> bool:
        """Whether all draws of the scenario are counted."""
        return self.draws == self.case.draws

    @cached_property
    def results(self) -> pd.DataFrame:
        """Tidy results, as from `Simulation.summary`."""
        return self.sim.summary()

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """Steps from money to jobs, as from `Simulation.ledger`."""
        return self.sim.ledger()

    @cached_property
    def chances(self) -> pd.DataFrame:
        """Each reading with its probability and the interval of the count.

        The columns that `analysis.simulation.chances_table` has of the count, without asking every
        draw once more.
        """
        return pd.DataFrame([self._chance(reading) for reading in simulation.READINGS])

    def _chance(self, reading: TargetReading) -> dict[str, object]:
        share = simulation.probability(self.sim, reading)
        met = round(share * self.draws)
        low, high = exact_interval(met, self.draws)
        return {
            "reading": reading,
            "label": simulation.READING_WORDS[reading],
            "draws": self.draws,
            "draws_met": met,
            "probability": share,
            "low": low,
            "high": high,
        }

    @cached_property
    def headlines(self) -> pd.DataFrame:
        """Amounts at the horizon: columns what, unit, p05, p50, p95."""
        at_horizon = self.results[self.results["year"] == self.case.horizon]
        table = at_horizon.pivot_table(index="variable", columns="statistic", values="value")
        rows = [
            {"what": what, "unit": unit, **table.loc[variable, ["p05", "p50", "p95"]]}
            for what, variable, unit in _HEADLINES
        ]
        return pd.DataFrame(rows)


def case_of(values: Mapping[str, object]) -> Scenario:
    """Resolve what the controls say.

    Parameters
    ----------
    values
        Scenario and programme, and each parameter that was changed.

    Returns
    -------
    Scenario
        As from `analysis.scenario.from_parameters`.

    Raises
    ------
    ParameterError
        Values not allowed, all of them in one error.
    ScenarioError
        A file is missing, damaged, or made for another programme.
    """
    return scenario.from_parameters(**values)


def stages(draws: int) -> list[int]:
    """List the draws to count one after another, the scenario's own number last.

    Parameters
    ----------
    draws
        Draws of the scenario.

    Returns
    -------
    list of int
        Rising.
    """
    return [few for few in (FIRST_DRAWS, IDLE_DRAWS) if few < draws] + [draws]


def answer(case: Scenario, draws: int | None = None) -> Answer:
    """Simulate the first draws of a scenario.

    Parameters
    ----------
    case
        Resolved scenario.
    draws
        How many of its draws; all if not given.

    Returns
    -------
    Answer
        The numbers of all draws are those of `analysis.simulation.simulate`, bit for bit.

    Raises
    ------
    DataError
        A table is damaged.
    ModelError
        The region has too few figures up to `as_of`.
    """
    few = case.draws if draws is None else min(draws, case.draws)
    return Answer(case, simulation.simulate(case.model_copy(update={"draws": few})))

"""Scenarios mixed by their probabilities: what to expect when nobody knows which one comes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.scenario import Scenario
from analysis.scenario.sets import ScenarioSet, as_set, set_members
from analysis.simulation.comparison.pooled_draws import Pooled, pool
from analysis.simulation.readings import check_reading
from analysis.simulation.simulate import Simulation, simulate
from analysis.simulation.summary import STATISTICS

__all__ = ["Mixture", "mixture"]

_ROW = ["variable", "unit", "year", "statistic"]
_LARGEST = "|Largest draw"
# A spread below this fraction of the mean is the rounding of draws that are all the same.
_ROUNDING = 1e-6
_Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Mixture:
    """Simulations of the scenarios of a set, and how likely each is.

    Attributes
    ----------
    chosen
        The set, with its narrative and the source of each probability.
    members
        Simulation of each scenario whose probability is not zero, by name.
    """

    chosen: ScenarioSet
    members: Mapping[str, Simulation]

    @property
    def probabilities(self) -> dict[str, float]:
        """Return the probability of each simulated scenario."""
        return {name: self.chosen.probabilities[name] for name in self.members}

    @property
    def scenario(self) -> Scenario:
        """Return the first scenario: region, information set and target are those of all."""
        return self._first.scenario

    @property
    def hindsight(self) -> bool:
        """Tell whether the probabilities were judged with figures later than the scenarios see."""
        judged = self.chosen.as_of
        return judged is not None and judged > self.scenario.as_of

    def probability(self, reading: str) -> float:
        """Probability that the target is met at the horizon under one reading.

        Parameters
        ----------
        reading
            One of `analysis.simulation.READINGS`.

        Returns
        -------
        float
            P(met) = sum of p_s P(met | s) over the scenarios s, the law of total probability.

        Raises
        ------
        ModelError
            The reading is unknown.
        """
        check_reading(reading)
        return float(self._mean(f"Target|{reading}")[-1])

    def summary(self, *prefixes: str) -> pd.DataFrame:
        """Summarise the weighted draws as tidy results.

        Parameters
        ----------
        *prefixes
            Keep variables that start with one of these; all if none is given.

        Returns
        -------
        DataFrame
            Columns and rows of `Simulation.summary`, scenario the name of the set. Means,
            probabilities and given values are weighted sums, quantiles are those of the weighted
            draws, a largest draw is the largest of all.
        """
        frames = {name: sim.summary(*prefixes) for name, sim in self.members.items()}
        rows = next(iter(frames.values())).assign(scenario=self.chosen.name)
        values = pd.DataFrame({name: f.set_index(_ROW)["value"] for name, f in frames.items()})
        # Around the first scenario, so that what all of them give is given back to the last digit.
        around = values.sub(values.iloc[:, 0], axis=0) * pd.Series(self.probabilities)
        mixed = values.iloc[:, 0] + around.sum(axis=1, skipna=False)
        largest = mixed.index.get_level_values("variable").str.endswith(_LARGEST)
        mixed[largest] = values[largest].max(axis=1)
        quantiles = pd.Series(dict(self._quantile_rows()))
        mixed.update(quantiles[quantiles.index.isin(mixed.index)])
        return rows.assign(value=mixed.reindex(pd.MultiIndex.from_frame(rows[_ROW])).to_numpy())

    def variance_shares(self, *prefixes: str) -> pd.DataFrame:
        """Split the doubt: how much is which scenario comes, how much is left within each.

        Parameters
        ----------
        *prefixes
            Keep variables that start with one of these; all if none is given.

        Returns
        -------
        DataFrame
            Columns variable, unit, year, standard_deviation (in the unit), between_share and
            within_share (fractions that add up to one). Rows without doubt are left out.

        Notes
        -----
        Law of total variance: Var X = sum_s p_s (m_s - m)^2 + sum_s p_s Var(X | s), m = sum_s p_s
        m_s. Shares are of variance, so a scenario that moves the tail alone counts for little.
        """
        rows = [
            (name, self._first.tally.variables[name].unit, *row)
            for name in self._pooled
            if not prefixes or name.startswith(prefixes)
            for row in self._split(name)
        ]
        columns = ["standard_deviation", "between_share", "within_share"]
        return pd.DataFrame(rows, columns=["variable", "unit", "year", *columns])

    def _split(self, variable: str) -> Iterator[tuple[int, float, float, float]]:
        """Split the variance of a variable, year by year where there is any."""
        mixed = self._mean(variable)
        between = sum(
            (
                p * (self.members[name].tally.mean(variable) - mixed) ** 2
                for name, p in self.probabilities.items()
            ),
            start=np.zeros(len(mixed)),
        )
        within = self._pooled[variable].within
        for year, mean, *parts in zip(self._years(variable), mixed, between, within, strict=True):
            variance = sum(parts)
            if variance > (_ROUNDING * mean) ** 2:
                yield year, variance**0.5, parts[0] / variance, parts[1] / variance

    @property
    def _first(self) -> Simulation:
        return next(iter(self.members.values()))

    def _mean(self, variable: str) -> _Numbers:
        means = [
            p * self.members[name].tally.mean(variable) for name, p in self.probabilities.items()
        ]
        return np.asarray(np.sum(means, axis=0))

    def _years(self, variable: str) -> list[int]:
        """Return the year of each row of a variable."""
        years = [int(year) for year in self._first.years]
        kind = self._first.tally.variables[variable].kind
        return years[-1:] if kind == "horizon" else years

    def _quantile_rows(self) -> Iterator[tuple[tuple[str, str, int, str], float]]:
        for name, pooled in self._pooled.items():
            unit = self._first.tally.variables[name].unit
            # Variables of which only the mean is shown have no level.
            for statistic, values in zip(STATISTICS, pooled.quantiles, strict=False):
                for year, value in zip(self._years(name), values, strict=True):
                    yield (name, unit, year, statistic), float(value)

    @cached_property
    def _pooled(self) -> dict[str, Pooled]:
        return pool(list(self.members.values()), list(self.probabilities.values()))


def mixture(chosen: str | ScenarioSet | Mapping[str, float], **overrides: Any) -> Mixture:
    """Mix the scenarios of a set by their probabilities.

    Parameters
    ----------
    chosen
        Name of a file in `data/scenario_sets`, a set, or the probability of each scenario by name.
    **overrides
        Parameters given to every scenario, as in `analysis.scenario.load`.

    Returns
    -------
    Mixture
        Its draws are those of its members, each with the weight of its scenario.

    Raises
    ------
    DataError
        A table is damaged.
    ModelError
        The region has too few figures up to `as_of`.
    ParameterError
        An override is unknown or not allowed.
    ScenarioError
        The set is unknown or damaged, its probabilities do not add up to one, or its scenarios
        differ in what they are asked.
    """
    found = as_set(chosen)
    members = set_members(found, **overrides)
    return Mixture(
        found,
        {name: simulate(members[name]) for name, p in found.probabilities.items() if p > 0},
    )

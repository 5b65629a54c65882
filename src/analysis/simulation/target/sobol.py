"""Which uncertain inputs account for the spread of an answer: Sobol indices of the simulation."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.models.sensitivity_indices import sobol_indices
from analysis.scenario import Scenario, assumptions_log
from analysis.simulation.drawing import draw
from analysis.simulation.preparation import Prepared, prepare
from analysis.simulation.streams import BLOCK
from analysis.simulation.target.input_groups import INPUT_GROUPS, PRICE_PATH, group_of
from analysis.simulation.target.measures import Measure, measure, measured
from analysis.simulation.target.uniform_streams import ComponentLog, UniformStreams

__all__ = ["VarianceShares", "log_with_shares", "sobol"]

_COLUMNS = [
    f"{name}{end}" for name in ("first_order", "total") for end in ("", "_low", "_high")
]  # fmt: skip
Place = tuple[str, int]


class _UnvaryingError(Exception):
    """The answer is one number in every draw."""


@dataclass(frozen=True)
class VarianceShares:
    """Shares of the variance of an answer, by group of inputs.

    Attributes
    ----------
    measure
        The answer.
    table
        One row a group, largest total first: group, parameters, ``first_order`` and ``total`` with
        the ends of their 95 % intervals. Not a number where the answer does not vary.
    mean, variance
        Of the answer over the draws.
    evaluations
        Draws made.
    """

    measure: Measure
    table: pd.DataFrame
    mean: float
    variance: float
    evaluations: int

    @property
    def varies(self) -> bool:
        """Whether there is a variance to share out."""
        return self.variance > 0

    @property
    def interactions(self) -> float:
        """Share of the variance that no group has alone: one less the first-order shares."""
        return 1.0 - float(self.table["first_order"].sum(skipna=False))


def sobol(scenario: Scenario, outcome: str, n: int, rng: np.random.Generator) -> VarianceShares:
    """Share the variance of an answer out over the uncertain inputs of the simulation.

    Parameters
    ----------
    scenario
        Resolved scenario. Its `draws` and `seed` play no part.
    outcome
        One of `MEASURES`: a reading for its workplaces at the horizon, ``met:`` and a reading for
        whether the target is met, or ``spent``.
    n
        Size of the base sample, a power of two; n (groups + 2) draws are made.
    rng
        Source of randomness.

    Returns
    -------
    VarianceShares
        First-order and total indices of each of `INPUT_GROUPS`. An answer that is the same in
        every draw has none, and says so.

    Raises
    ------
    ModelError
        The outcome is unknown or n is no power of two.

    Notes
    -----
    An input is a random component of the draws: a named stream of the seed, here fed from a
    scrambled Sobol sequence through its quantile function. All are independent by construction:
    what realisation, delay and overrun have in common is the luck of the programme, and what the
    posts of clusters have in common a yield of its own, both inputs. Nothing else is correlated,
    so no index has to be corrected for it. Parameters themselves do not vary here; they set where
    the inputs lie and how far they spread. The price path is one of the equally likely paths drawn
    beforehand, put in order of its level. Estimators: `models.sensitivity_indices`.
    """
    asked = measure(outcome)
    prepared = _in_order_of_price(prepare(scenario.model_copy(update={"draws": BLOCK})))
    places = group_of(_components(prepared))
    groups = {name: [_label(place) for place in places if places[place] == name]
              for name in dict.fromkeys(places.values())}  # fmt: skip

    def answer(inputs: pd.DataFrame) -> NDArray[np.float64]:
        values = _evaluate(prepared, inputs, places, outcome)
        if np.ptp(values) == 0:
            raise _UnvaryingError(values[0], len(values))
        return values

    unit = dict.fromkeys(map(_label, places), (0.0, 1.0))
    try:
        found = sobol_indices(answer, unit, n, rng=rng, groups=groups)
    except _UnvaryingError as same:
        empty = pd.DataFrame(np.nan, pd.Index(groups, name="input"), _COLUMNS)
        return VarianceShares(asked, _table(empty), float(same.args[0]), 0.0, int(same.args[1]))
    indices = found.indices.sort_values("total", ascending=False, kind="stable")
    return VarianceShares(asked, _table(indices), found.mean, found.variance, found.evaluations)


def _label(place: Place) -> str:
    return f"{place[0]} {place[1]}"


def _components(prepared: Prepared) -> dict[str, int]:
    """List what a draw asks of its streams, by drawing one."""
    asked = ComponentLog(prepared.scenario.seed, 0, 1)
    draw(prepared, 0, 1, asked)
    return {**asked.rows, PRICE_PATH: 1}


def _in_order_of_price(prepared: Prepared) -> Prepared:
    """Sort the price paths by level, so that near uniforms mean like prices."""
    return replace(prepared, price=prepared.price[:, np.argsort(prepared.price.mean(axis=0))])


def _evaluate(
    prepared: Prepared, inputs: pd.DataFrame, places: Mapping[Place, str], outcome: str
) -> NDArray[np.float64]:
    """Make one draw of each row of uniforms."""
    out = np.empty(len(inputs))
    rows = Counter(component for component, _ in places)
    for start in range(0, len(inputs), BLOCK):
        part = inputs.iloc[start : start + BLOCK]
        given = {
            component: part[[_label((component, row)) for row in range(count)]].to_numpy().T
            for component, count in rows.items()
        }
        taken = (given.pop(PRICE_PATH)[0] * prepared.price.shape[1]).astype(np.intp)
        case = replace(prepared, price=prepared.price[:, taken])
        draws = draw(case, 0, len(part), UniformStreams(given))
        out[start : start + len(part)] = measured(draws, prepared.scenario, outcome)
    return out


def _table(indices: pd.DataFrame) -> pd.DataFrame:
    parameters = {group.name: ", ".join(group.parameters) for group in INPUT_GROUPS}
    table = indices[_COLUMNS].rename_axis("group").reset_index()
    table.insert(1, "parameters", table["group"].map(parameters).fillna(""))
    return table


def log_with_shares(scenario: Scenario, shares: VarianceShares) -> pd.DataFrame:
    """Put beside each assumption the share of the answer's variance that hangs on it.

    Parameters
    ----------
    scenario
        Resolved scenario.
    shares
        As from `sobol`.

    Returns
    -------
    DataFrame
        The assumptions log with ``inputs``, the groups of inputs whose spread the parameter sets,
        and ``sobol_share``, the largest of their total indices: an upper bound for the parameter
        where the group has others, not a number where it sets the spread of none.
    """
    total = shares.table.set_index("group")["total"]
    log = assumptions_log(scenario)
    groups = {
        name: [group.name for group in INPUT_GROUPS if name in group.parameters]
        for name in log["name"]
    }
    log["inputs"] = [", ".join(groups[name]) for name in log["name"]]
    log["sobol_share"] = [
        float(total[groups[name]].max()) if groups[name] else np.nan for name in log["name"]
    ]
    return log

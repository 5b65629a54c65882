"""What a planner or a critic could move by a little, in the units in which it is spoken of."""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

from analysis.models.programme import SOURCES
from analysis.models.score_tables import ScoreTable
from analysis.scenario import Scenario
from analysis.simulation.draws import Draws, total
from analysis.simulation.preparation import Prepared
from analysis.simulation.streams import Streams
from analysis.simulation.target.moved import moved
from analysis.simulation.triangles import spread_around

__all__ = ["COST_FACTOR", "LEVERS", "Lever", "Position", "cost_of_a_post", "moved_by_lever"]

# No parameter: the cost of every post, as a multiple of what the evidence says.
COST_FACTOR = "cost of every post"
Array = NDArray[np.float64]


class Position(NamedTuple):
    """Where the draws stand, of a lever that its parameter does not tell.

    Attributes
    ----------
    of
        The position in each draw of a chunk, shape (draws,).
    median
        Whether the draws stand at its median; else at its mean.
    """

    of: Callable[[Draws], Array]
    median: bool = False


class Lever(NamedTuple):
    """One thing that can be moved.

    Attributes
    ----------
    words
        The unit change a rule of thumb is about.
    parameter
        What is turned: a parameter with a range in the assumptions log, or `COST_FACTOR`.
    step
        The unit change, in `unit`.
    unit
        Unit of the position.
    position
        Where the draws stand, or the mean of what the scenario draws; None where that is the value
        of the parameter itself.
    """

    words: str
    parameter: str
    step: float
    unit: str
    position: Position | Callable[[Scenario], float] | None = None


def cost_of_a_post(draws: Draws) -> Array:
    """Return the cost of a gross post in each draw.

    Parameters
    ----------
    draws
        Draws of a simulation.

    Returns
    -------
    ndarray
        RUB mn in prices of `as_of`, shape (draws,); infinite where a ruble makes no post.
    """
    posts = total(draws.jobs.posts_per_rub_mn * draws.money.cluster_share).astype(np.float64)
    with np.errstate(divide="ignore"):
        return np.asarray(1 / posts)


def _coming(source: str) -> Position:
    place = SOURCES.index(source)
    return Position(lambda draws: np.asarray(draws.money.realised[place], dtype=np.float64))


def _spent(draws: Draws) -> Array:
    return np.asarray(total(total(draws.money.disbursed)), dtype=np.float64)


def _mean_of(name: str, spread: str, upper: float = 1.0) -> Callable[[Scenario], float]:
    """Mean of a triangle after its cut at bounds, which its mode alone does not tell."""

    def position(scenario: Scenario) -> float:
        streams = Streams(scenario.seed, 0, scenario.draws)
        drawn = spread_around(scenario, name, spread, streams, upper=upper)
        return float(drawn.mean(dtype=np.float64))

    return position


def _share(words: str, stem: str, step: float, unit: str) -> Lever:
    name = f"{stem}_share"
    return Lever(words, name, step, f"{unit}, mean", _mean_of(name, f"{stem}_spread"))


_POINT = 0.01
_MORE = "1 percentage point more"
LEVERS = (
    Lever(
        f"{_MORE} of the private money comes", "extra_budgetary_realisation_share", _POINT,
        "fraction of the plan that comes, mean", _coming("extra_budgetary"),
    ),
    Lever(
        f"{_MORE} of the federal money comes", "federal_realisation_share", _POINT,
        "fraction of the plan that comes, mean", _coming("federal"),
    ),
    Lever(
        f"{_MORE} of the regional money comes", "regional_realisation_share", _POINT,
        "fraction of the plan that comes, mean", _coming("regional"),
    ),
    Lever("RUB 1 bn more is promised", "investment_need_rub_bn", 1.0, "RUB bn, nominal"),
    Lever(
        "RUB 1 bn more is spent by the horizon", "investment_need_rub_bn", 1.0,
        "RUB bn, nominal, mean", Position(_spent),
    ),
    Lever(
        "posts are dearer in proportion, the median one by RUB 1 mn", COST_FACTOR, 1.0,
        "RUB mn of private money a post, median", Position(cost_of_a_post, median=True),
    ),
    Lever("the money comes a year later", "slip_years", 1.0, "years of delay, mean"),
    Lever("posts are filled a year later", "job_lag_years", 1.0, "years from spending to post"),
    _share(f"{_MORE} deadweight", "deadweight", _POINT, "fraction of gross posts"),
    _share(f"{_MORE} displacement", "displacement", _POINT, "fraction of the posts left"),
    _share(f"{_MORE} leakage", "leakage", _POINT, "fraction of the posts left"),
    _share(f"{_MORE} substitution", "substitution", _POINT, "fraction of the posts left"),
    Lever(
        "0.1 more further jobs a job", "local_multiplier", 0.1,
        "further jobs a net direct job, mean",
        _mean_of("local_multiplier", "local_multiplier_spread", np.inf),
    ),
    _share(
        f"{_MORE} yield of a budget ruble", "budget_money_job", _POINT,
        "fraction of a private ruble's",
    ),
    _share(
        "0.1 percentage points more inflow of labour a year", "labour_inflow", 0.001,
        "fraction of the labour force a year",
    ),
    _share(
        f"{_MORE} of the unemployed at hand", "unemployed_available", _POINT,
        "fraction of the unemployed",
    ),
    Lever(
        f"{_MORE} density of the stock against the nation", "hpw_regional_ratio", _POINT,
        "ratio to the nation",
    ),
    Lever(f"{_MORE} growth of the stock a year", "hpw_growth_share", _POINT, "fraction a year"),
    _share(f"{_MORE} of new jobs count in the stock", "hpw_new", _POINT, "fraction of net jobs"),
)  # fmt: skip


def moved_by_lever(prepared: Prepared, lever: Lever, value: float) -> Prepared:
    """Turn one lever.

    Parameters
    ----------
    prepared
        The scenario as it is.
    lever
        What is turned.
    value
        New value of its parameter, or multiple of the cost of every post.

    Returns
    -------
    Prepared
        The scenario with the lever turned.

    Raises
    ------
    ParameterError
        The value is not allowed.
    """
    if lever.parameter != COST_FACTOR:
        return moved(prepared, {lever.parameter: value})
    return replace(
        prepared, responses=tuple(_scaled(table, 1 / value) for table in prepared.responses)
    )


def _scaled(table: ScoreTable, factor: float) -> ScoreTable:
    return ScoreTable(lambda luck: table(special.ndtri(luck)) * factor)

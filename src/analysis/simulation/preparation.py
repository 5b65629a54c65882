"""What is settled before the first draw: fitted courses, tabulated distributions, constants."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import special

from analysis.errors import ModelError
from analysis.models.baseline import fit_forecast
from analysis.models.calibration import packaged
from analysis.models.distributions import gamma_delay, scaled_beta, triangular
from analysis.models.forecaster import Forecaster
from analysis.models.lenses import Lens, lens_draws
from analysis.models.programme import SOURCES, SpendCurve, planned_by_source
from analysis.models.score_tables import ScoreTable
from analysis.scenario import Scenario
from analysis.simulation.draws import Array
from analysis.simulation.evidence import Course, Evidence, gather
from analysis.simulation.remembered import remembered
from analysis.simulation.streams import BLOCK, Streams

__all__ = ["PATHS", "Prepared", "prepare"]

# A path of the region costs as much as all the rest of a draw, and its quantiles are known to less
# than a hundredth of its spread from this many. A multiple of the block.
PATHS = 13 * BLOCK

# The parameters that decide the paths of the region.
_OF_COURSES = ("region", "as_of", "horizon", "seed", "draws")
_COARSE = np.linspace(-8.2, 8.2, 1025)

_fit = remembered(fit_forecast)


@dataclass(frozen=True)
class Prepared:
    """Everything the draws of one scenario share.

    Attributes
    ----------
    scenario, evidence
        The scenario and the figures it sees.
    years
        Calendar years, from the earlier of programme start and `as_of` to the horizon.
    employment, investment, price
        Paths of the years after `as_of` without the programme, shape (years ahead, paths). Draw i
        takes path i; after `PATHS` draws they come round again.
    planned
        Money planned by source, RUB bn nominal, shape (sources,).
    curve
        Planned cumulative spending.
    realised
        For each source the fraction of the plan that comes, by normal score.
    slip, overrun
        Delay in years and cost overrun of a cluster, by normal score.
    responses
        Jobs per RUB mn of `as_of` prices by normal score, for each lens.
    """

    scenario: Scenario
    evidence: Evidence
    years: NDArray[np.int64]
    employment: Array
    investment: Array
    price: Array
    planned: NDArray[np.float64]
    curve: SpendCurve
    realised: tuple[ScoreTable, ...]
    slip: ScoreTable
    overrun: ScoreTable
    responses: tuple[ScoreTable, ...]


def prepare(scenario: Scenario, *, like: Prepared | None = None, coarse: bool = False) -> Prepared:
    """Gather the evidence of a scenario, fit its courses and tabulate its distributions.

    Parameters
    ----------
    scenario
        Resolved scenario.
    like
        Another scenario, whose evidence and paths of the region are taken over where they are the
        same.
    coarse
        Whether realisation may be off by less than a thousandth, in a tenth of the time: for many
        scenarios of few draws.

    Returns
    -------
    Prepared
        The same for the same scenario, bit for bit, on one machine.

    Raises
    ------
    DataError
        A table is damaged.
    ModelError
        The region has too few figures up to `as_of`.
    """
    evidence = gather(scenario, None if like is None else (like.scenario, like.evidence))
    employment, investment, price = _courses(scenario, evidence, like)
    beta_table = _coarse_beta_table if coarse else _beta_table
    first = min(scenario.programme_start, scenario.as_of)
    return Prepared(
        scenario=scenario,
        evidence=evidence,
        years=np.arange(first, scenario.horizon + 1),
        employment=employment,
        investment=investment,
        price=price,
        planned=_planned(
            scenario.investment_need_rub_bn,
            scenario.extra_budgetary_share,
            scenario.federal_budget_share,
        ),
        curve=_curve(
            scenario.programme_start,
            scenario.programme_end,
            scenario.spend_curve_alpha,
            scenario.spend_curve_beta,
        ),
        realised=tuple(
            beta_table(expected.mean, scenario.realisation_ceiling_share, expected.dispersion)
            for expected in (evidence.realisation[source] for source in SOURCES)
        ),
        slip=_slip(scenario.slip_years),
        overrun=_overrun(scenario.cost_overrun_share, scenario.cost_overrun_spread),
        responses=tuple(_response(lens) for lens in evidence.lenses),
    )


def _courses(
    scenario: Scenario, evidence: Evidence, like: Prepared | None
) -> tuple[Array, Array, Array]:
    """Draw the paths of all courses, or take them over."""
    if like is not None and all(
        getattr(scenario, name) == getattr(like.scenario, name) for name in _OF_COURSES
    ):
        return like.employment, like.investment, like.price
    return (
        _paths(scenario, evidence.employment),
        _paths(scenario, evidence.investment),
        _paths(scenario, evidence.deflator),
    )


def _paths(scenario: Scenario, course: Course) -> Array:
    """Draw the paths of one course."""
    steps = scenario.horizon - scenario.as_of
    try:
        fitted = _fit(
            course.series,
            steps,
            breaks=course.breaks,
            wide=course.others,
            calibration=packaged(course.subject, until=scenario.as_of),
        )
    except ModelError as error:
        raise ModelError(
            f"region {scenario.region}, as_of {scenario.as_of}: {course.subject}: {problem}; "
            "choose another region or as_of"
            for problem in error.problems
        ) from None
    whole_blocks = -(-scenario.draws // BLOCK) * BLOCK
    return _drawn(fitted, course.subject, steps, scenario.seed, min(whole_blocks, PATHS))


@lru_cache(maxsize=6)
def _drawn(fitted: Forecaster, subject: str, steps: int, seed: int, count: int) -> Array:
    """Draw paths; a notebook asks for those of its scenario several times."""
    streams = Streams(seed, 0, count)
    paths = streams.fill(f"{subject} baseline", steps, lambda rng: fitted.draw(BLOCK, rng).T)
    paths.flags.writeable = False
    return paths


@lru_cache(maxsize=8)
def _planned(
    need: float, extra_budgetary_share: float, federal_budget_share: float
) -> NDArray[np.float64]:
    planned = planned_by_source(need, extra_budgetary_share, federal_budget_share)
    planned.flags.writeable = False
    return planned


@lru_cache(maxsize=8)
def _curve(start: int, end: int, alpha: float, beta: float) -> SpendCurve:
    return SpendCurve(start, end, alpha=alpha, beta=beta)


@lru_cache(maxsize=256)
def _beta_table(mean: float, ceiling: float, dispersion: float) -> ScoreTable:
    """Tabulate a realisation; inverting a Beta distribution is the slowest step of a repeat."""
    return ScoreTable(lambda luck: scaled_beta(luck, mean, ceiling=ceiling, dispersion=dispersion))


def _coarse_beta_table(mean: float, ceiling: float, dispersion: float) -> ScoreTable:
    """Invert at few scores, and interpolate."""
    uniforms = special.ndtr(_COARSE)
    values = scaled_beta(uniforms, mean, ceiling=ceiling, dispersion=dispersion)
    return ScoreTable(lambda luck: np.interp(special.ndtri(luck), _COARSE, values))


@lru_cache(maxsize=64)
def _slip(mean: float) -> ScoreTable:
    return ScoreTable(lambda luck: gamma_delay(luck, mean))


@lru_cache(maxsize=64)
def _overrun(share: float, spread: float) -> ScoreTable:
    return ScoreTable(lambda luck: triangular(luck, share, spread, lower=0.0, upper=np.inf))


@lru_cache(maxsize=64)
def _response(lens: Lens) -> ScoreTable:
    return ScoreTable(lambda luck: lens_draws(lens, np.asarray(special.ndtri(luck))))

"""Draw one chunk of a scenario: the region without the programme, the money, the stock."""

from dataclasses import dataclass

import numpy as np

from analysis.models.high_productivity import national_density_stock, stock_changes
from analysis.models.programme import spend_by_year, weighted_total
from analysis.models.score_tables import common_factor_scores
from analysis.scenario import Scenario
from analysis.scenario.sections import HighProductivity
from analysis.simulation.drawing_jobs import draw_jobs
from analysis.simulation.draws import REAL, Array, Draws, Money, Stock, jobs_since
from analysis.simulation.evidence import Course
from analysis.simulation.preparation import Prepared
from analysis.simulation.streams import Streams
from analysis.simulation.triangles import share, spread_around

__all__ = ["draw"]

# The parameters that can touch more than the stock of high-productivity workplaces.
_NOT_OF_THE_STOCK = [
    name
    for name in Scenario.model_fields
    if name != "target_jobs" and name not in HighProductivity.model_fields
]


def draw(prepared: Prepared, start: int, stop: int, streams: Streams | None = None) -> Draws:
    """Draw the cases from `start` to `stop`.

    Parameters
    ----------
    prepared
        What the draws share.
    start, stop
        First draw and the draw after the last; `start` is a multiple of `BLOCK`.
    streams
        Random numbers of these draws; those of the scenario's seed if not given.

    Returns
    -------
    Draws
        Each draw is the same however the draws are cut into chunks.
    """
    scenario = prepared.scenario
    streams = Streams(scenario.seed, start, stop) if streams is None else streams
    of_courses = _courses_are_made_of(prepared)
    courses = streams.made("courses", of_courses, lambda: _courses(prepared, start, stop))
    price = courses.price
    of_money = _money_is_made_of(prepared, price)
    money = streams.made("money", of_money, lambda: _money(prepared, price, streams))
    of_jobs = _jobs_are_made_of(prepared, price, money)
    jobs = streams.made("jobs", of_jobs, lambda: draw_jobs(prepared, money, price, streams))
    return Draws(
        years=prepared.years,
        employment=courses.employment,
        investment=courses.investment,
        price=price,
        additional_share=share(scenario, "additional", streams),
        money=money,
        jobs=jobs,
        stock=_stock(prepared, jobs.net, streams),
    )


@dataclass(frozen=True)
class _Courses:
    """The region without the programme, each of shape (years, draws)."""

    employment: Array
    investment: Array
    price: Array


def _courses_are_made_of(prepared: Prepared) -> tuple[object, ...]:
    evidence = prepared.evidence
    return (
        *_years(prepared),
        prepared.scenario.as_of,
        evidence.employment,
        evidence.investment,
        evidence.deflator,
        prepared.employment,
        prepared.investment,
        prepared.price,
    )


def _money_is_made_of(prepared: Prepared, price: Array) -> tuple[object, ...]:
    return (
        *_years(prepared),
        price,
        prepared.planned,
        prepared.curve,
        *prepared.realised,
        prepared.slip,
        prepared.overrun,
        prepared.evidence.clusters,
        prepared.scenario.realisation_correlation,
    )


def _jobs_are_made_of(prepared: Prepared, price: Array, money: Money) -> tuple[object, ...]:
    """Count more in than they need: all parameters but those of the stock."""
    parameters = [getattr(prepared.scenario, name) for name in _NOT_OF_THE_STOCK]
    return (*_years(prepared), price, money, prepared.evidence, *prepared.responses, *parameters)


def _years(prepared: Prepared) -> tuple[int, int]:
    return int(prepared.years[0]), int(prepared.years[-1])


def _courses(prepared: Prepared, start: int, stop: int) -> _Courses:
    evidence = prepared.evidence

    def course(published: Course, paths: Array) -> Array:
        return _course(prepared, published, paths, start, stop)

    return _Courses(
        course(evidence.employment, prepared.employment),
        course(evidence.investment, prepared.investment),
        course(evidence.deflator, prepared.price),
    )


def _course(prepared: Prepared, course: Course, paths: Array, start: int, stop: int) -> Array:
    """Join published figures to paths; years before the first figure take its value."""
    years = prepared.years
    seen = years[years <= prepared.scenario.as_of]
    out = np.empty((len(years), stop - start), dtype=REAL)
    out[: len(seen)] = course.series.reindex(seen).bfill().to_numpy(dtype=np.float64)[:, None]
    out[len(seen) :] = _come_round(paths, start, stop)
    return out


def _come_round(paths: Array, start: int, stop: int) -> Array:
    """Return the paths of the draws from `start` to `stop`."""
    count = paths.shape[1]
    first = start % count
    if first + stop - start <= count:
        return paths[:, first : first + stop - start]
    return paths.take(np.arange(start, stop), axis=1, mode="wrap")


def _money(prepared: Prepared, price: Array, streams: Streams) -> Money:
    scenario, clusters = prepared.scenario, prepared.evidence.clusters
    factor = streams.normal("programme luck")
    correlation = scenario.realisation_correlation

    def joined(component: str, rows: int, luck: Array) -> Array:
        return common_factor_scores(luck, streams.normals(component, rows), correlation)

    scores = joined("realisation", len(prepared.realised), factor)
    realised = np.stack([table(row) for table, row in zip(prepared.realised, scores, strict=True)])
    # Good luck is much money, little delay and little overrun.
    slip = prepared.slip(joined("slip", len(clusters), -factor))
    overrun = prepared.overrun(joined("overrun", len(clusters), -factor))
    cluster_share = streams.shares("cluster shares", np.array(clusters.weights))
    timing = spend_by_year(prepared.curve, prepared.years, slip)
    committed = np.asarray(prepared.planned[:, None] * realised, dtype=REAL)
    disbursed = np.asarray(committed[:, None] * weighted_total(cluster_share, timing), dtype=REAL)
    spent = disbursed
    if overrun.any():
        effective = weighted_total(cluster_share / (1 + overrun), timing)
        spent = np.asarray(committed[:, None] * effective, dtype=REAL)
    return Money(
        planned=prepared.planned,
        realised=realised,
        cluster_share=cluster_share,
        slip=slip,
        overrun=overrun,
        timing=timing,
        disbursed=disbursed,
        spent=spent,
        real=spent / price,
    )


def _stock(prepared: Prepared, net: Array, streams: Streams) -> Stock:
    scenario, count = prepared.scenario, prepared.evidence.stock
    ratio = spread_around(scenario, "hpw_regional_ratio", "hpw_regional_spread", streams)
    growth = spread_around(scenario, "hpw_growth_share", "hpw_growth_spread", streams, lower=-1.0)
    initial = national_density_stock(
        count.workplaces, count.national_employed, count.regional_employed, ratio
    )
    since = np.maximum(prepared.years - count.year, 0)
    new_share = share(scenario, "hpw_new", streams)
    since_count = jobs_since(net, prepared.years, count.year)
    reclassified, new = stock_changes(initial, growth, new_share, since_count, since)
    return Stock(initial, reclassified, new_share, new)

"""Cases between information sets: some pieces of evidence as known then, the others later."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from math import log

import numpy as np
from scipy import special

from analysis.errors import ModelError
from analysis.models.lenses import Lens, lens_draws
from analysis.models.score_tables import ScoreTable
from analysis.scenario import Scenario, from_parameters
from analysis.simulation.evidence import LENSES, Evidence
from analysis.simulation.preparation import Prepared

__all__ = ["COURSES", "PIECES", "InformationSets", "first_as_of", "restated", "seen_from"]

# What a year's news can be about, and the fields of the evidence that hold it; a lens goes with the
# piece it is read from.
COURSES = "courses and prices"
PIECES: dict[str, tuple[str, ...]] = {
    "zone record": ("zone_records", "cost"),
    "panel response": ("response",),
    "capital intensity": ("capital",),
    "reference class of promises": ("money_classes", "realisation"),
    COURSES: ("employment", "investment", "deflator", "construction_jobs_per_rub_bn"),
    "labour figures": ("unemployed", "labour_force"),
    "stock count": ("stock",),
}
_OF_LENS = dict(zip(LENSES, ("zone record", "panel response", "capital intensity"), strict=True))


def first_as_of() -> int:
    """Return the first information set that the schema allows."""
    bounds = Scenario.model_fields["as_of"].metadata
    return int(next(bound.ge for bound in bounds if hasattr(bound, "ge")))


def seen_from(scenario: Scenario, as_of: int, *, draws: int) -> Scenario:
    """Put a scenario back, or forward, to what was known at the end of a year.

    Parameters
    ----------
    scenario
        Resolved scenario.
    as_of
        Last year seen.
    draws
        Draws of the simulation.

    Returns
    -------
    Scenario
        The same promise, assumptions, horizon and seed. `treated_from`, which may not lie after
        `as_of` and moves nothing that is compared, follows it back.
    """
    changes = {
        "as_of": as_of,
        "draws": draws,
        "treated_from": min(scenario.treated_from, as_of),
    }
    return from_parameters(**{**scenario.model_dump(), **changes})


def restated(lens: Lens, price_ratio: float) -> Lens:
    """State a lens in the prices of another year.

    Parameters
    ----------
    lens
        Jobs per ruble in the prices of one year.
    price_ratio
        Price index of the other year over that of the one.

    Returns
    -------
    Lens
        Its costs times the ratio, or its jobs per ruble over it.
    """
    if lens.scale == "cost":
        return lens._replace(centre=lens.centre + log(price_ratio))
    return lens._replace(centre=lens.centre / price_ratio, spread=lens.spread / price_ratio)


@dataclass(frozen=True)
class InformationSets:
    """The cases between what was known in one year and in a later one.

    Attributes
    ----------
    before, after
        The same scenario, prepared with the evidence of both years.

    Notes
    -----
    A lens is stated in prices of its own information set, and the price index of a case is 1 in the
    last year of its courses. Where the two differ, the lens is led to the prices of the courses by
    the published index of the later information set, so that a job keeps its real cost and the
    piece "courses and prices" carries the surprise in prices alone.
    """

    before: Prepared
    after: Prepared

    def case(self, pieces: Collection[str]) -> Prepared:
        """Take some pieces of evidence from the later year and all else from the earlier one.

        Parameters
        ----------
        pieces
            Names of `PIECES`.

        Returns
        -------
        Prepared
            Ready to be drawn; with no piece or all of them, exactly one of the two.
        """
        known = partial(self._known, pieces)
        courses = known(COURSES)
        basis = courses.scenario.as_of
        lenses = tuple(
            restated(lens, self._prices(known(_OF_LENS[lens.name]).scenario.as_of, basis))
            for lens in (known(_OF_LENS[name]).evidence.lenses[k] for k, name in enumerate(LENSES))
        )
        return replace(
            courses,
            evidence=_mixed({piece: known(piece).evidence for piece in PIECES}, lenses),
            realised=known("reference class of promises").realised,
            responses=tuple(map(_response, lenses)),
        )

    def _known(self, pieces: Collection[str], piece: str) -> Prepared:
        """Return the year from which a piece is taken."""
        return self.after if piece in pieces else self.before

    def _prices(self, year: int, basis: int) -> float:
        """Return the price index of `basis` over that of `year`."""
        return 1.0 if year == basis else self._index[basis] / self._index[year]

    @cached_property
    def _index(self) -> dict[int, float]:
        series = self.after.evidence.deflator.series
        years = [prepared.scenario.as_of for prepared in (self.before, self.after)]
        missing = [year for year in years if year not in series.index]
        if missing:
            raise ModelError(
                f"news: region {self.after.scenario.region} has no price index for {missing[0]} in "
                f"the information set of {years[1]}; choose later years or another region"
            )
        return {year: float(series[year]) for year in years}


def _mixed(evidence_of: Mapping[str, Evidence], lenses: tuple[Lens, ...]) -> Evidence:
    fields = {
        field: getattr(evidence_of[piece], field)
        for piece, names in PIECES.items()
        for field in names
    }
    return replace(evidence_of[COURSES], lenses=lenses, **fields)


@lru_cache(maxsize=64)
def _response(lens: Lens) -> ScoreTable:
    """Tabulate a lens; the same few are asked for in every case."""
    return ScoreTable(lambda luck: lens_draws(lens, np.asarray(special.ndtri(luck))))

"""Prepared scenarios with parts exchanged: other draws without another look at the evidence."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any

import numpy as np
from scipy import special

from analysis import scenario
from analysis.models.lenses import Lens, lens_draws
from analysis.models.score_tables import ScoreTable
from analysis.simulation import LENSES
from analysis.simulation.drawing import draw
from analysis.simulation.draws import REAL, Array, Draws
from analysis.simulation.preparation import Prepared, prepare

DRAWS = 400
# Numbers are drawn in this precision; a few dozen operations round this much, as a fraction.
ROUNDING = 32 * float(np.finfo(REAL).eps)
# What is smaller is nothing in this precision, in any unit used.
_NOTHING = 1e-30


def assert_close(found: Array, expected: Array, *, scale: Array | float = 0.0) -> None:
    """Hold two arrays equal up to rounding of themselves, or of the numbers they came from."""
    size = np.maximum(np.maximum(np.abs(found), np.abs(expected)), np.abs(scale))
    gap = np.abs(np.asarray(found, dtype=float) - expected) - ROUNDING * size
    assert (gap <= _NOTHING).all(), f"off by {gap.max()} beyond rounding"


@cache
def prepared_case(**overrides: Any) -> Prepared:
    """Prepare the central case with overrides, on few draws."""
    return prepare(scenario.from_parameters(**{"draws": DRAWS, **overrides}))


def first_draws(prepared: Prepared, count: int = DRAWS) -> Draws:
    """Draw the first cases."""
    return draw(prepared, 0, count)


def assuming(prepared: Prepared, **parameters: Any) -> Prepared:
    """Exchange parameters that are looked at while drawing."""
    return replace(prepared, scenario=prepared.scenario.model_copy(update=parameters))


def weighing(prepared: Prepared, *weights: float) -> Prepared:
    """Exchange the weights of the lenses."""
    return replace(prepared, evidence=replace(prepared.evidence, lens_weights=weights))


def through(prepared: Prepared, lens: str) -> Prepared:
    """Look through one lens alone."""
    return weighing(prepared, *(float(name == lens) for name in LENSES))


def responding(prepared: Prepared, *lenses: Lens) -> Prepared:
    """Exchange the lenses themselves."""

    def table(lens: Lens) -> ScoreTable:
        return ScoreTable(lambda luck: lens_draws(lens, np.asarray(special.ndtri(luck))))

    return replace(
        prepared,
        evidence=replace(prepared.evidence, lenses=lenses),
        responses=tuple(table(lens) for lens in lenses),
    )


def keeping_clusters(prepared: Prepared, count: int) -> Prepared:
    """Keep the first clusters only."""
    clusters, evidence = prepared.evidence.clusters, prepared.evidence
    kept = replace(
        clusters,
        **{field.name: getattr(clusters, field.name)[:count] for field in fields(clusters)},
    )
    return replace(
        prepared,
        evidence=replace(
            evidence, clusters=kept, suppliers_per_post=evidence.suppliers_per_post[:count]
        ),
    )


def arrays(drawn: object, name: str = "") -> Iterator[tuple[str, Array]]:
    """List every array of draws with its dotted name."""
    if isinstance(drawn, np.ndarray):
        yield name, drawn
    elif isinstance(drawn, dict):
        for key, part in drawn.items():
            yield from arrays(part, f"{name}.{key}")
    elif is_dataclass(drawn):
        for field in fields(drawn):
            yield from arrays(getattr(drawn, field.name), f"{name}.{field.name}".lstrip("."))


def misplaced(values: Array, found: Array, level: float) -> float:
    """Return how far found quantiles stand from their level at the most, in standard errors.

    `values` has shape (years, draws), `found` shape (years,); a tie spans a range of levels. The
    standard error is that of the share of draws below the true quantile.
    """
    slack = ROUNDING * np.abs(found)
    below = (values < (found - slack)[:, None]).mean(axis=1)
    upto = (values <= (found + slack)[:, None]).mean(axis=1)
    off = float(np.maximum(np.maximum(below - level, level - upto), 0.0).max())
    return off / float(np.sqrt(level * (1 - level) / values.shape[1]))

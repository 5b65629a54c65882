"""Rolling-origin backtest over all regions, with an ensemble that learns only from before."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import pandas as pd
from joblib import (  # type: ignore[import-untyped, unused-ignore]
    Parallel,
    delayed,
    parallel_config,
)
from numpy.typing import NDArray

from analysis.errors import ModelError
from analysis.models.annual_series import log_growth_table
from analysis.models.calibration import Calibration
from analysis.models.case_scores import score_quantiles
from analysis.models.error_record import ErrorRecord, estimate
from analysis.models.member_forecasts import RECORDED, Case, Origin, region_cases
from analysis.models.pooling import common_growth, scale_prior

__all__ = ["RecordStore", "ensemble_quantiles", "record_errors", "rolling_origin", "score_record"]

Array = NDArray[np.float64]
Breaks = Sequence[int] | Mapping[str, Sequence[int]]
Progress = Callable[[int, int], None]

ENSEMBLE = "ensemble"


class RecordStore(Protocol):
    """Keeps records under what they depend on: the table, the settings, the code of the members."""

    def read(self, wide: pd.DataFrame, settings: Mapping[str, Any]) -> ErrorRecord | None:
        """Return the record of these inputs, or None."""

    def write(self, record: ErrorRecord, wide: pd.DataFrame, settings: Mapping[str, Any]) -> None:
        """Keep the record of these inputs."""


def rolling_origin(
    wide: pd.DataFrame,
    *,
    origins: Sequence[int],
    steps: int,
    models: Sequence[str],
    draws: int,
    rng: np.random.Generator,
    breaks: Breaks = (),
    jobs: int = 1,
    progress: Progress | None = None,
    cache: RecordStore | None = None,
) -> pd.DataFrame:
    """Forecast every region from every origin and score what came.

    Parameters
    ----------
    wide
        Positive yearly values, years in rows, regions in columns; regions may start late.
    origins
        Last years known. The ensemble at an origin learns from the earlier ones, so start early.
    steps
        Years ahead.
    models
        Members (`member_forecasts.RECORDED`) and ``ensemble``.
    draws
        Draws a member; scores use two hundred quantiles of them.
    rng
        Seeds the backtest. A case depends on the seed, region and origin only, not on `jobs`.
    breaks
        First years on a new basis, for all regions or by region.
    jobs
        Processes, each with one thread for linear algebra.
    progress
        Called with regions done and regions in all.
    cache
        Where records are kept, such as `execution.record_cache.RecordFolder`; None to keep nothing.

    Returns
    -------
    pandas.DataFrame
        One row a model, region, origin and horizon with an outcome: see
        `case_scores.score_quantiles`.

    Raises
    ------
    ModelError
        If a model is unknown or no region has eight years before an origin.
    """
    _check(models)
    record = record_errors(
        wide,
        origins=origins,
        steps=steps,
        draws=draws,
        rng=rng,
        breaks=breaks,
        jobs=jobs,
        progress=progress,
        cache=cache,
    )
    return score_record(record, models)


def record_errors(
    wide: pd.DataFrame,
    *,
    origins: Sequence[int],
    steps: int,
    draws: int,
    rng: np.random.Generator,
    breaks: Breaks = (),
    jobs: int = 1,
    progress: Progress | None = None,
    cache: RecordStore | None = None,
) -> ErrorRecord:
    """Forecast every region from every origin with every member.

    Parameters
    ----------
    wide, origins, steps, draws, rng, breaks, jobs, progress, cache
        As in `rolling_origin`.

    Returns
    -------
    ErrorRecord
        Cases by region, then origin.
    """
    seed = int(rng.integers(2**63))
    settings = {
        "origins": [int(year) for year in sorted(origins)],
        "steps": steps,
        "draws": draws,
        "seed": seed,
        "breaks": {code: sorted(_of(breaks, str(code))) for code in wide.columns},
    }
    found = None if cache is None else cache.read(wide, settings)
    if found is None:
        shared = [_shared(wide, year, steps, breaks) for year in sorted(origins)]
        tasks = [
            delayed(region_cases)(
                wide[code], shared, steps, draws=draws, seed=seed, breaks=_of(breaks, str(code))
            )
            for code in wide.columns
        ]
        found = _gather(_run_tasks(tasks, jobs, progress), origins)
        if cache is not None:
            cache.write(found, wide, settings)
    return found


def score_record(
    record: ErrorRecord,
    models: Sequence[str],
    *,
    calibrations: Mapping[int, Calibration] | None = None,
) -> pd.DataFrame:
    """Score members, and the ensemble with what could be learned before each origin.

    Parameters
    ----------
    record
        Member forecasts and outcomes.
    models
        Members and ``ensemble``.
    calibrations
        Weights and factors by origin. None to estimate them at each origin from the outcomes
        this record held by then.

    Returns
    -------
    pandas.DataFrame
        One row a model, region, origin and horizon with an outcome.
    """
    _check(models)
    frames = []
    for year in np.unique(record.origin):
        cases = record.select(record.origin == year)
        for model in models:
            if model == ENSEMBLE:
                known = (calibrations or {}).get(int(year)) or estimate(
                    [record], until=int(year), source="earlier origins"
                )
                quantiles = ensemble_quantiles(cases, known)
            else:
                quantiles = cases.quantiles[:, record.members.index(model)]
            frames.append(score_quantiles(model, cases, quantiles))
    return pd.concat(frames, ignore_index=True)


def ensemble_quantiles(cases: ErrorRecord, known: Calibration) -> Array:
    """Quantiles of the calibrated ensemble.

    Parameters
    ----------
    cases
        Member forecasts.
    known
        Weights and widening factors.

    Returns
    -------
    ndarray
        Shape (cases, steps, levels), log points.
    """
    weights = np.array([known.weights.get(name, 0.0) for name in cases.members])
    pooled = cases.pooled(weights / weights.sum())
    return np.array([known.widen(one.T).T for one in pooled])


def _run_tasks(tasks: Sequence[Any], jobs: int, progress: Progress | None) -> Iterator[list[Case]]:
    """Run one task a region, each process with one thread for linear algebra."""
    threads = 1 if jobs > 1 else None
    with parallel_config("loky", n_jobs=jobs, inner_max_num_threads=threads):
        for done, cases in enumerate(Parallel(return_as="generator")(tasks), start=1):
            if progress is not None:
                progress(done, len(tasks))
            yield cases


def _gather(found: Iterator[list[Case]], origins: Sequence[int]) -> ErrorRecord:
    cases = [case for region in found for case in region]
    if not cases:
        raise ModelError(f"wide: no region has eight known years before any of {list(origins)}")
    columns = {name: np.array([getattr(one, name) for one in cases]) for name in Case._fields}
    return ErrorRecord(RECORDED, **columns)


def _check(models: Sequence[str]) -> None:
    allowed = (*RECORDED, ENSEMBLE)
    unknown = [name for name in models if name not in allowed]
    if unknown or not models:
        raise ModelError(f"models: {unknown or 'none'} given, allowed: {', '.join(allowed)}")


def _shared(wide: pd.DataFrame, year: int, steps: int, breaks: Breaks) -> Origin:
    """Summarise all regions by what was known at an origin."""
    past = wide.loc[:year]
    growth = pd.concat(
        [log_growth_table(past[[code]], _of(breaks, str(code))) for code in past], axis=1
    )
    return Origin(year, common_growth(growth, steps), scale_prior(growth))


def _of(breaks: Breaks, region: str) -> Sequence[int]:
    return breaks.get(region, ()) if isinstance(breaks, Mapping) else breaks

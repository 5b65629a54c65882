"""Estimate weights and widening factors of the baseline from the panel and write them down.

Run as ``python -m analysis.execution.calibrate``: it writes ``calibration.json`` and
``track_record.parquet`` beside the models, which the package carries. Records of member forecasts
are cached by content in ``outputs/cache``.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from rich.progress import Progress

import analysis.models
from analysis import data
from analysis.execution.record_cache import RecordFolder
from analysis.models.backtest import RecordStore, record_errors, score_record
from analysis.models.error_record import ErrorRecord, estimate
from analysis.models.member_forecasts import RECORDED
from analysis.models.prices import price_table, volume_table
from analysis.models.track_record import compact

__all__ = [
    "SUBJECTS",
    "calibration_values",
    "main",
    "subject_record",
    "subject_table",
    "write_calibration",
    "write_track_record",
]

SUBJECTS = ("employment", "investment", "prices", "real_grp", "wages")
# Subject -> column of the regional panel. Prices are what nominal investment and its volume imply,
# real GRP is its chained volume index.
_COLUMNS = {
    "employment": "employed_thousand",
    "investment": "investment_rub_mn",
    "wages": "wage_rub_month",
}
ORIGINS = range(2007, 2020)
STEPS = 5
DRAWS = 2000
SEED = 20201231
JOBS = 2


def subject_record(
    subject: str,
    *,
    origins: Sequence[int] = ORIGINS,
    jobs: int = JOBS,
    bar: Progress | None = None,
    cache: RecordStore | None = None,
) -> ErrorRecord:
    """Backtest the members on one subject over all leaf regions of the panel.

    Parameters
    ----------
    subject
        One of `SUBJECTS`.
    origins
        Last years known. A case does not depend on which others are computed.
    jobs
        Processes.
    bar
        Where to show progress, if anywhere.
    cache
        Where records are kept by content; None to keep none.

    Returns
    -------
    ErrorRecord
        Forecasts and outcomes.
    """
    wide, breaks = subject_table(subject)
    show = None
    if bar is not None:
        task = bar.add_task(subject, total=wide.shape[1])
        show = lambda done, _total: bar.update(task, completed=done)  # noqa: E731
    return record_errors(
        wide,
        origins=origins,
        steps=STEPS,
        draws=DRAWS,
        rng=np.random.default_rng(SEED),
        breaks=breaks,
        jobs=jobs,
        progress=show,
        cache=cache,
    )


def subject_table(subject: str) -> tuple[pd.DataFrame, list[int]]:
    """Lay out one subject for the backtest.

    Parameters
    ----------
    subject
        One of `SUBJECTS`.

    Returns
    -------
    table, breaks
        Years in rows and leaf regions in columns, in the unit of the panel; first years on a new
        method.
    """
    regions = data.load_regions()
    panel = data.load_panel(regions=regions.index[regions["is_leaf"]].tolist())
    wide = {name: panel[name].unstack("code").sort_index() for name in panel}  # noqa: PD010
    if subject == "prices":
        return price_table(wide["investment_rub_mn"], wide["investment_real_index_pct"]), []
    if subject == "real_grp":
        return volume_table(wide["grp_real_index_pct"]), []
    column = _COLUMNS[subject]
    breaks = data.load_breaks(column).query("kind == 'method' and codes == 'all'")["year"]
    return wide[column], [int(year) for year in breaks]


def calibration_values(records: Mapping[str, ErrorRecord]) -> dict[str, Any]:
    """Estimate one calibration a subject and information year, and one from all subjects.

    Parameters
    ----------
    records
        Record by subject.

    Returns
    -------
    dict
        ``source`` and ``values``: subject -> list of calibrations, oldest first.
    """
    groups = {**{name: [one] for name, one in records.items()}, "general": list(records.values())}
    years = range(ORIGINS[0] + 1, ORIGINS[-1] + 2)
    values = {
        name: [
            estimate(group, until=year, source=f"panel, {name}, outcomes to {year}").to_json()
            for year in years
        ]
        for name, group in groups.items()
    }
    source = (
        f"python -m analysis.execution.calibrate: regional_panel.csv, {len(SUBJECTS)} subjects, "
        f"all leaf regions, origins {ORIGINS[0]}-{ORIGINS[-1]}, {DRAWS} draws, seed {SEED}"
    )
    return {"source": source, "values": values}


def write_track_record(records: Mapping[str, ErrorRecord], path: Path) -> None:
    """Score every member and the ensemble, and write what readers are shown.

    Parameters
    ----------
    records
        Record by subject.
    path
        Parquet file to replace.
    """
    models = (*RECORDED, "ensemble")
    scored = [
        compact(score_record(record, models)).assign(subject=subject)
        for subject, record in records.items()
    ]
    table = pd.concat(scored, ignore_index=True)
    table["subject"] = table["subject"].astype("category")
    table.to_parquet(path, index=False, compression="zstd", compression_level=19)


def write_calibration(values: Mapping[str, Any], path: Path) -> None:
    """Write calibrations where the package reads them.

    Parameters
    ----------
    values
        Result of `calibration_values`.
    path
        File to replace.
    """
    path.write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8", newline="\n")


def main() -> None:
    """Re-estimate the packaged calibrations from the panel."""
    cache = RecordFolder(data.project_root() / "outputs" / "cache")
    with Progress() as bar:
        records = {name: subject_record(name, bar=bar, cache=cache) for name in SUBJECTS}
    folder = Path(analysis.models.__file__).parent
    write_calibration(calibration_values(records), folder / "calibration.json")
    write_track_record(records, folder / "track_record.parquet")


if __name__ == "__main__":
    main()

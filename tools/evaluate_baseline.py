"""What the baseline's bands and skill are worth, over all regions and on series nobody tuned on.

Run as ``make evaluate``. The first table is read from the packaged error record. The second
backtests subjects that took no part in any calibration, with the general weights and widths known
by then, and sets them against statsforecast's AutoETS where that is installed. Of these, labour
force and students were looked at when ridge, half-life and prior were chosen.
"""

import importlib
import importlib.util

import numpy as np
import pandas as pd
from scipy.stats import norm

from analysis import data
from analysis.execution.calibrate import SUBJECTS
from analysis.models.annual_series import MIN_OBSERVATIONS
from analysis.models.backtest import record_errors, score_record
from analysis.models.calibration import packaged
from analysis.models.case_scores import score_quantiles
from analysis.models.error_record import ErrorRecord
from analysis.models.skill import skill
from analysis.models.track_record import packaged_scores

ORIGINS, STEPS = range(2012, 2017), 4
UNTOUCHED = ("labour_force_thousand", "population_thousand", "students_thousand", "rd_personnel")
LEVELS = (np.arange(200) + 0.5) / 200


def line(name: str, scores: pd.DataFrame, benchmarks: tuple[str, ...]) -> str:
    """Write gain over benchmarks with its interval, and coverage, of the ensemble."""
    parts = [f"{name:22s}"]
    for benchmark in benchmarks:
        found = skill(scores, "ensemble", benchmark, rng=np.random.default_rng(0))
        parts.append(f"over {benchmark} {found.gain:+.1%} [{found.low:+.1%}, {found.high:+.1%}]")
    distance = (scores.loc[scores["model"] == "ensemble", "pit"] - 0.5).abs()
    parts += [f"{band} % holds {(distance <= band / 200).mean():.1%}" for band in (80, 95)]
    return "  ".join(parts)


def calibrated_subjects() -> None:
    """Print the record of the subjects the baseline learns from, apart and together."""
    frames = []
    for subject in SUBJECTS:
        scores = packaged_scores(subject)
        scores = scores[scores["origin"].isin(ORIGINS) & (scores["horizon"] <= STEPS)]
        print(line(subject, scores, ("drift", "no_change")))
        frames.append(scores.assign(region=subject + scores["region"]))
    print(line("employment, investment", pd.concat(frames[:2]), ("drift", "no_change")))


def auto_ets(record: ErrorRecord, wide: pd.DataFrame) -> pd.DataFrame:
    """Score AutoETS in logs on the cases of a record."""
    theirs = importlib.import_module("statsforecast.models")
    quantiles = []
    for region, origin in zip(record.region, record.origin, strict=True):
        logs = np.log(wide.loc[: int(origin), str(region)].dropna().to_numpy(dtype=float))
        found = theirs.AutoETS(season_length=1).forecast(logs, STEPS, level=[80])
        spread = np.maximum((found["hi-80"] - found["mean"]) / norm.ppf(0.9), 1e-12)
        quantiles.append(found["mean"][:, None] + spread[:, None] * norm.ppf(LEVELS) - logs[-1])
    return score_quantiles("AutoETS", record, np.array(quantiles))


def untouched_subjects() -> None:
    """Print the record on subjects that took no part in any calibration."""
    regions = data.load_regions()
    panel = data.load_panel(regions=regions.index[regions["is_leaf"]].tolist())
    compared = importlib.util.find_spec("statsforecast") is not None
    for column in UNTOUCHED:
        wide = panel.reset_index().pivot_table(index="year", columns="code", values=column)
        wide = wide.loc[:, (wide > 0).sum() >= MIN_OBSERVATIONS + STEPS].dropna(axis=1)
        breaks = data.load_breaks(column).query("kind == 'method' and codes == 'all'")["year"]
        record = record_errors(
            wide,
            origins=ORIGINS,
            steps=STEPS,
            draws=1000,
            rng=np.random.default_rng(3),
            breaks=[int(year) for year in breaks],
            jobs=2,
        )
        known = {year: packaged(until=year) for year in ORIGINS}
        scores = score_record(record, ("drift", "no_change", "ensemble"), calibrations=known)
        benchmarks: tuple[str, ...] = ("drift", "no_change")
        if compared:
            scores = pd.concat([scores, auto_ets(record, wide)])
            benchmarks = (*benchmarks, "AutoETS")
        print(line(column, scores, benchmarks))


def main() -> None:
    """Print both tables."""
    print(f"origins {ORIGINS[0]}-{ORIGINS[-1]}, horizons 1-{STEPS}, gain in CRPS [95 %]")
    calibrated_subjects()
    print("no part in any calibration; general weights and widths known at each origin")
    untouched_subjects()


if __name__ == "__main__":
    main()

"""What the baseline's bands and skill are worth, over all regions and on series nobody tuned on.

Run as ``make evaluate``. The first table is read from the packaged error record. The second
backtests subjects that took no part in any calibration, once with the general weights and widths
known by then and once with what their own earlier origins taught, and sets them against
statsforecast's AutoETS where that is installed. Of these, labour force and students were looked at
when an earlier ridge, half-life and prior were chosen; the present ones were chosen without them
(see `analysis.models.error_record`).

Regions share the shocks of a year, so coverage at a few origins says little about other years:
beside each coverage stand its lowest and highest value at a single origin.
"""

import importlib
import importlib.util
from collections.abc import Iterator

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
from analysis.models.prices import volume_table
from analysis.models.skill import skill
from analysis.models.track_record import packaged_scores

ORIGINS, STEPS = range(2012, 2017), 4
RECORDED_FROM = 2007
UNTOUCHED = ("labour_force_thousand", "population_thousand", "students_thousand", "rd_personnel")
LEVELS = (np.arange(200) + 0.5) / 200


def line(name: str, scores: pd.DataFrame, benchmarks: tuple[str, ...]) -> str:
    """Write gain over benchmarks with its interval, and coverage, of the ensemble."""
    parts = [f"{name:30s}"]
    for benchmark in benchmarks:
        found = skill(scores, "ensemble", benchmark, rng=np.random.default_rng(0))
        parts.append(f"over {benchmark} {found.gain:+.1%} [{found.low:+.1%}, {found.high:+.1%}]")
    ours = scores[scores["model"] == "ensemble"]
    return "  ".join([*parts, *(coverage(ours, band) for band in (80, 95))])


def coverage(scores: pd.DataFrame, band: int) -> str:
    """Write how often a band held, over all origins and at the worst and best of them."""
    inside = (scores["pit"] - 0.5).abs() <= band / 200
    by_origin = inside.groupby(scores["origin"]).mean()
    return f"{band} % holds {inside.mean():.1%} ({by_origin.min():.0%} to {by_origin.max():.0%})"


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


def untouched_tables() -> Iterator[tuple[str, pd.DataFrame, list[int]]]:
    """Lay out the subjects that took no part in any calibration, with their method breaks."""
    regions = data.load_regions()
    panel = data.load_panel(regions=regions.index[regions["is_leaf"]].tolist())
    for column in UNTOUCHED:
        wide = panel.reset_index().pivot_table(index="year", columns="code", values=column)
        breaks = data.load_breaks(column).query("kind == 'method' and codes == 'all'")["year"]
        yield column, wide, [int(year) for year in breaks]
    index = panel["investment_real_index_pct"].unstack("code").sort_index()  # noqa: PD010
    yield "real investment", volume_table(index), []


def untouched_subjects() -> None:
    """Print the record on subjects that took no part in any calibration, learning in two ways."""
    compared = importlib.util.find_spec("statsforecast") is not None
    benchmarks = ("drift", "no_change", *(("AutoETS",) if compared else ()))
    general = {year: packaged(until=year) for year in ORIGINS}
    for name, table, breaks in untouched_tables():
        wide = table.loc[:, (table > 0).sum() >= MIN_OBSERVATIONS + STEPS].dropna(axis=1)
        record = record_errors(
            wide,
            origins=range(RECORDED_FROM, ORIGINS.stop),
            steps=STEPS,
            draws=1000,
            rng=np.random.default_rng(3),
            breaks=breaks,
            jobs=2,
        )
        scored = record.select(np.isin(record.origin, ORIGINS))
        others = [auto_ets(scored, wide)] if compared else []
        alone = score_record(scored, ("drift", "no_change"))
        for kind, cases, known in (("own", record, None), ("general", scored, general)):
            ours = score_record(cases, ("ensemble",), calibrations=known)
            ours = ours[ours["origin"].isin(ORIGINS)]
            print(
                line(f"{name}, {kind}", pd.concat([ours, alone, *others]), benchmarks), flush=True
            )


def main() -> None:
    """Print both tables."""
    print(f"origins {ORIGINS[0]}-{ORIGINS[-1]}, horizons 1-{STEPS}, gain in CRPS [95 %]")
    calibrated_subjects()
    print("no part in any calibration; own: weights and widths from its own earlier origins;")
    print("general: those for a series without a record, known at each origin")
    untouched_subjects()


if __name__ == "__main__":
    main()

"""What the baseline's error record says of a scenario's region, cut at its information set."""

import pandas as pd

from analysis.models.skill import skill
from analysis.models.track_record import error_table, packaged_scores
from analysis.scenario import Scenario
from analysis.simulation.streams import stream

__all__ = ["BENCHMARKS", "SUBJECTS", "errors_by_horizon", "forecast_places", "skill_by_member"]

SUBJECTS = ("employment", "investment", "prices")
BENCHMARKS = ("drift", "no_change")
_ENSEMBLE = "ensemble"
# Column names around that of the benchmark: the gain, and the ends of its interval.
_PARTS = (("gain_over_", ""), ("", "_low"), ("", "_high"))


def _ensemble(scenario: Scenario, subject: str) -> pd.DataFrame:
    scores = packaged_scores(subject, until=scenario.as_of)
    return scores[scores["model"] == _ENSEMBLE]


def errors_by_horizon(scenario: Scenario) -> pd.DataFrame:
    """Set the errors made for the region beside those for all regions.

    Parameters
    ----------
    scenario
        Resolved scenario; `region` and `as_of` decide.

    Returns
    -------
    DataFrame
        One row a subject and horizon; see `analysis.models.track_record.error_table`.
    """
    tables = []
    for subject in SUBJECTS:
        table = error_table(_ensemble(scenario, subject), [scenario.region])
        table.insert(0, "subject", subject)
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def forecast_places(scenario: Scenario) -> dict[str, pd.Series]:
    """Place outcomes of all regions in their forecast distributions.

    Parameters
    ----------
    scenario
        Resolved scenario; `as_of` decides.

    Returns
    -------
    dict
        Subject -> probability integral transforms, between 0 and 1.
    """
    return {subject: _ensemble(scenario, subject)["pit"] for subject in SUBJECTS}


def skill_by_member(scenario: Scenario) -> pd.DataFrame:
    """Compare the ensemble and each member with the benchmarks over all regions.

    Parameters
    ----------
    scenario
        Resolved scenario; `as_of` and `seed` decide.

    Returns
    -------
    DataFrame
        One row a subject and model; for each of `BENCHMARKS` the gain in CRPS (a fraction, negative
        is worse) with the ends of its 95 % bootstrap interval over regions.
    """
    rows = []
    for subject in SUBJECTS:
        scores = packaged_scores(subject, until=scenario.as_of)
        for model in (_ENSEMBLE, *sorted(set(scores["model"]) - {_ENSEMBLE})):
            row: dict[str, object] = {"subject": subject, "model": model}
            for benchmark in set(BENCHMARKS) - {model}:
                rng = stream(scenario.seed, f"skill of {model} over {benchmark}, {subject}")
                found = skill(scores, model, benchmark, rng=rng)
                row[f"gain_over_{benchmark}"] = found.gain
                row[f"{benchmark}_low"], row[f"{benchmark}_high"] = found.low, found.high
            rows.append(row)
    columns = [f"{gain}{name}{end}" for name in BENCHMARKS for gain, end in _PARTS]
    return pd.DataFrame(rows)[["subject", "model", *columns]]

"""The packaged calibration is what the documented command estimates."""

import json
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from analysis.execution.calibrate import (
    SUBJECTS,
    calibration_values,
    subject_record,
    write_calibration,
)
from analysis.models.backtest import score_record
from analysis.models.error_record import ErrorRecord, estimate
from analysis.models.track_record import compact, packaged_scores

PACKAGED = json.loads(
    resources.files("analysis.models").joinpath("calibration.json").read_text("utf-8")
)


def test_every_subject_and_all_together_are_packaged() -> None:
    assert set(PACKAGED["values"]) == {*SUBJECTS, "general"}
    assert "analysis.execution.calibrate" in PACKAGED["source"]


@pytest.fixture(scope="module")
def records() -> dict[str, ErrorRecord]:
    """Backtest the first two origins: enough for 2009, and seconds instead of minutes."""
    return {name: subject_record(name, origins=(2007, 2008)) for name in SUBJECTS}


@pytest.mark.end_to_end
def test_values_of_an_early_year_are_estimated_again(records: dict[str, ErrorRecord]) -> None:
    groups = {name: [one] for name, one in records.items()}
    for name, group in {**groups, "general": list(records.values())}.items():
        found = estimate(group, until=2009, source="").to_json()
        stored = next(one for one in PACKAGED["values"][name] if one["until"] == 2009)
        # Rounded to four places, and optimisers end a hair elsewhere on other processors.
        assert found["weights"] == pytest.approx(stored["weights"], abs=3e-4)
        for row, expected in zip(found["factors"], stored["factors"], strict=True):
            assert row == pytest.approx(expected, abs=3e-4)


@pytest.mark.end_to_end
@pytest.mark.parametrize("subject", SUBJECTS)
def test_scores_of_early_origins_are_computed_again(
    subject: str, records: dict[str, ErrorRecord]
) -> None:
    fresh = compact(score_record(records[subject], ("drift", "theta", "pooled")))
    fresh = fresh.astype({"model": str, "region": str, "origin": int, "horizon": int})
    keys = ["model", "region", "origin", "horizon"]
    both = fresh.merge(packaged_scores(subject), on=keys, suffixes=("", "_stored"))
    assert len(both) == len(fresh)
    np.testing.assert_allclose(both["crps_scaled"], both["crps_scaled_stored"], rtol=2e-3)
    np.testing.assert_allclose(both["pit"], both["pit_stored"], atol=0.006)


def test_written_file_is_stable(tmp_path: Path) -> None:
    write_calibration(PACKAGED, tmp_path / "a.json")
    text = (tmp_path / "a.json").read_text("utf-8")
    packaged = resources.files("analysis.models").joinpath("calibration.json").read_text("utf-8")
    assert text == packaged


def test_values_hold_one_entry_a_year() -> None:
    years = [one["until"] for one in PACKAGED["values"]["general"]]
    assert years == sorted(set(years))
    assert callable(calibration_values)

"""Records on disk: read again, and made anew when anything changes."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.execution.record_cache import RecordFolder, record_name
from analysis.models import backtest
from analysis.models.backtest import rolling_origin
from tests.models.simulated import panel

WIDE = panel(regions=12)


def test_a_cached_record_is_read_and_any_change_makes_a_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(wide: pd.DataFrame, steps: int = 1) -> pd.DataFrame:
        return rolling_origin(
            wide,
            origins=[2010],
            steps=steps,
            models=("drift",),
            draws=50,
            rng=np.random.default_rng(0),
            cache=RecordFolder(tmp_path / "records"),
        )

    wide = WIDE[["R00", "R01"]]
    first = run(wide)
    changed = run(wide * 1.5)
    longer = run(wide, steps=2)
    assert len(list((tmp_path / "records").iterdir())) == 3
    assert not first.equals(changed)
    assert len(longer) == 2 * len(first)
    monkeypatch.setattr(backtest, "region_cases", None)
    pd.testing.assert_frame_equal(run(wide), first)


def test_name_depends_on_values_labels_and_settings() -> None:
    names = {
        record_name(table, settings)
        for table in (WIDE, WIDE * 2.0, WIDE.rename(columns={"R00": "X"}))
        for settings in ({"steps": 1}, {"steps": 2})
    }
    assert len(names) == 6

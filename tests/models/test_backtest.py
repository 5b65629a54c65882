"""The backtest: what it scores, what it must not see, and that it repeats itself."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest

from analysis.errors import ModelError
from analysis.models import backtest
from analysis.models.annual_series import log_growth_table
from analysis.models.backtest import (
    ensemble_quantiles,
    record_errors,
    score_record,
)
from analysis.models.baseline import forecast
from analysis.models.calibration import Calibration
from analysis.models.case_scores import summarise
from analysis.models.error_record import ErrorRecord, estimate
from analysis.models.member_forecasts import RECORDED, outcomes
from analysis.models.pooling import common_growth, scale_prior
from tests.models.simulated import panel

WIDE = panel(regions=12)
ARGUMENTS = {"origins": range(2008, 2013), "steps": 3, "draws": 300}


@pytest.fixture(scope="module")
def record():
    return record_errors(WIDE, **ARGUMENTS, rng=np.random.default_rng(1))


@pytest.fixture(scope="module")
def scores(record: ErrorRecord):
    return score_record(record, ("drift", "no_change", "ensemble"))


def test_one_row_a_model_region_origin_and_known_year(scores: pd.DataFrame) -> None:
    keys = scores[["model", "region", "origin", "horizon"]]
    assert not keys.duplicated().any()
    assert len(scores) == 3 * 12 * 5 * 3
    assert (scores["rung"] == 0).all()
    assert scores["pit"].between(0, 1).all()
    assert (scores[["crps", "crps_log", "crps_scaled", "mase", "smape"]] >= 0).all().all()


def test_actual_values_are_those_of_the_table(scores: pd.DataFrame) -> None:
    row = scores.iloc[17]
    year = row["origin"] + row["horizon"]
    assert row["actual"] == pytest.approx(WIDE.loc[year, row["region"]])


def test_later_values_change_no_forecast_by_a_bit(record: ErrorRecord) -> None:
    poisoned = WIDE.copy()
    poisoned.loc[2011:] *= np.exp(np.random.default_rng(9).standard_normal((5, 12)))
    other = record_errors(poisoned, **ARGUMENTS, rng=np.random.default_rng(1))
    past = record.origin <= 2010
    np.testing.assert_array_equal(other.quantiles[past], record.quantiles[past])
    np.testing.assert_array_equal(other.width[past], record.width[past])
    before = [estimate([one], until=2010, source="") for one in (record, other)]
    assert before[0] == before[1]
    after = [estimate([one], until=2012, source="") for one in (record, other)]
    assert after[0] != after[1]


@pytest.mark.end_to_end
def test_processes_do_not_matter(record: ErrorRecord) -> None:
    parallel = record_errors(WIDE, **ARGUMENTS, rng=np.random.default_rng(1), jobs=2)
    np.testing.assert_array_equal(parallel.quantiles, record.quantiles)
    assert parallel.region.tolist() == record.region.tolist()


def test_a_case_depends_on_its_own_origin_only(record: ErrorRecord) -> None:
    one = record_errors(WIDE, origins=[2010], steps=3, draws=300, rng=np.random.default_rng(1))
    np.testing.assert_array_equal(one.quantiles, record.quantiles[record.origin == 2010])


def test_members_are_those_of_the_forecast(record: ErrorRecord) -> None:
    history = WIDE.loc[:2010, "R03"]
    case = record.select((record.origin == 2010) & (record.region == "R03"))
    for at, name in enumerate(record.members):
        paths = forecast(
            history, 3, draws=40_000, rng=np.random.default_rng(2), model=name, wide=WIDE
        )
        expected = np.quantile(np.log(paths / history.iloc[-1]), [0.1, 0.5, 0.9], axis=0).T
        spread = expected[:, 2] - expected[:, 0]
        got = np.quantile(case.quantiles[0, at], [0.1, 0.5, 0.9], axis=1).T
        # Three hundred draws: a decile is known to about a tenth of the band.
        assert (np.abs(got - expected) < 0.2 * spread[:, None]).all()


def test_ensemble_is_that_of_the_forecast(record: ErrorRecord) -> None:
    known = Calibration(dict.fromkeys(RECORDED, 1.0), ((1.3, 1.2, 1.4),), 2010, "test")
    history = WIDE.loc[:2010, "R03"]
    paths = forecast(
        history, 3, draws=40_000, rng=np.random.default_rng(2), wide=WIDE, calibration=known
    )
    case = record.select((record.origin == 2010) & (record.region == "R03"))
    got = np.quantile(ensemble_quantiles(case, known)[0], [0.1, 0.5, 0.9], axis=1).T
    expected = np.quantile(np.log(paths / history.iloc[-1]), [0.1, 0.5, 0.9], axis=0).T
    spread = expected[:, 2] - expected[:, 0]
    assert (np.abs(got - expected) < 0.1 * spread[:, None]).all()


@pytest.mark.end_to_end
def test_widening_brings_short_bands_to_their_level() -> None:
    # Growth whose spread doubles after 2008: bands from the past are too narrow.
    rng = np.random.default_rng(4)
    spread = np.r_[np.full(9, 0.02), np.full(15, 0.05)][:, None]
    growth = 0.01 + spread * rng.standard_normal((24, 40))
    wide = pd.DataFrame(
        np.exp(growth.cumsum(axis=0)), range(2000, 2024), [f"R{n}" for n in range(40)]
    )
    found = record_errors(
        wide, origins=range(2008, 2012), steps=1, draws=200, rng=np.random.default_rng(0)
    )
    plain = score_record(found, ("ensemble",), calibrations=dict.fromkeys(range(2000, 2030), EQUAL))
    learned = score_record(found, ("ensemble",))
    inside = [frame.groupby("origin")["inside_80"].mean() for frame in (plain, learned)]
    assert inside[0][2011] < 0.7
    assert inside[1][2011] > inside[0][2011] + 0.05
    assert inside[1][2008] == inside[0][2008]


EQUAL = Calibration(dict.fromkeys(RECORDED, 1.0))


def test_nothing_is_scored_across_a_break() -> None:
    series = pd.Series(np.arange(1.0, 12.0), index=range(2000, 2011))
    known = np.isfinite(outcomes(series, 2006, 4, breaks=(2009,)))
    assert known.tolist() == [True, True, False, False]
    assert np.isfinite(outcomes(series, 2009, 1, breaks=(2009,))).all()


def test_breaks_can_differ_by_region() -> None:
    found = record_errors(
        WIDE[["R00", "R01"]],
        origins=[2010],
        steps=3,
        draws=50,
        rng=np.random.default_rng(0),
        breaks={"R01": [2012]},
    )
    assert np.isfinite(found.actual).sum(axis=1).tolist() == [3, 1]


def test_regions_that_start_late_or_have_gaps_enter_when_they_can() -> None:
    wide = WIDE[["R00", "R01", "R02"]].copy()
    wide.loc[:2003, "R01"] = np.nan
    wide.loc[2006, "R02"] = 0.0
    found = record_errors(
        wide, origins=[2008, 2011, 2013], steps=2, draws=50, rng=np.random.default_rng(0)
    )
    cases = list(zip(found.region.tolist(), found.origin.tolist(), strict=True))
    assert cases == [("R00", 2008), ("R00", 2011), ("R00", 2013), ("R01", 2011), ("R01", 2013)]


def test_progress_is_reported(record: ErrorRecord) -> None:
    seen = []
    record_errors(
        WIDE[["R00", "R01"]],
        origins=[2010],
        steps=1,
        draws=20,
        rng=np.random.default_rng(0),
        progress=lambda done, total: seen.append((done, total)),
    )
    assert seen == [(1, 2), (2, 2)]


def test_a_kept_record_is_not_computed_again(
    record: ErrorRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Shelf:
        def __init__(self) -> None:
            self.kept: dict[str, ErrorRecord] = {}

        def read(self, wide: pd.DataFrame, settings: Mapping[str, object]) -> ErrorRecord | None:
            return self.kept.get(f"{list(wide)} {settings}")

        def write(
            self, record: ErrorRecord, wide: pd.DataFrame, settings: Mapping[str, object]
        ) -> None:
            self.kept[f"{list(wide)} {settings}"] = record

    arguments = {"origins": [2010], "steps": 3, "draws": 20, "cache": Shelf()}
    first = record_errors(WIDE[["R00"]], **arguments, rng=np.random.default_rng(0))
    monkeypatch.setattr(backtest, "region_cases", None)
    assert record_errors(WIDE[["R00"]], **arguments, rng=np.random.default_rng(0)) is first


def test_summary_weighs_horizons_equally(scores: pd.DataFrame) -> None:
    table = summarise(scores).set_index("model")
    drift = scores[scores["model"] == "drift"]
    expected = drift.groupby("horizon")["crps_log"].mean().mean()
    assert table.loc["drift", "crps_log"] == pytest.approx(expected)
    assert table.loc["drift", "cases"] == len(drift)


def test_shared_facts_use_the_past_only() -> None:
    growth = log_growth_table(WIDE.loc[:2010])
    shared = backtest._shared(WIDE, 2010, 2, ())
    pd.testing.assert_series_equal(shared.common.history, common_growth(growth, 2).history)
    assert shared.prior == scale_prior(growth)


def test_refusals(record: ErrorRecord) -> None:
    with pytest.raises(ModelError, match=r"\['thetta'\] given, allowed: no_change"):
        score_record(record, ("thetta",))
    with pytest.raises(ModelError, match="no region has eight known years"):
        record_errors(WIDE, origins=[2005], steps=1, draws=10, rng=np.random.default_rng(0))

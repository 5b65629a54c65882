"""Growth curves through few reports: exact limits, honest bands, and what is refused."""

from collections.abc import Callable

import numpy as np
import pytest

from analysis.errors import ModelError
from analysis.models.growth_curves import growth_curve

YEARS = np.array([2008.8, 2011, 2012, 2012.5, 2015, 2017])
BANDS = [0.05, 0.5, 0.95]


def _logistic(years: np.ndarray, ceiling: float, rate: float, middle: float) -> np.ndarray:
    return ceiling / (1 + np.exp(-rate * (years - middle)))


def test_the_unit_of_the_values_does_not_matter() -> None:
    values = np.array([37.0, 45, 50, 57, 60, 69])
    few = growth_curve(YEARS, values).quantiles([2018, 2020], BANDS)
    many = growth_curve(YEARS, values * 1000).quantiles([2018, 2020], BANDS)
    np.testing.assert_allclose(many, few * 1000)


def test_dates_count_from_anywhere() -> None:
    values = [37.0, 45, 50, 57, 60, 69]
    found = growth_curve(YEARS - 2000, values).quantiles([20], BANDS)
    np.testing.assert_allclose(found, growth_curve(YEARS, values).quantiles([2020], BANDS))


def test_steady_growth_is_carried_on_by_the_exponential() -> None:
    years = np.arange(2008.0, 2017)
    curve = growth_curve(years, 10 * 1.2 ** (years - 2008), form="exponential")
    low, middle, high = curve.quantiles([2019], BANDS)[0]
    assert middle == pytest.approx(10 * 1.2**11, rel=0.02)
    assert low < middle < high
    assert np.isnan(curve.saturation).all()
    assert not curve.saturation_identified


def test_a_curve_seen_to_level_off_identifies_its_saturation() -> None:
    years = np.arange(2004.0, 2018)
    curve = growth_curve(years, _logistic(years, 100, 0.8, 2009), form="logistic")
    assert curve.saturation_identified
    assert curve.saturation_learned > 0.9
    np.testing.assert_allclose(curve.saturation, 100, rtol=0.05)


def test_early_growth_does_not_identify_the_saturation_and_says_so() -> None:
    years = np.arange(2008.0, 2014)
    curve = growth_curve(years, _logistic(years, 1000, 0.5, 2020))
    assert not curve.saturation_identified
    assert curve.saturation[2] > 3 * curve.saturation[0]


def test_form_weights_add_up_and_favour_the_form_that_made_the_data() -> None:
    years = np.arange(2000.0, 2014)
    levelled = growth_curve(years, _logistic(years, 100, 0.9, 2006)).form_weights
    steady = growth_curve(years, 1.15 ** (years - 2000)).form_weights
    assert sum(levelled.values()) == pytest.approx(1)
    assert levelled["logistic"] > 0.9
    assert steady["exponential"] > 0.5


def test_the_average_lies_within_its_forms() -> None:
    values = [37.0, 45, 50, 57, 60, 69]
    medians = [
        growth_curve(YEARS, values, form=form).quantiles([2022], [0.5])[0, 0]
        for form in ("exponential", "gompertz", "logistic")
    ]
    average = growth_curve(YEARS, values).quantiles([2022], [0.5])[0, 0]
    assert min(medians) < average < max(medians)


def test_bands_widen_with_the_distance_and_with_the_scatter() -> None:
    values = _logistic(YEARS, 90, 0.3, 2010)
    spread = np.log(growth_curve(YEARS, values).quantiles([2018, 2020, 2024], BANDS))
    width = spread[:, 2] - spread[:, 0]
    assert (np.diff(width) > 0).all()
    uneven = values * [1.2, 0.8, 1.2, 0.8, 1.2, 0.8]
    wider = np.log(growth_curve(YEARS, uneven).quantiles([2024], BANDS))[0]
    assert wider[2] - wider[0] > 1.5 * width[2]


def test_a_lower_bound_above_the_curve_lifts_it_and_one_below_hardly_moves_it() -> None:
    values = np.array([37.0, 45, 50, 57, 60, 69])
    plain = growth_curve(YEARS, values).quantiles([2020], [0.5])[0, 0]

    def with_bound(value: float) -> float:
        bounds = [False] * 6 + [True]
        curve = growth_curve([*YEARS, 2019.0], [*values, value], lower_bounds=bounds)
        return float(curve.quantiles([2020], [0.5])[0, 0])

    assert with_bound(100.0) > plain * 1.02
    assert with_bound(30.0) == pytest.approx(plain, rel=0.005)


def test_a_running_total_never_falls() -> None:
    curve = growth_curve(
        YEARS, [1.0, 3.5, 5, 4.9, 6.3, 10], running_total=True, lower_bounds=[False] * 5 + [True]
    )
    paths = curve.draws([2018, 2019, 2020], 500, np.random.default_rng(1))
    assert paths.min() >= 10
    assert (np.diff(paths, axis=1) >= 0).all()
    assert curve.quantiles([2018], [0.01])[0, 0] >= 10


def test_draws_have_the_quantiles_of_the_mixture() -> None:
    curve = growth_curve(YEARS, [37.0, 45, 50, 57, 60, 69])
    years = [2018.0, 2020.0]
    drawn = np.quantile(curve.draws(years, 40_000, np.random.default_rng(2)), BANDS, axis=0).T
    np.testing.assert_allclose(drawn, curve.quantiles(years, BANDS), rtol=0.02)


def test_a_quantile_has_the_probability_asked_for_below_it() -> None:
    curve = growth_curve(YEARS, [37.0, 45, 50, 57, 60, 69])
    asked = [1e-4, *BANDS, 0.9999]
    for year in (2017.5, 2030.0):
        found = [curve.probability_below(year, q) for q in curve.quantiles([year], asked)[0]]
        # Cells of the grid that weigh next to nothing are left out of quantiles alone.
        np.testing.assert_allclose(found, asked, atol=1e-5)


@pytest.mark.parametrize(
    ("years", "values", "options", "message"),
    [
        ([2014, 2016], [6, 10], {}, "2 reports, 2 of them exact; at least 4 and 3"),
        ([1, 2, 3, 4], [1, 2, 3, 4], {"lower_bounds": [1, 1, 0, 0]}, "4 reports, 2 of them exact"),
        ([1, 2, 3, 4], [1, 2, 0, 4], {}, "value 0.0 must be above 0"),
        ([1, 2, 3, 4], [1, 2, 3], {}, "4 years, 3 values"),
        ([1, 2, 3, 4], [1, 2, 3, 4], {"form": "cubic"}, "form 'cubic' must be average or one of"),
    ],
)
def test_what_is_no_growth_record_is_refused(
    years: list[float], values: list[float], options: dict, message: str
) -> None:
    with pytest.raises(ModelError, match=message):
        growth_curve(years, values, **options)


def _ranks(make: Callable[[np.random.Generator], tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """Rank of the last value of 150 simulated zones in what the others let expect."""
    rng = np.random.default_rng(4)
    ranks = []
    for _ in range(150):
        years, logs = make(rng)
        curve = growth_curve(years[:-1], np.exp(logs[:-1]))
        ranks.append(curve.probability_below(float(years[-1]), float(np.exp(logs[-1]))))
    return np.array(ranks)


# A band that covers 90 % shows less than 82 % of 150 simulated zones in 0.3 % of the seeds.


@pytest.mark.end_to_end
@pytest.mark.parametrize("form", ["logistic", "gompertz"])
@pytest.mark.parametrize("reports", [5, 8])
def test_the_bands_cover_simulated_zones_four_years_ahead(form: str, reports: int) -> None:
    def zone(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        years = np.sort(rng.choice(np.arange(2006.0, 2017), reports, replace=False))
        years = np.append(years, years[-1] + 4)
        start, decay = rng.uniform(0.05, 0.5), np.exp(-rng.uniform(0.15, 0.8) * (years - 2006))
        level = -np.log1p((1 / start - 1) * decay) if form == "logistic" else np.log(start) * decay
        return years, 5 + level + 0.05 * rng.standard_normal(len(years))

    ranks = _ranks(zone)
    assert np.mean((ranks > 0.05) & (ranks < 0.95)) > 0.82


@pytest.mark.end_to_end
def test_the_bands_cover_a_walk_around_growth_that_never_levels_off() -> None:
    def zone(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        logs = np.cumsum(0.1 + 0.08 * rng.standard_normal(12))
        return np.append(np.arange(2009.0, 2017), 2020.0), np.append(logs[:8], logs[-1])

    ranks = _ranks(zone)
    assert np.mean((ranks > 0.05) & (ranks < 0.95)) > 0.82

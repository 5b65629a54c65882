"""What each draw would need, against the model itself and against brute force."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.errors import ModelError
from analysis.models.programme import planned_by_source
from analysis.simulation import READINGS
from analysis.simulation.preparation import Prepared
from analysis.simulation.target.counting import counted
from analysis.simulation.target.thresholds import Thresholds, smallest_multiple, thresholds
from tests.simulation.exchanges import first_draws, prepared_case

# The count of 2017 comes after posts were made: money may then be too much of a good thing.
CASES = [{}, {"as_of": 2018, "target_jobs": 135_000}, {"programme": "alabuga"}]


def _asked(prepared: Prepared, reading: str, *, ceiling: bool) -> Thresholds:
    return thresholds(
        first_draws(prepared), reading, target=prepared.scenario.target_jobs,
        count_year=prepared.evidence.stock.year, labour_ceiling=ceiling,
    )  # fmt: skip


def _times(prepared: Prepared, multiple: float) -> Prepared:
    case = prepared.scenario
    need = case.investment_need_rub_bn * multiple
    planned = planned_by_source(need, case.extra_budgetary_share, case.federal_budget_share)
    return replace(prepared, planned=planned)


@pytest.mark.parametrize("case", CASES, ids=str)
@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("ceiling", [True, False])
def test_a_draw_meets_the_target_between_its_thresholds_and_nowhere_else(
    case: dict[str, object], reading: str, ceiling: bool
) -> None:
    prepared = prepared_case(**case)
    needed = _asked(prepared, reading, ceiling=ceiling)
    for multiple in (0.1, 1.0, 4.0, 40.0, 1_000.0):
        many = _times(prepared, multiple)
        got = counted(many, first_draws(many), reading, labour_ceiling=ceiling)[-1]
        expected = (needed.lowest <= multiple) & (multiple <= needed.highest)
        # Single precision decides where a draw stands on its threshold.
        clear = np.abs(got / prepared.scenario.target_jobs - 1) > 1e-5
        np.testing.assert_array_equal(
            (got >= prepared.scenario.target_jobs)[clear], expected[clear]
        )
        assert (got <= needed.most * (1 + 1e-5)).all()


def test_money_can_be_too_much_where_posts_before_the_count_take_the_workers() -> None:
    needed = _asked(prepared_case(as_of=2018, target_jobs=135_000), "hpw_stock", ceiling=True)
    window = np.isfinite(needed.lowest) & np.isfinite(needed.highest)
    assert window.mean() > 0.02
    assert (needed.lowest[window] <= needed.highest[window]).all()


def test_the_smallest_multiple_is_that_of_a_search_through_all() -> None:
    rng = np.random.default_rng(5)
    lowest = np.where(rng.random(60) < 0.2, np.inf, rng.lognormal(0, 1, 60))
    highest = np.where(rng.random(60) < 0.5, np.inf, lowest + rng.lognormal(-1, 1, 60))
    needed = Thresholds(lowest, highest, lowest)
    for share in (0.05, 0.2, 0.4, 0.6, 0.9):
        serving = {m: ((lowest <= m) & (m <= highest)).mean() for m in lowest if np.isfinite(m)}
        enough = [m for m, served in serving.items() if served >= share]
        assert smallest_multiple(needed, share) == min(enough, default=np.inf)


def test_without_an_upper_end_it_is_a_quantile() -> None:
    lowest = np.random.default_rng(6).lognormal(0, 1, 1000)
    needed = Thresholds(lowest, np.full(1000, np.inf), lowest)
    for share in (0.1, 0.5, 0.9, 1.0):
        expected = np.quantile(lowest, share, method="inverted_cdf")
        assert smallest_multiple(needed, share) == expected


def test_an_unknown_reading_is_refused() -> None:
    with pytest.raises(ModelError, match=r"reading 'posts': allowed are net_new"):
        _asked(prepared_case(), "posts", ceiling=True)

"""The lenses side by side: the table is what the draws use."""

from collections.abc import Callable

import numpy as np
import pytest

from analysis.simulation import (
    LENSES,
    Simulation,
    capital_table,
    lens_agreement,
    lens_comparison,
    lens_results,
    response_robustness,
    response_table,
)


@pytest.fixture(scope="module")
def sim(run: Callable[..., Simulation]) -> Simulation:
    return run()


def test_the_table_has_every_lens_with_its_weight(sim: Simulation) -> None:
    table = lens_comparison(sim)
    assert tuple(table["lens"]) == LENSES
    assert table["weight"].sum() == pytest.approx(1)
    product = table["rub_mn_per_job_median"] * table["jobs_per_rub_bn_median"]
    np.testing.assert_allclose(product, 1e3)
    assert (table["net_jobs_per_rub_bn"] >= 0).all()


def test_a_lens_no_draw_looks_through_has_no_net_jobs(run: Callable[..., Simulation]) -> None:
    table = lens_comparison(run(jobs_lens="zone_record")).set_index("lens")
    assert table["net_jobs_per_rub_bn"].isna().tolist() == [False, True, True]
    assert table["weight"].tolist() == [1, 0, 0]


def test_the_panel_lens_is_the_last_horizon_of_the_table(sim: Simulation) -> None:
    table = response_table(sim)
    assert (table["horizon"] < 0).tolist() == (table["role"] == "placebo").tolist()
    assert table.loc[table["role"] == "placebo", "jobs_per_rub_bn"].isna().all()
    lens = sim.evidence.lenses[LENSES.index("panel_response")]
    assert table["jobs_per_rub_bn_every_ruble"].iloc[-1] == pytest.approx(lens.centre)


@pytest.mark.end_to_end
def test_robustness_begins_with_the_response_itself(sim: Simulation) -> None:
    table = response_robustness(sim).set_index("specification")
    at = sim.scenario.panel_horizon_years
    assert table.loc["baseline", "estimate"] == pytest.approx(sim.evidence.response.elasticity[at])
    placebo = sim.evidence.response.elasticity[-2]
    assert table.loc["placebo -2", "estimate"] == pytest.approx(placebo)
    assert table.loc["without the region itself", "entities"] < table.loc["baseline", "entities"]


def test_the_restated_capital_is_the_lens(sim: Simulation) -> None:
    table = capital_table(sim).set_index("reading")
    assert table.index.tolist() == ["book", "restated", "marginal"]
    lens = lens_comparison(sim).set_index("lens").loc["capital_intensity"]
    for part in ("low", "median", "high"):
        column = f"rub_mn_per_job_{part}"
        assert table.loc["restated", column] == pytest.approx(lens[column])
    assert 0 <= table.loc["marginal", "left_out_share"] <= 1


def test_tidy_rows_repeat_the_table(sim: Simulation) -> None:
    rows = lens_results(sim)
    assert len(rows) == 4 * len(LENSES)
    one = rows[(rows["variable"] == "Jobs per RUB bn|zone_record") & (rows["statistic"] == "p50")]
    assert one["value"].item() == lens_comparison(sim)["jobs_per_rub_bn_median"].iloc[0]


def test_agreement_compares_every_pair(sim: Simulation) -> None:
    assert len(lens_agreement(sim).pairs) == 3

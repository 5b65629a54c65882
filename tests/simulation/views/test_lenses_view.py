"""The lenses side by side: the table is what the draws use."""

from collections.abc import Callable

import numpy as np
import pytest

from analysis.models.lenses import jobs_quantiles
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


def test_one_project_leaves_the_lens_times_the_losses(central: Simulation) -> None:
    table = lens_comparison(central).set_index("lens")
    jobs = central.sample.jobs
    for place, lens in enumerate(LENSES):
        made = (jobs.lens == place) & (jobs.gross[-1] > 0)
        losses = jobs.uncapped[-1, made] / jobs.gross[-1, made]
        if lens == "panel_response":
            # All losses but deadweight are in it already.
            losses = 1 + jobs.steps["deadweight"][-1, made] / jobs.gross[-1, made]
        expected = np.median(losses) * table.loc[lens, "jobs_per_rub_bn_median"]
        # Ten standard errors of a median of 3,800 draws; a sum over six clusters is 18 % above.
        found = table.loc[lens, "net_jobs_per_rub_bn"]
        assert found == pytest.approx(expected, rel=0.06), lens


def test_without_a_post_no_loss_can_be_read(run: Callable[..., Simulation]) -> None:
    table = lens_comparison(run(scenario_name="no_programme"))
    assert table["net_jobs_per_rub_bn"].isna().all()


def test_cutting_jobs_below_zero_lifts_the_mean(sim: Simulation) -> None:
    table = lens_comparison(sim).set_index("lens")
    means = table[["mean_before_cut", "jobs_per_rub_bn_mean"]]
    nodes = (np.arange(400_000) + 0.5) / 400_000
    for lens in sim.evidence.lenses:
        drawn = jobs_quantiles(lens, nodes).mean()
        assert means.loc[lens.name, "jobs_per_rub_bn_mean"] == pytest.approx(drawn, rel=1e-3)
    lifted = means["jobs_per_rub_bn_mean"] > means["mean_before_cut"]
    assert lifted.tolist() == [name == "panel_response" for name in LENSES]
    assert means.loc["panel_response", "mean_before_cut"] == sim.evidence.lenses[1].centre


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

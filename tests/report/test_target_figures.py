"""Figures of the target plot what they are given and say what a reader must know."""

from collections.abc import Iterator

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from analysis import report, scenario
from analysis.report.figures.of_chances import chance_chart, first_year_chart
from analysis.report.figures.of_target import frontier_chart
from analysis.simulation import simulate
from analysis.simulation.target.chance_table import chances_table
from analysis.simulation.target.first_year import first_year_met
from analysis.simulation.target.frontier import break_even_frontier, frontier_evidence
from analysis.simulation.target.promise_point import promise_point

mpl.use("Agg")


@pytest.fixture(autouse=True)
def _clean() -> Iterator[None]:
    with mpl.rc_context():
        report.use_style()
        yield
    plt.close("all")


def _chart(
    reading: str, *, ceiling: bool = True, **overrides: object
) -> tuple[Figure, pd.DataFrame]:
    case = scenario.from_parameters(draws=400, **overrides)
    figure, frame = frontier_chart(
        break_even_frontier(case, reading, labour_ceiling=ceiling),
        frontier_evidence(simulate(case), reading, labour_ceiling=ceiling),
        promised=promise_point(simulate(case), reading), title="Frontier", labour_ceiling=ceiling,
    )  # fmt: skip
    figure.canvas.draw()
    return figure, frame


def _legend(figure: Figure) -> list[str]:
    return [text.get_text().replace("\n", " ") for text in figure.legends[0].get_texts()]


def test_the_frontier_shades_where_the_target_is_met_and_names_the_promise() -> None:
    figure, frame = _chart("gross_new")
    axes = figure.axes[0]
    assert "RUB mn of extra-budgetary money a gross post" in axes.get_ylabel()
    assert "prices of 2016, log scale" in axes.get_ylabel()
    assert [text.get_text() for text in axes.texts] == ["Target met", "Target missed"]
    assert axes.get_yscale() == "log"
    assert len(frame) == 24
    words = "; ".join(_legend(figure))
    assert "met with a chance of 50 % or more" in words
    point = promise_point(simulate(scenario.from_parameters(draws=400)), "gross_new")
    assert f"The promise: all the money, RUB {point.cost_rub_mn:.2f} mn a gross post" in words
    real = f"{point.real_rub_mn:.2f}"
    assert f"RUB 1.56 mn a workplace, nominal; at the prices of each planned year {real}" in words
    assert "exactly when it meets the target; as drawn, all sources alike," in words
    (diamond,) = (line for line in axes.lines if line.get_marker() == "D")
    assert (diamond.get_xdata()[0], diamond.get_ydata()[0]) == (1.0, point.cost_rub_mn)
    assert "Around 90 % of the draws shown; Around 50 % of the draws shown" in words
    bottom, top = axes.get_ylim()
    assert bottom < point.cost_rub_mn < top
    assert bottom < frame["cost_rub_mn"].max() < top


def test_a_frontier_out_of_reach_is_words_and_no_area() -> None:
    figure, frame = _chart("net_new")
    axes = figure.axes[0]
    assert frame.empty
    (words,) = (text.get_text() for text in axes.texts)
    assert "not reachable within the labour supply" in words
    assert not any("Frontier" in label for label in _legend(figure))


def test_workers_are_blamed_only_where_they_are_a_limit() -> None:
    for reading, ceiling, blamed in (
        ("net_new", True, True), ("net_new", False, False), ("gross_new", True, False),
    ):  # fmt: skip
        words = "; ".join(_legend(_chart(reading, ceiling=ceiling)[0]))
        assert ("or workers are too few" in words) == blamed


def test_draws_off_the_figure_are_counted_in_words() -> None:
    figure, _ = _chart("hpw_stock", ceiling=False)
    words = "; ".join(_legend(figure))
    assert "of all draws above the figure: no post that counts is made" in words
    assert "of all draws below the figure: the target is met without a post" in words


@pytest.mark.parametrize(
    "overrides",
    [{"target_jobs": 1}, {"scenario_name": "no_programme"}, {"job_lag_years": 10}],
    ids=str,
)
def test_extreme_cases_can_be_drawn(overrides: dict[str, object]) -> None:
    for reading in ("hpw_stock", "gross_new"):
        figure, frame = _chart(reading, **overrides)
        assert np.isfinite(figure.axes[0].get_ylim()).all()
    figure, frame = _chart("hpw_stock", **overrides)
    assert frame.empty
    assert np.isfinite(figure.axes[0].get_ylim()).all()


def test_contours_hold_the_share_of_draws_they_name() -> None:
    rng = np.random.default_rng(8)
    evidence = pd.DataFrame(
        {
            "realisation_share": rng.normal(0.7, 0.1, 20_000),
            "cost_rub_mn": rng.lognormal(1, 0.8, 20_000),
        }
    )
    evidence = evidence.assign(met=False, post_rub_mn=evidence["cost_rub_mn"])
    case = scenario.load("central", draws=200)
    promised = promise_point(simulate(case), "gross_new")
    frontier = break_even_frontier(case, "gross_new")
    figure, _ = frontier_chart(frontier, evidence, promised=promised, title="t")
    axes = figure.axes[0]
    points = axes.transData.transform(evidence[["realisation_share", "cost_rub_mn"]])
    contours = [each for each in axes.collections if type(each).__name__ == "QuadContourSet"]
    for contour, share in zip(contours, (0.9, 0.5), strict=True):
        path = axes.transData.transform_path(contour.get_paths()[0])
        assert path.contains_points(points).mean() == pytest.approx(share, abs=0.01)


def test_chances_are_drawn_with_their_interval_and_count() -> None:
    table = chances_table(simulate(scenario.load("central", draws=1_000)))
    figure, frame = chance_chart(table, title="Chances")
    assert frame["says"].iloc[0] == "0 of 1,000 draws: at most 0.37 %"
    assert frame["says"].iloc[2].startswith(f"{table['draws_met'].iloc[2]} of 1,000 draws: ")
    assert figure.axes[0].get_xlabel() == "Probability that the target is met"
    assert figure.axes[0].get_xlim()[1] <= 1


def test_a_certainty_is_drawn_as_a_bound() -> None:
    table = chances_table(simulate(scenario.from_parameters(draws=1_000, target_jobs=1)))
    _, frame = chance_chart(table, title="Chances")
    assert frame["says"].iloc[2] == "1,000 of 1,000 draws: all but 0.37 % at the least"


def test_the_first_years_are_bars_that_add_up() -> None:
    sim = simulate(scenario.load("central", draws=1_000))
    figure, frame = first_year_chart(first_year_met(sim, "hpw_stock"), title="When")
    assert frame["probability"].sum() == pytest.approx(1)
    ticks = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert ticks[0] == "By the count of 2014"
    assert ticks[-1] == "2020"
    assert len(ticks) == 7
    assert _legend(figure)[-1].startswith("In no year to 2020: ")

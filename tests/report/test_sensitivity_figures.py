"""Figures of sensitivity and discovery plot what they are given, with labelled axes."""

from collections.abc import Iterator

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from analysis import report
from analysis.models.scenario_discovery import Discovery
from analysis.report.figures.of_discovery import box_chart, trade_off_chart
from analysis.report.figures.of_sensitivity import sobol_chart, tornado_chart
from analysis.simulation.target.discovery import Finding, Question, find_box

mpl.use("Agg")

SWINGS = pd.DataFrame(
    [
        ("jobs_lens", "panel_response", "zone_record", 100.0, 500.0, 900.0, 800.0, "amber"),
        ("slip_years", 0.0, 3.0, 700.0, 500.0, 300.0, 400.0, "red"),
        ("zone_record_weight", 0.0, 1.0, np.nan, 500.0, 520.0, 20.0, "green"),
    ],
    columns=[
        "parameter", "low", "high", "at_low", "at_value", "at_high", "swing", "quality",
    ],
).assign(draws=5_000, error=12.3)  # fmt: skip
SHARES = pd.DataFrame(
    {
        "group": ["Deadweight", "Prices", "Leakage"],
        "first_order": [0.6, -0.01, 0.0],
        "first_order_low": [0.5, -0.02, 0.0],
        "first_order_high": [0.7, 0.01, 0.0],
        "total": [0.8, 0.2, 0.001],
        "total_low": [0.7, 0.1, 0.0],
        "total_high": [0.9, 0.3, 0.002],
    }
)


@pytest.fixture(autouse=True)
def _clean() -> Iterator[None]:
    with mpl.rc_context():
        report.use_style()
        yield
    plt.close("all")


@pytest.fixture(scope="module")
def finding() -> Finding:
    rng = np.random.default_rng(2)
    inputs = pd.DataFrame(
        {
            "slip_years": rng.random(500),
            "Posts per RUB bn (workplaces)": rng.lognormal(size=500),
            "Lens on jobs per ruble": rng.choice(["zone record", "panel response"], 500),
        }
    )
    cases = (inputs["slip_years"] < 0.3) & (inputs["Lens on jobs per ruble"] == "zone record")
    return find_box(Question(inputs, cases.to_numpy(), "planted", target_met=True))


@pytest.fixture
def nothing(finding: Finding) -> Finding:
    question = finding.question._replace(cases=np.zeros(500, dtype=bool))
    found = find_box(question)
    assert found.discovery == Discovery((), ())
    return found


def _texts(figure: object) -> list[str]:
    figure.canvas.draw()
    return [text.get_text() for text in figure.axes[0].texts]


def test_bars_run_from_end_to_end_with_their_values() -> None:
    figure, frame = tornado_chart(SWINGS, title="Swings", unit="Net new jobs")
    axes = figure.axes[0]
    bars = [(bar.get_x(), bar.get_width()) for bar in axes.patches]
    assert bars == [(100, 800), (300, 400), (500, 20)]
    assert _texts(figure) == ["panel response", "0", "zone record", "3", "1"]
    assert frame["label"].tolist() == [
        "Choice of the lens", "Delay of the money", "Weight of the zone record",
    ]  # fmt: skip
    assert axes.get_xlabel().startswith("Net new jobs; ")
    hatches = [bar.get_hatch() for bar in axes.patches]
    assert len(set(hatches)) == 3
    assert len(tornado_chart(SWINGS, title="t", unit="u", bars=2)[1]) == 2


def test_no_swing_is_an_empty_figure() -> None:
    _, frame = tornado_chart(SWINGS.head(0), title="t", unit="u")
    assert frame.empty


def test_shares_are_drawn_down_to_the_least() -> None:
    figure, frame = sobol_chart(SHARES, title="Shares")
    axes = figure.axes[0]
    figure.canvas.draw()
    assert frame["group"].tolist() == ["Deadweight", "Prices"]
    assert [bar.get_width() for bar in axes.patches] == [0.8, 0.2, 0.6, 0.0]
    assert "95 %" in axes.get_xlabel()


def test_no_variance_is_said_in_the_figure() -> None:
    empty = SHARES.assign(total=np.nan, first_order=np.nan)
    figure, frame = sobol_chart(empty, title="Shares")
    assert frame.empty
    assert _texts(figure) == ["The same in every draw: no variance to share"]


def test_the_trade_off_ends_at_the_last_step(finding: Finding) -> None:
    figure, frame = trade_off_chart(finding, title="Trade-off")
    figure.canvas.draw()
    assert frame.iloc[0].tolist() == [1.0, finding.question.share, 0]
    assert frame["density"].is_monotonic_increasing
    axes = figure.axes[0]
    assert axes.get_xlabel().startswith("Coverage")
    assert axes.get_ylabel().startswith("Density")


def test_the_box_is_drawn_against_all_experiments(finding: Finding) -> None:
    figure, frame = box_chart(finding, title="Box")
    row = frame.set_index("label").loc["Delay of the money"]
    slip = finding.question.inputs["slip_years"]
    assert row["share_from"] == 0
    assert row["share_to"] == (slip <= row["maximum"]).mean()
    assert (row["lowest"], row["highest"]) == (slip.min(), slip.max())
    texts = _texts(figure)
    assert "only zone record" in texts
    assert f"{row['maximum']:.3g}" in texts


def test_nothing_found_is_said_in_the_figures(nothing: Finding) -> None:
    figure, frame = trade_off_chart(nothing, title="t")
    assert frame.empty
    assert _texts(figure) == ["Nothing tells these cases from others"]
    figure, frame = box_chart(nothing, title="t")
    assert frame.empty
    assert _texts(figure) == ["No input is restricted"]

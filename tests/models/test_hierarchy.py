"""Forecasts of leaves, districts and nation that add up, on made-up and on the real figures."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest

from analysis import data
from analysis.errors import ModelError
from analysis.models.backtest import ensemble_quantiles, record_errors
from analysis.models.calibration import packaged
from analysis.models.case_scores import score_quantiles
from analysis.models.hierarchy import coherent_forecasts, reconcile_medians, with_totals
from tests.models.simulated import panel

WIDE = panel(regions=6)
PARENTS = pd.Series(
    {"RU": None, "A": "RU", "B": "RU", **{f"R0{at}": "A" if at < 4 else "B" for at in range(6)}}
)
NODES = with_totals(WIDE, PARENTS)


def test_totals_are_sums_of_leaves() -> None:
    np.testing.assert_allclose(NODES["RU"], WIDE.sum(axis=1))
    np.testing.assert_allclose(NODES["B"], WIDE["R04"] + WIDE["R05"])


def test_leaves_with_a_gap_are_in_no_total() -> None:
    gappy = WIDE.copy()
    gappy.loc[2003, "R05"] = np.nan
    nodes = with_totals(gappy, PARENTS)
    assert "R05" not in nodes
    np.testing.assert_allclose(nodes["B"], WIDE["R04"])


def test_forecasts_of_a_hierarchy_add_up() -> None:
    frame = coherent_forecasts(WIDE, PARENTS, 3, draws=500, rng=np.random.default_rng(0))
    table = frame.pivot_table(index="node", columns="year", values="coherent")
    np.testing.assert_allclose(table.loc["RU"], table.loc[WIDE.columns].sum())
    np.testing.assert_allclose(table.loc["A"], table.loc[WIDE.columns[:4]].sum())
    assert table.columns.tolist() == [2016, 2017, 2018]
    assert ((frame["lower"] < frame["coherent"]) & (frame["coherent"] < frame["upper"])).all()
    # What each node says alone does not add up, but nearly.
    assert not np.allclose(frame["coherent"], frame["base"])
    assert (frame["coherent"] / frame["base"] - 1).abs().max() < 0.1


def test_medians_that_add_up_stay() -> None:
    leaves = WIDE.iloc[-1] * 1.05
    base = with_totals(leaves.to_frame().T, PARENTS).T
    found = reconcile_medians(base, NODES, PARENTS)
    np.testing.assert_allclose(found.loc[base.index], base)


def test_what_is_known_best_moves_least() -> None:
    base = NODES.iloc[[-1]].T
    base.loc["RU"] *= 1.02
    found = reconcile_medians(base, NODES, PARENTS).loc[base.index]
    spread = np.log(NODES).diff().std() * NODES.iloc[-1]
    moved = (found - base).abs()
    leaves = list(WIDE.columns)
    quiet, loud = spread[leaves].idxmin(), spread[leaves].idxmax()
    assert moved.loc[quiet].item() < moved.loc[loud].item()


def test_refusals() -> None:
    with pytest.raises(ModelError, match="every column has a gap"):
        with_totals(WIDE * np.nan, PARENTS)
    with pytest.raises(ModelError, match="R05 given, but no leaves"):
        with_totals(WIDE, PARENTS.drop("R05"))


def russia(column: str) -> tuple[pd.DataFrame, pd.Series]:
    """Subjects with a full history, and the parent of each node."""
    regions = data.load_regions()
    panel = data.load_panel().reset_index()
    wide = panel.pivot_table(index="year", columns="code", values=column)
    return wide[regions.index[regions["is_leaf"]]], regions["parent"]


def base_and_moved(column: str, subject: str, breaks: list[int]) -> Iterator[pd.DataFrame]:
    """Score the nodes of the real hierarchy with and without reconciliation."""
    wide, parents = russia(column)
    nodes = with_totals(wide, parents)
    record = record_errors(
        nodes,
        origins=(2013, 2016),
        steps=3,
        draws=200,
        rng=np.random.default_rng(0),
        breaks=breaks,
    )
    for origin in (2013, 2016):
        cases = record.select(record.origin == origin)
        quantiles = ensemble_quantiles(cases, packaged(subject, until=origin))
        middle = np.median(quantiles, axis=-1)
        base = pd.DataFrame(np.exp(middle) * cases.last[:, None], index=cases.region)
        coherent = reconcile_medians(base, nodes.loc[:origin], parents, breaks=breaks)
        leaves = [node for node in nodes if node in wide.columns]
        np.testing.assert_allclose(coherent.loc["RU"], coherent.loc[leaves].sum(), rtol=1e-9)
        siberia = coherent.loc[[leaf for leaf in leaves if parents[leaf] == "RU-FD-SIB"]].sum()
        np.testing.assert_allclose(coherent.loc["RU-FD-SIB"], siberia, rtol=1e-9)
        moved = np.log(coherent.loc[base.index] / base).to_numpy()[..., None]
        yield score_quantiles("base", cases, quantiles)
        yield score_quantiles("coherent", cases, quantiles + moved)


@pytest.mark.end_to_end
@pytest.mark.parametrize(
    ("column", "subject", "breaks"),
    [("employed_thousand", "employment", [2010]), ("investment_rub_mn", "investment", [])],
)
def test_adding_up_costs_little_accuracy_on_the_record(
    column: str, subject: str, breaks: list[int]
) -> None:
    scores = pd.concat(base_and_moved(column, subject, breaks))
    inner = scores["region"].eq("RU") | scores["region"].str.startswith("RU-FD-")
    # Stated margins: 80 subjects at two origins, and the nine sums of them.
    for chosen, margin in ((scores[~inner], 0.01), (scores[inner], 0.05)):
        means = chosen.groupby("model")[["crps_scaled", "mase"]].mean()
        assert (means.loc["coherent"] / means.loc["base"] < 1.0 + margin).all()

"""Outcomes are chained, scaled and cut at breaks; what is cut is said."""

import numpy as np
import pandas as pd
import pytest

from analysis import data
from analysis.errors import ModelError
from analysis.simulation.counterfactual.outcome_tables import OUTCOMES, outcome_table

TOMSK = ["RU-TOM"]


def test_levels_grow_by_the_published_indices() -> None:
    table = outcome_table("real_grp", as_of=2016, treated_from=2006, treated=TOMSK)
    growth = 100.0 * table.levels["RU-TOM"].pct_change().dropna() + 100.0
    published = data.load_panel(as_of=2016).loc["RU-TOM", "grp_real_index_pct"]
    np.testing.assert_allclose(growth, published, rtol=1e-12)
    assert table.before == list(range(1999, 2006))
    assert table.after == list(range(2006, 2017))


def test_the_mean_before_the_treatment_is_a_hundred_in_every_region() -> None:
    table = outcome_table("rd_staff", as_of=2016, treated_from=2015, treated=TOMSK)
    for start in (2015, 2010):
        scaled = table.scaled(start)
        np.testing.assert_allclose(scaled.loc[scaled.index < start].mean(), 100.0)
    assert table.unit == "index, 2000-2014 = 100"
    assert not table.scaled(2010).equals(table.scaled())


def test_a_share_stays_as_published() -> None:
    table = outcome_table("innovation_share", as_of=2016, treated_from=2006, treated=TOMSK)
    published = data.load_panel(as_of=2016).loc["RU-TOM", "innovation_output_share_pct"]
    assert table.scaled()["RU-TOM"].tolist() == published.tolist()
    assert (table.unit, table.gap_unit) == ("per cent of shipments", "percentage points")


@pytest.mark.parametrize(
    ("name", "treated_from", "as_of", "years", "words"),
    [
        ("employment", 2006, 2016, (2003, 2009), ["before 2003 cut", "from 2010 cut"]),
        ("employment", 2015, 2016, (2010, 2016), ["before 2010 cut"]),
        ("innovation_share", 2015, 2019, (2000, 2016), ["from 2017 cut"]),
        ("innovation_share", 2015, 2016, (2000, 2016), []),
        ("real_grp", 2015, 2019, (1999, 2019), []),
    ],
)
def test_years_across_a_break_are_cut_and_named(
    name: str, treated_from: int, as_of: int, years: tuple[int, int], words: list[str]
) -> None:
    table = outcome_table(name, as_of=as_of, treated_from=treated_from, treated=TOMSK)
    assert (table.levels.index[0], table.levels.index[-1]) == years
    assert all(word in table.cut for word in words)
    assert bool(table.cut) == bool(words)


def test_no_series_holds_a_break_that_concerns_its_regions() -> None:
    for name, outcome in OUTCOMES.items():
        breaks = data.load_breaks(outcome.column)
        crossed = set(breaks.loc[breaks["codes"] == "all", "year"])
        for start in (2006, 2012, 2015):
            table = outcome_table(name, as_of=2019, treated_from=start, treated=TOMSK)
            assert crossed.isdisjoint(table.levels.index[1:])


def test_bridging_a_break_names_the_regions_that_jump_there() -> None:
    table = outcome_table("employment", as_of=2016, treated_from=2015, treated=TOMSK, bridged=True)
    assert table.levels.index[0] == 2000
    # What the descriptor itself names as jumps of 2010, as far as complete: Chechnya is not.
    assert {"RU-IN", "RU-MOW", "RU-ORL"} <= set(table.jumping)
    assert "RU-TOM" not in table.jumping


def test_a_treated_region_with_late_figures_sets_the_years() -> None:
    late = outcome_table("real_investment", as_of=2016, treated_from=2015, treated=["RU-ARK-x"])
    assert late.before == [2012, 2013, 2014]
    assert "RU-ARK-x" in late.levels
    assert "RU-CRI" in late.incomplete


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"as_of": 2014}, "no comparable year from 2015 is published by 2014"),
        ({"name": "innovation_share", "treated_from": 2017, "as_of": 2019}, "from 2017 cut"),
        ({"treated": ["RU-CRI"], "treated_from": 2006}, "no comparable year before 2006"),
        ({"name": "profit"}, "'profit' is not known; allowed: real_investment, employment"),
    ],
)
def test_an_outcome_that_leaves_nothing_to_compare(change: dict[str, object], message: str) -> None:
    study = {"name": "real_grp", "as_of": 2016, "treated_from": 2015, "treated": TOMSK}
    arguments = study | change
    with pytest.raises(ModelError, match=message):
        outcome_table(arguments.pop("name"), **arguments)


def test_a_missing_figure_leaves_a_region_out_not_a_hole() -> None:
    table = outcome_table("rd_staff", as_of=2016, treated_from=2006, treated=TOMSK)
    assert not table.levels.isna().any(axis=None)
    assert table.incomplete["RU-CHU"] == 4
    assert isinstance(table.incomplete, pd.Series)

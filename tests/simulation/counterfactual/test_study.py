"""Any outcome, region and date: fit, placebos and verdict, or words; nothing later is seen."""

from pathlib import Path
from typing import get_args

import numpy as np
import pandas as pd
import pytest

from analysis import data, scenario
from analysis.errors import ModelError
from analysis.scenario import Scenario
from analysis.scenario.sections import CounterfactualOutcome
from analysis.simulation import counterfactual as compare
from analysis.simulation.counterfactual.pair_tables import LEVEL
from analysis.simulation.counterfactual.results import counterfactual_results
from analysis.simulation.summary import RESULT_COLUMNS
from tests.poison import poisoned_copy

NAMES = get_args(CounterfactualOutcome)


def case(**changes: object) -> Scenario:
    return scenario.from_parameters(**{"horizon": 2021, **changes})


@pytest.fixture(scope="module")
def tomsk() -> tuple[Scenario, list[compare.Pair]]:
    chosen = case()
    return chosen, compare.pairs_of(chosen)


@pytest.fixture(scope="module")
def alabuga() -> tuple[Scenario, list[compare.Pair]]:
    chosen = case(programme="alabuga", as_of=2018, treated_from=2012, programme_start=2015)
    return chosen, [compare.study_pair(chosen, "real_investment", date) for date in (2012, 2015)]


def test_five_outcomes_at_two_dates_and_at_one_where_they_agree(
    tomsk: tuple[Scenario, list[compare.Pair]],
) -> None:
    pairs = tomsk[1]
    wanted = [(name, date) for name in NAMES for date in (2006, 2015)]
    assert [(pair.name, pair.treated_from) for pair in pairs] == wanted
    assert compare.study_dates(case(treated_from=2015)) == [2015]


def test_no_conclusion_is_drawn_on_tomsk_and_each_pair_says_why(
    tomsk: tuple[Scenario, list[compare.Pair]],
) -> None:
    fits = compare.fit_table(tomsk[1])
    assert not fits["good"].any()
    assert (fits["reasons"] != "").all()
    shares = fits.set_index(["outcome", "treated_from"])["misfit_share"]
    assert shares["Real investment", 2006] == pytest.approx(0.584456, rel=1e-4)
    assert shares["Real GRP", 2015] == pytest.approx(0.161642, rel=1e-4)


def test_the_rule_lets_a_region_pass_that_is_followed_well(
    alabuga: tuple[Scenario, list[compare.Pair]],
) -> None:
    chosen, pairs = alabuga
    assert chosen.region == "RU-TA"
    fits = compare.fit_table(pairs).set_index(["outcome", "treated_from"])
    assert fits.loc[("Real investment", 2015), "good"]
    assert fits.loc[("Real investment", 2012), "misfit_share"] < 0.05
    gaps = compare.conclusion_table(chosen, pairs).set_index(["outcome", "treated_from"])
    row = gaps.loc[("Real investment", 2015)]
    assert row["low"] <= row["mean_gap"] <= row["high"]
    assert row["left_out_low"] <= row["left_out_high"]
    assert row["on_file"] == "nothing: a placebo"


def test_an_exact_match_gives_no_gap(tomsk: tuple[Scenario, list[compare.Pair]]) -> None:
    chosen, pairs = tomsk
    fits, gaps = compare.fit_table(pairs), compare.conclusion_table(chosen, pairs)
    exact = fits["misfit_share"] == 0
    assert exact.any()
    assert gaps.loc[exact, ["mean_gap", "p_value", "augmented_gap"]].isna().all(axis=None)
    assert gaps.loc[~exact, ["mean_gap", "p_value"]].notna().all(axis=None)
    pair = next(pair for pair, same in zip(pairs, exact, strict=True) if same)
    paths = compare.path_table(pair)
    assert paths.loc[pair.treated_from :, "synthetic"].isna().all()
    assert paths["observed"].notna().all()
    assert compare.weight_table(pair).empty


def test_p_values_are_ranks_and_intervals_contain_what_is_not_rejected(
    tomsk: tuple[Scenario, list[compare.Pair]],
) -> None:
    for pair in tomsk[1]:
        space = pair.study.space
        units = 1 + len(space.placebos)
        assert space.p_value() * units == pytest.approx(round(space.p_value() * units))
        if not space.fit.exact and space.p_value() > 1 - LEVEL:
            low, high = space.effect_interval(LEVEL)
            assert low <= 0.0 <= high


def test_tables_of_one_study_agree_with_each_other(
    tomsk: tuple[Scenario, list[compare.Pair]],
) -> None:
    pair = tomsk[1][0]
    study = pair.study
    paths, gaps = compare.path_table(pair), compare.gap_table(pair)
    np.testing.assert_allclose(paths["observed"] - paths["synthetic"], gaps["RU-TOM"])
    after = gaps.loc[gaps.index >= 2006, "RU-TOM"]
    assert after.mean() == pytest.approx(study.fit.mean_gap)
    weights = compare.weight_table(pair)
    assert weights["weight"].sum() == pytest.approx(1.0, abs=1e-4)
    assert set(weights["code"]) == set(study.left_out)
    ranked = compare.placebo_table(pair, 5)
    own = ranked[ranked["code"] == "RU-TOM"].iloc[0]
    assert own["rank"] / (1 + len(study.space.placebos)) == pytest.approx(study.space.p_value())
    exact = sum(fit.exact for fit in study.space.placebos.values())
    assert ranked["rank"].iloc[0] == exact
    assert gaps.shape[1] == 1 + len(study.space.placebos) - exact
    variants = compare.variant_table(pair).set_index("variant")
    assert variants.loc["synthetic control", "mean_gap"] == study.fit.mean_gap
    assert variants.loc["placebo in time", "looked_at"] == "2004-2005"


def test_held_out_years_do_not_set_their_own_scale() -> None:
    study = compare.counterfactual_study(case(), "rd_staff", 2015)
    held_out, table = study.held_out, study.table
    early = held_out.observed.loc[held_out.before.index]
    assert early.mean() == pytest.approx(100.0)
    later = table.levels.copy()
    later.loc[later.index >= held_out.treated_from] *= 3.0
    moved = table._replace(levels=later).scaled(held_out.treated_from)
    np.testing.assert_allclose(moved["RU-TOM"].loc[early.index], early)


def test_a_date_after_the_last_year_becomes_a_row_with_words() -> None:
    chosen = case(as_of=2014)
    pairs = [compare.study_pair(chosen, name, 2015) for name in NAMES]
    fits, gaps = compare.fit_table(pairs), compare.conclusion_table(chosen, pairs)
    assert fits["reasons"].str.contains("no comparable year from 2015 is published by 2014").all()
    assert not fits["good"].any()
    assert gaps["mean_gap"].isna().all()
    pair = pairs[0]
    for table in (compare.path_table(pair), compare.gap_table(pair), compare.weight_table(pair)):
        assert table.empty
    assert compare.placebo_table(pair, 5).empty
    assert compare.variant_table(pair).empty
    assert compare.pair_roles(chosen, pair).empty
    assert compare.units_of(pair).gap == "no unit"
    with pytest.raises(ModelError, match="no comparable year from 2015"):
        compare.counterfactual_study(chosen, "real_grp", 2015)


def test_a_pair_cut_by_a_break_is_also_looked_at_across_it(
    tomsk: tuple[Scenario, list[compare.Pair]],
) -> None:
    across = compare.bridged_table(*tomsk)
    assert across["outcome"].tolist() == ["Employment", "Employment"]
    assert across["years_before"].tolist() == [6, 15]
    assert (across["jumping"] > 40).all()
    with pytest.raises(ModelError, match="RU-TA itself jumps at a break"):
        compare.counterfactual_study(case(region="RU-TA"), "employment", 2015, bridged=True)


def test_results_are_tidy_and_say_what_may_be_concluded(
    tomsk: tuple[Scenario, list[compare.Pair]],
) -> None:
    chosen, pairs = tomsk
    nothing = pd.DataFrame({"estimate": []})
    results = counterfactual_results(chosen, pairs, nothing)
    assert tuple(results.columns) == RESULT_COLUMNS
    assert not results.duplicated(["variable", "year", "statistic"]).any()
    assert np.isfinite(results["value"]).all()
    verdicts = results[results["variable"].str.endswith("|Fit is good")]
    assert len(verdicts) == len(pairs)
    gap = results.set_index(["variable", "year"])["value"]
    name = "Counterfactual|Real GRP|From 2015"
    observed, synthetic = gap[f"{name}|Observed", 2016], gap[f"{name}|Synthetic", 2016]
    assert gap[f"{name}|Gap", 2016] == pytest.approx(observed - synthetic)


def test_a_region_without_a_past_gets_words_for_every_pair() -> None:
    chosen = case(region="RU-CRI")
    pairs = compare.pairs_of(chosen)
    fits = compare.fit_table(pairs)
    assert fits["misfit_share"].isna().all()
    assert fits["reasons"].str.len().min() > 0
    assert not compare.conclusion_table(chosen, pairs)["good"].any()
    assert compare.bridged_table(chosen, pairs).empty


@pytest.mark.end_to_end
@pytest.mark.parametrize("as_of", [2014, 2018])
def test_poisoning_later_years_changes_no_gap(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, as_of: int
) -> None:
    def shown() -> str:
        chosen = case(as_of=as_of)
        # The outcome with every year, and the one whose later break is not known yet.
        dates = compare.study_dates(chosen)
        names = ("real_grp", "innovation_share")
        pairs = [compare.study_pair(chosen, name, date) for name in names for date in dates]
        tables = [compare.path_table(pair) for pair in pairs]
        tables += [compare.fit_table(pairs), compare.conclusion_table(chosen, pairs)]
        tables += [compare.pair_roles(chosen, pairs[0]), compare.treated_regions(as_of)]
        return "".join(table.to_csv() for table in tables)

    clean = shown()
    monkeypatch.setenv("TOMSK2020_DATA", str(poisoned_copy(tmp_path / "data", as_of)))
    assert data.load_panel().xs(2020, level="year")["rd_personnel"].dropna().eq(77).all()
    assert shown() == clean


@pytest.mark.end_to_end
@pytest.mark.parametrize(
    ("as_of", "region"),
    [(2014, "RU-TA"), (2015, "RU-TOM"), (2017, "RU-ARK-x"), (2019, "RU-CE"), (2020, "RU-KAM")],
)
def test_every_information_set_and_region_is_answered(as_of: int, region: str) -> None:
    chosen = case(as_of=as_of, region=region, treated_from=2012)
    pairs = compare.pairs_of(chosen)
    fits = compare.fit_table(pairs)
    assert len(fits) == 10
    assert ((fits["reasons"] == "") == fits["good"]).all()
    last = [pair.study.table.after[-1] for pair in pairs if not isinstance(pair.study, str)]
    assert max(last) == as_of

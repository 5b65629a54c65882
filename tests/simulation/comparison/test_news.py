from collections.abc import Sequence

import numpy as np
import pytest

from analysis.errors import ModelError, ParameterError
from analysis.models.lenses import Lens
from analysis.scenario import Scenario, load
from analysis.simulation import Evidence, simulate
from analysis.simulation.comparison.information_sets import (
    PIECES,
    InformationSets,
    restated,
    seen_from,
)
from analysis.simulation.comparison.measures import measured
from analysis.simulation.comparison.news import News, news
from analysis.simulation.preparation import Prepared, prepare

FEW = 400
# Of the scenario or of a table of one year: the same in every information set.
SHARED = {
    "region_name",
    "lens_weights",
    "clusters",
    "suppliers_per_post",
    "building",
}


@pytest.fixture(scope="module")
def central() -> Scenario:
    return load("central")


@pytest.fixture(scope="module")
def found(central: Scenario) -> News:
    return news(central, draws=FEW)


@pytest.fixture(scope="module")
def sets(central: Scenario) -> InformationSets:
    return InformationSets(*(prepare(seen_from(central, year, draws=FEW)) for year in (2014, 2016)))


def test_every_field_of_the_evidence_is_in_one_piece_or_shared():
    fields = [field for names in PIECES.values() for field in names]
    assert len(fields) == len(set(fields))
    assert {*fields, *SHARED, "lenses"} == set(Evidence.__dataclass_fields__)


def test_what_is_shared_does_not_differ(sets: InformationSets):
    for field in SHARED - {"building"}:
        assert getattr(sets.before.evidence, field) == getattr(sets.after.evidence, field)
    assert sets.before.evidence.building.equals(sets.after.evidence.building)


def test_parts_add_up_to_each_step(found: News):
    level = found.levels.set_index("as_of")["mean:net_new"]
    for (first, second), rows in found.parts.groupby(["from_year", "to_year"]):
        for column in ("part", "in_order", "in_reverse"):
            assert rows[column].sum() == pytest.approx(level[second] - level[first], rel=1e-9)


def test_each_level_is_the_simulation_of_its_year(central: Scenario, found: News):
    for row in found.levels.itertuples():
        sim = simulate(central.model_copy(update={"as_of": row.as_of, "draws": FEW}))
        net = float(sim.tally.mean("Jobs|Net")[-1])
        assert found.levels.set_index("as_of").loc[row.as_of, "mean:net_new"] == pytest.approx(
            net, rel=1e-6
        )


@pytest.mark.parametrize(("pieces", "end"), [((), "before"), (tuple(PIECES), "after")])
def test_the_corners_are_the_two_information_sets(
    sets: InformationSets, pieces: tuple[str, ...], end: str
):
    whole: Prepared = getattr(sets, end)
    corner = sets.case(pieces)
    assert corner.evidence.lenses == whole.evidence.lenses
    assert corner.scenario == whole.scenario
    assert measured(corner) == measured(whole)


def test_a_record_that_did_not_change_is_no_news(found: News):
    # No zone report was added in 2015: led to the prices of either year the record is the same.
    steps = found.parts.set_index(["to_year", "evidence"])["part"]
    before, after = (
        prepare(seen_from(found.scenario, year, draws=FEW)).evidence.zone_records
        for year in (2014, 2015)
    )
    assert len(before) == len(after)
    assert steps[2015, "zone record"] == pytest.approx(0, abs=1e-2)
    assert steps[2016, "zone record"] < 0


def test_the_stock_count_is_news_for_the_stock_alone(found: News):
    assert (found.parts.loc[found.parts["evidence"] == "stock count", "part"] == 0).all()


def test_a_restated_lens_keeps_its_real_cost():
    cost = Lens("zone_record", "gross posts", "cost", 1.0, 0.5, np.inf)
    gain = Lens("panel_response", "net jobs", "yield", 10.0, 4.0, 30.0)
    assert np.exp(restated(cost, 1.25).centre) == pytest.approx(1.25 * np.exp(1.0))
    assert restated(gain, 1.25)[3:] == (8.0, 3.2, 30.0)
    assert restated(restated(gain, 1.25), 0.8) == gain


def test_a_mixture_states_lenses_in_prices_of_its_courses(sets: InformationSets):
    mixed = sets.case(["zone record"]).evidence
    deflator = sets.after.evidence.deflator.series
    later = sets.after.evidence.lenses[0].centre
    assert mixed.lenses[0].centre == pytest.approx(later + np.log(deflator[2014]))
    assert mixed.lenses[1:] == sets.before.evidence.lenses[1:]


def test_the_table_closes(found: News):
    table = found.table().set_index("evidence")
    assert table.columns.tolist() == ["2014 to 2015", "2015 to 2016", "all years"]
    assert table.index.tolist() == ["answer before", *PIECES, "answer after"]
    closed = table.loc["answer before"] + table.loc[list(PIECES)].sum()
    np.testing.assert_allclose(closed, table.loc["answer after"], rtol=1e-9)


def test_years_after_the_scenarios_own_stay_closed(central: Scenario):
    early = news(central.model_copy(update={"as_of": 2014}), draws=100)
    assert early.levels["as_of"].tolist() == [2014]
    assert early.parts.empty
    assert early.table().empty


def test_a_treatment_seen_later_does_not_stand_in_the_way(central: Scenario):
    late = central.model_copy(update={"treated_from": 2016})
    assert news(late, (2014, 2016), draws=100).levels["as_of"].tolist() == [2014, 2016]


@pytest.mark.parametrize(
    "years", [(), "2014", ("2014", "2016"), (2016, 2014), (2014, 2014), (2016, 2020)]
)
def test_years_that_do_not_rise_to_the_horizon_are_refused(
    central: Scenario, years: Sequence[object]
):
    with pytest.raises(ModelError, match="must be rising years before the horizon 2020"):
        news(central, years)


def test_a_year_outside_the_schema_is_refused(central: Scenario):
    with pytest.raises(ParameterError, match="as_of = 2012"):
        news(central, (2012, 2014))


def test_a_name_is_no_scenario():
    with pytest.raises(ParameterError, match="scenario: 'central' given; allowed: a resolved"):
        news("central")

"""Donors are never treated, never counted twice, and each region left out has its reason."""

import math

import pandas as pd
import pytest

from analysis import data, scenario
from analysis.scenario import Scenario
from analysis.simulation.counterfactual.donors import DONOR, donor_counts, donors, region_roles
from analysis.simulation.counterfactual.outcome_tables import OUTCOMES, OutcomeTable, outcome_table
from analysis.simulation.counterfactual.treatments import (
    regimes_from,
    treated_regions,
    zone_cohort,
    zones_on_file,
)

OKRUGS = {"RU-NEN", "RU-KHM", "RU-YAN"}


def case(**changes: object) -> Scenario:
    return scenario.from_parameters(**{"horizon": 2021, **changes})


def outcome(name: str = "rd_staff", as_of: int = 2016, region: str = "RU-TOM") -> OutcomeTable:
    return outcome_table(name, as_of=as_of, treated_from=2006, treated=[region])


@pytest.mark.parametrize("as_of", range(2014, 2021))
def test_a_donor_is_never_treated_and_never_counted_twice(as_of: int) -> None:
    events = data.load_treatments(as_of)
    leaves = data.load_regions()["is_leaf"].astype(bool)
    reached = set(events["region_code"]) | set(data.load_zone_panel(as_of)["region_code"])
    # The widest pool: the others leave regions out of it.
    wide = case(as_of=as_of, donor_pool="all_untreated")
    for name in OUTCOMES:
        found = donors(wide, outcome(name, as_of))
        assert reached.isdisjoint(found)
        assert len(found) > 50
        assert leaves[found].all()


def test_the_pool_widens_with_the_choice() -> None:
    table = outcome("real_grp", region="RU-NVS")
    every = {
        pool: set(donors(case(donor_pool=pool, region="RU-NVS"), table))
        for pool in ("all_untreated", "no_oil_okrugs", "no_oil_no_moscow")
    }
    # GRP of Nenets, Khanty-Mansi and Yamal begins in 2001, so their years are missing here.
    assert every["all_untreated"] == every["no_oil_okrugs"]
    table = outcome("rd_staff", region="RU-NVS")
    assert set(donors(case(donor_pool="all_untreated", region="RU-NVS"), table)) >= OKRUGS
    # Moscow holds a zone, so no choice of the pool brings it back.
    assert "RU-MOW" not in donors(case(donor_pool="all_untreated"), table)


def test_each_region_has_one_role_and_the_counts_add_up() -> None:
    table = outcome("innovation_share")
    roles = region_roles(case(), table).set_index("code")["reason"]
    assert len(roles) == 85
    assert roles["RU-TOM"] == "treated here"
    assert roles["RU-TA"] == "treated by 2016"
    assert roles["RU-YAN"] == "oil okrug, by choice of the pool"
    assert roles["RU-CRI"] == "years missing"
    assert set(roles.index[roles == DONOR]) < set(table.levels.columns)
    counts = donor_counts(region_roles(case(), table))
    assert counts["regions"].sum() == 85
    assert counts["reason"].iloc[-1] == DONOR
    assert donor_counts(pd.DataFrame({"code": [], "region": [], "reason": []}, dtype=str)).empty


def test_the_first_treated_year_follows_the_first_event() -> None:
    treated = treated_regions(2016)
    assert treated.loc["RU-TOM", "first_event"] == "2005-11-28"
    assert treated.loc["RU-TOM", "treated_from"] == case().treated_from
    assert not {"RU", "RU-NVS"} & set(treated.index)
    # The decree of January 2015 counts from its own year, like the programme itself.
    assert "ino tomsk" in regimes_from(case(), case().programme_start)
    assert regimes_from(case(region="RU-NVS"), 2006) == ""
    assert "toser" in regimes_from(case(as_of=2019), 2019)
    assert "toser" not in regimes_from(case(as_of=2018), 2019)


def test_the_first_zones_began_together() -> None:
    cohort = zone_cohort(2014)
    assert set(cohort.index) == {"RU-LIP", "RU-MOS", "RU-MOW", "RU-SPE", "RU-TA", "RU-TOM"}
    assert (cohort == 2006).all()
    dated, reported = zones_on_file(2014)
    assert (dated, reported) == (7, 27.0)
    assert zones_on_file(2016)[1] > reported
    assert math.isnan(zones_on_file(2008)[1])

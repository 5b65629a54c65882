"""The first zones together: the same differences as by hand, lots and events, or words."""

import numpy as np
import pytest

from analysis import scenario
from analysis.simulation import counterfactual as compare
from analysis.simulation.counterfactual import zones
from analysis.simulation.counterfactual.outcome_tables import outcome_table

COHORT = ["RU-LIP", "RU-MOS", "RU-MOW", "RU-SPE", "RU-TA", "RU-TOM"]


def test_the_event_study_is_a_set_of_differences_of_log_levels() -> None:
    case = scenario.from_parameters()
    events = compare.zone_events(case, "real_grp")
    table = outcome_table("real_grp", as_of=2016, treated_from=2006, treated=COHORT)
    controls = compare.donors(case, table, COHORT)
    logs = table.levels.transform("log").sub(table.levels.transform("log").loc[2005])
    gap = logs[COHORT].mean(axis=1) - logs[controls].mean(axis=1)
    found = events.table.set_index("relative_year")["estimate"]
    np.testing.assert_allclose(found, gap, atol=1e-10)
    assert events.unit == "log points"
    assert list(found.index) == list(range(-7, 11))


def test_every_outcome_has_a_difference_and_its_rank_by_lot() -> None:
    case = scenario.from_parameters()
    table = compare.zone_differences(case).set_index("outcome")
    assert len(table) == 5
    assert (table["treated"] == len(COHORT)).all()
    assert (table["words"] == "").all()
    assert table["lots_p_value"].between(0.001, 1).all()
    assert (table["low"] < table["estimate"]).all()
    # Employment between its breaks of 2003 and 2010 only.
    assert table.loc["Employment", "years"] == "2003-2009"
    assert compare.cohort_names(case)[-1] == "Tomsk Oblast"


def test_lots_follow_the_seed() -> None:
    rows = [zones._differences(scenario.from_parameters(), "rd_staff") for _ in range(2)]
    assert rows[0] == rows[1]


def test_a_study_that_cannot_be_made_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    # A start at the break of employment leaves no year after it on the same basis.
    cohort = compare.zone_cohort(2016).replace(2006, 2010)
    monkeypatch.setattr(zones, "zone_cohort", lambda _: cohort)
    case = scenario.from_parameters(counterfactual_outcome="employment")
    events = compare.zone_events(case)
    assert events.table.empty
    assert "years from 2010 cut" in events.words
    table = compare.zone_differences(case).set_index("outcome")
    assert "years from 2010 cut" in table.loc["Employment", "words"]
    assert np.isnan(table.loc["Employment", "estimate"])

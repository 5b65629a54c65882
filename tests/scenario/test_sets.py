"""Sets of scenarios: probabilities add up, members answer one question, damage is told at once."""

import shutil
from pathlib import Path

import pytest

from analysis import data, scenario
from analysis.errors import ParameterError, ScenarioError
from analysis.scenario import sets

GOOD = """\
name: mine
title: Mine
narrative: Mine.
members:
  central: {probability: 0.7, mark: judgement, source: mine}
  budget_cut: {probability: 0.3, mark: judgement, source: mine}
"""


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    shutil.copytree(data.data_folder(), folder)
    monkeypatch.setenv("TOMSK2020_DATA", str(folder))
    return folder


def _write(files: Path, content: str) -> None:
    (files / "scenario_sets" / "mine.yaml").write_text(content, encoding="utf-8")


def test_every_set_on_file_is_valid_and_says_how_it_is_known() -> None:
    assert "seen_from_2016" in sets.set_names()
    assert sets.validate_sets() == []
    for name in sets.set_names():
        chosen = sets.read_set(name)
        assert sum(chosen.probabilities.values()) == pytest.approx(1, abs=1e-12)
        assert {member.mark for member in chosen.members.values()} == {"judgement"}


def test_what_the_judgements_rest_on_is_in_the_tables() -> None:
    panel = data.load_panel(as_of=2016, regions=["RU-TOM"]).loc["RU-TOM"]
    assert (panel.loc[2013:2016, "investment_real_index_pct"] < 100).all()
    known = data.load_promises(as_of=2016).query("kind == 'multi_year' and share.notna()")
    assert known["status"].isin(["due_missed", "partial"]).all()
    money = known[known["measure"] == "money"]
    assert (money["share"] < money["elapsed_share"]).all()
    assert "budget" not in set(known["measure"])


def test_a_new_set_is_found_by_its_name(files: Path) -> None:
    _write(files, GOOD)
    assert sets.read_set("mine").probabilities == {"central": 0.7, "budget_cut": 0.3}
    assert sets.as_set("mine") == sets.as_set(sets.read_set("mine"))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("0.7", "0.6", r"probabilities add up to 0.9, not to 1"),
        ("0.7", "0.700000002", "probabilities add up to 1.000000002, not to 1"),
        ("0.7", "1.7", "members.central.probability: .* less than or equal to 1"),
        ("0.7", "-0.7", "members.central.probability: .* greater than or equal to 0"),
        ("0.7", ".nan", "members.central.probability: "),
        ("0.7", "true", "members.central.probability: input should be a valid number"),
        ("title: Mine", "title: Mine\nas_of: late", "as_of: input should be a valid integer"),
        ("0.7", "much", "members.central.probability: input should be a valid number"),
        ("central", "centrl", r"centrl: no scenario of data/scenarios; did you mean central\?"),
        ("budget_cut", "central", "key 'central' stands twice"),
        ("mark: judgement, source", "source", "members.central.mark: field required"),
        ("judgement", "guess", "members.central.mark: input should be 'seen'"),
        ("narrative: Mine.\n", "", "narrative: field required"),
        ("title: Mine", "title: Mine\ncolour: red", "colour: extra inputs are not permitted"),
        ("name: mine", "name: yours", "name: 'yours' is not the file's name"),
        ("name: mine", "name: central", "name: 'central' is the name of a scenario"),
    ],
)
def test_a_damaged_set_is_refused_with_the_reason(
    files: Path, old: str, new: str, message: str
) -> None:
    _write(files, GOOD.replace(old, new, 1))
    with pytest.raises(ScenarioError, match=message) as caught:
        sets.read_set("mine")
    assert all(line.startswith("data/scenario_sets/mine.yaml: ") for line in caught.value.problems)
    assert set(caught.value.problems) <= set(sets.validate_sets())


def test_all_problems_are_told_at_once(files: Path) -> None:
    _write(files, GOOD.replace("central", "centrl").replace("0.3", "0.2"))
    with pytest.raises(ScenarioError) as caught:
        sets.read_set("mine")
    assert len(caught.value.problems) == 2


def test_an_unknown_set_names_the_nearest() -> None:
    with pytest.raises(ScenarioError, match=r"did you mean seen_from_2016\?; on file are"):
        sets.read_set("seen_from_2015")


def test_probabilities_given_on_the_spot_are_a_set_marked_as_judgement() -> None:
    chosen = sets.as_set({"central": 0.1 + 0.2, "budget_cut": 0.7})
    assert chosen.name == "mixture"
    assert {member.mark for member in chosen.members.values()} == {"judgement"}
    with pytest.raises(ScenarioError, match=r"scenario set mixture: probabilities .* 0\.8"):
        sets.as_set({"central": 0.1, "budget_cut": 0.7})
    with pytest.raises(ScenarioError, match=r"set mixture: members: .* at least 1"):
        sets.as_set({})


def test_members_are_the_scenarios_on_file_with_the_overrides_on_top() -> None:
    members = sets.set_members("seen_from_2016", draws=300)
    assert members["budget_cut"] == scenario.load("budget_cut", draws=300)
    assert list(members) == list(sets.read_set("seen_from_2016").members)
    with pytest.raises(ParameterError, match="drws: unknown parameter"):
        sets.set_members("seen_from_2016", drws=300)


def test_scenarios_that_are_asked_something_else_cannot_be_mixed() -> None:
    with pytest.raises(ScenarioError) as caught:
        sets.set_members({"central": 0.5, "october_2014": 0.5})
    told = str(caught.value)
    assert "october_2014: as_of = 2014 is not 2016 as in central" in told
    assert "share programme, region, as_of, horizon" in told

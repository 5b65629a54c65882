"""A saved scenario is a file like any other, and gives the numbers of the screen."""

from pathlib import Path

import pytest
import yaml

from analysis import scenario, simulation
from analysis.errors import ExecutionError, ScenarioError
from analysis.explorer import save_scenario
from analysis.scenario import Scenario


def chances(case: Scenario) -> list[float]:
    sim = simulation.simulate(case)
    return [simulation.probability(sim, reading) for reading in simulation.READINGS]


def test_a_saved_scenario_is_the_case_and_the_command_line_takes_it(data_room: Path):
    case = scenario.load("central", deadweight_share=0.7, target_reading="gross_new", draws=2_000)
    path = save_scenario(case, "my_case", title="Mine", narrative="Why\nnot.")
    assert path == data_room / "scenarios" / "my_case.yaml"
    assert scenario.validate_files() == []
    again = scenario.load("my_case")
    assert again.model_dump(exclude={"scenario_name"}) == case.model_dump(exclude={"scenario_name"})
    assert chances(again) == chances(case)
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert content["changes"] == {
        "deadweight_share": 0.7, "target_reading": "gross_new", "draws": 2_000,
    }  # fmt: skip
    assert set(content["sources"].values()) == {"judgement"}
    assert (content["title"], content["narrative"]) == ("Mine", "Why not.")


def test_a_scenario_on_top_of_a_file_keeps_what_the_file_says(data_room: Path):
    case = scenario.load("october_2014", slip_years=2.5)
    save_scenario(case, "later_money")
    file, before = scenario.read_scenario("later_money"), scenario.read_scenario("october_2014")
    assert file.changes == {**before.changes, "slip_years": 2.5}
    assert file.sources == {**before.sources, "slip_years": "judgement"}
    assert "delay of the money 2.5" in file.narrative
    assert file.title == "Later money"


def test_a_change_back_to_the_default_needs_no_line(data_room: Path):
    save_scenario(scenario.load("private_stalls", slip_years=1.0), "no_delay")
    assert "slip_years" not in scenario.read_scenario("no_delay").changes
    assert scenario.load("no_delay").slip_years == 1.0


def test_a_scenario_of_another_programme_names_it(data_room: Path):
    case = scenario.load("central", programme="alabuga", deadweight_share=0.2)
    save_scenario(case, "alabuga_deep")
    assert scenario.load("alabuga_deep").programme == "alabuga"
    assert scenario.read_scenario("alabuga_deep").changes == {"deadweight_share": 0.2}


@pytest.mark.parametrize(
    "name",
    ["", "../up", "a/b", "/x", "x.yaml", "Big", "_low", ".dot", "a" * 65, "ж", "<script>", "a\n"],
)
def test_a_name_that_is_no_plain_name_is_refused(data_room: Path, case: Scenario, name: str):
    before = sorted(data_room.rglob("*"))
    with pytest.raises(ScenarioError, match="must be 1 to 64 small letters"):
        save_scenario(case, name)
    assert sorted(data_room.rglob("*")) == before


def test_nothing_is_overwritten(data_room: Path, case: Scenario):
    before = (data_room / "scenarios" / "budget_cut.yaml").read_bytes()
    with pytest.raises(ScenarioError, match="'budget_cut': is taken; nothing was overwritten"):
        save_scenario(case, "budget_cut")
    assert (data_room / "scenarios" / "budget_cut.yaml").read_bytes() == before


def test_of_two_that_take_a_name_at_the_same_time_one_is_told(
    data_room: Path, case: Scenario, monkeypatch: pytest.MonkeyPatch
):
    place = data_room / "scenarios" / "race.yaml"
    link = Path.hardlink_to

    def overtaken(self: Path, target: Path) -> None:
        place.write_text("of another", encoding="utf-8")
        link(self, target)

    monkeypatch.setattr(Path, "hardlink_to", overtaken)
    with pytest.raises(ScenarioError, match="is taken"):
        save_scenario(case, "race")
    assert place.read_text(encoding="utf-8") == "of another"
    assert [p.name for p in place.parent.iterdir() if p.name.startswith(".")] == []


def test_a_folder_of_ones_own(tmp_path: Path, case: Scenario):
    path = save_scenario(case, "mine", folder=tmp_path)
    assert path.parent == tmp_path
    assert [each.name for each in tmp_path.iterdir()] == ["mine.yaml"]
    with pytest.raises(ExecutionError, match=r"mine\.yaml: cannot be written \(No such file"):
        save_scenario(case, "mine", folder=tmp_path / "none")


def test_text_is_kept_as_it_was_typed(data_room: Path, case: Scenario):
    title = "<script>alert('x')</script>: \"quoted\" # not a comment"
    save_scenario(case, "odd", title=title, narrative="- a: {b}\n\t%")
    assert scenario.read_scenario("odd").title == title
    assert scenario.read_scenario("odd").narrative == "- a: {b} %"
    assert (data_room / "scenarios" / "odd.yaml").is_file()

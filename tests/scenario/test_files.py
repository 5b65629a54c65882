"""Programme, scenario and assumption files: damaged ones are refused with a reason."""

import shutil
from pathlib import Path

import pytest

from analysis import data, scenario
from analysis.errors import ScenarioError
from analysis.scenario.schema import Scenario

GOOD = """\
name: mine
title: Mine
narrative: Mine.
changes: {seed: 3}
sources: {seed: chosen}
"""


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    shutil.copytree(data.data_folder(), folder)
    monkeypatch.setenv("TOMSK2020_DATA", str(folder))
    return folder


def _write(files: Path, content: str | bytes) -> None:
    raw = content if isinstance(content, bytes) else content.encode()
    (files / "scenarios" / "mine.yaml").write_bytes(raw)


def test_a_new_file_is_found_by_its_name(files: Path) -> None:
    _write(files, GOOD)
    assert "mine" in scenario.scenario_names()
    assert scenario.load("mine").seed == 3


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (GOOD + "title: Again\n", r"key 'title' stands twice, in lines 2 and 6"),
        (GOOD.replace("{seed: 3}", "{seed: 3, seed: 4}"), "key 'seed' stands twice"),
        (b"name: m\xff\n", "not UTF-8 .byte 0xff at position 7.; save it as UTF-8"),
        ("", "must be a mapping of names to values"),
        ("- a\n- b\n", "must be a mapping of names to values"),
        ("name: [unclosed\n", r"not valid YAML: .*line 2"),
        (GOOD.replace("narrative: Mine.\n", ""), "narrative: field required"),
        (GOOD + "colour: red\n", "colour: extra inputs are not permitted"),
        (GOOD.replace("name: mine", "name: yours"), "name: 'yours' is not the file's name"),
        (GOOD.replace("seed: 3", "sed: 3"), r"sed: unknown parameter .*did you mean seed\?"),
        (GOOD.replace("{seed: chosen}", "{}"), "seed: has a value but no source"),
        (GOOD.replace("{seed: chosen}", "{seed: a, draws: b}"), "draws: has a source but no value"),
        (GOOD.replace("seed", "programme"), "programme: cannot be set in a file"),
        (GOOD.replace("changes: {seed: 3}", "changes: 3"), "changes: input should be a valid dict"),
        (GOOD + "probability: 1.5\n", "probability: input should be less than or equal to 1"),
        (GOOD + "x: !!python/object:os.system {}\n", "not valid YAML"),
    ],
)
def test_a_damaged_file_is_refused_with_the_reason(
    files: Path, content: str | bytes, message: str
) -> None:
    _write(files, content)
    with pytest.raises(ScenarioError, match=message) as caught:
        scenario.load("mine")
    assert all(line.startswith("data/scenarios/mine.yaml: ") for line in caught.value.problems)
    assert any(line.startswith("data/scenarios/mine.yaml: ") for line in scenario.validate_files())


def test_a_value_out_of_bounds_names_the_file(files: Path) -> None:
    _write(files, GOOD.replace("seed: 3", "draws: 3").replace("seed", "draws"))
    assert scenario.validate_files() == [
        "draws = 3 (data/scenarios/mine.yaml): allowed are 100 to 1000000 (count)"
    ]


def test_a_scenario_of_one_programme_refuses_another(files: Path) -> None:
    other = (files / "programmes" / "ino_tomsk.yaml").read_text().replace("ino_tomsk", "other", 1)
    (files / "programmes" / "other.yaml").write_text(other)
    with pytest.raises(ScenarioError, match="made for programme ino_tomsk, asked for other"):
        scenario.load("october_2014", programme="other")


@pytest.mark.parametrize("name", ["ino_tomsk", "alabuga"])
def test_promised_values_equal_their_source_rows(name: str) -> None:
    programme = scenario.read_programme(name)
    facts = data.load_facts()
    to_parameter = {"percent": 0.01, "RUB_bn": 1.0, "jobs": 1.0}
    for parameter, key in programme.facts.items():
        rows = facts[
            (facts["subject"] == key.subject)
            & (facts["indicator"] == key.indicator)
            & (facts["published_on"] == key.published_on)
        ]
        scale = rows["unit"].map(to_parameter)
        assert (rows["value"] * scale).unique() == pytest.approx(programme.parameters[parameter])


def test_both_programmes_are_on_file() -> None:
    assert scenario.programme_names() == ["alabuga", "ino_tomsk"]
    assert scenario.from_parameters(programme="alabuga").region == "RU-TA"


@pytest.mark.parametrize("name", ["ino_tomsk", "alabuga"])
def test_clusters_are_named_once_and_share_out_their_posts(name: str) -> None:
    clusters = scenario.read_programme(name).clusters
    assert len({cluster.name for cluster in clusters}) == len(clusters) > 0
    industries = data.load_industry().index
    for cluster in clusters:
        assert set(cluster.industries) <= set(industries)
        assert sum(cluster.industries.values()) == pytest.approx(1.0 if cluster.industries else 0.0)


CLUSTERS = """\
clusters:
- {name: a, title: A, industries: {"24": 1.0}, source: mine}
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"24"', '"244"', r"clusters: a: industry '244': no group of .*; did you mean 24\?"),
        ('"24"', '"P"', r"clusters: a: industry 'P': no group of .* with jobs"),
        ('{"24": 1.0}', '{"24": 0.9, "25": 0.5}', "industries add up to 1.4, not to 1"),
        (", source: mine", "", "clusters.0.source: field required"),
        ("title: A", 'title: ""', "clusters.0.title: string should have at least 1 character"),
        ("title: A", "title: A, prior_weight: 0", "clusters.0.prior_weight: .*greater than 0"),
        ("title: A", "title: A, share: 0.2", "clusters.0.share: extra inputs are not permitted"),
        ('{"24": 1.0}', '{"24": much}', "clusters.0.industries.24: input should be a valid number"),
    ],
)
def test_a_damaged_cluster_is_refused_with_the_reason(
    files: Path, old: str, new: str, message: str
) -> None:
    path = files / "programmes" / "ino_tomsk.yaml"
    plain = path.read_text()
    whole = plain[: plain.index("clusters:")] + CLUSTERS
    path.write_text(whole)
    assert [cluster.title for cluster in scenario.read_programme("ino_tomsk").clusters] == ["A"]
    path.write_text(whole.replace(old, new))
    with pytest.raises(ScenarioError, match=message) as caught:
        scenario.read_programme("ino_tomsk")
    assert all(
        line.startswith("data/programmes/ino_tomsk.yaml: ") for line in caught.value.problems
    )


def test_a_programme_without_clusters_is_one_whole(files: Path) -> None:
    path = files / "programmes" / "ino_tomsk.yaml"
    plain = path.read_text()
    path.write_text(plain[: plain.index("clusters:")])
    assert scenario.read_programme("ino_tomsk").clusters == []


def test_the_assumptions_log_lists_exactly_the_parameters(files: Path) -> None:
    log = scenario.assumptions_log(scenario.load("central"))
    assert sorted(log["name"]) == sorted(Scenario.model_fields)
    assert log["quality"].is_monotonic_increasing
    path = files / "assumptions.yaml"
    path.write_text(
        path.read_text().replace("\nseed:", "\nsed:").replace("quality: red", "quality: rosy")
    )
    with pytest.raises(ScenarioError) as caught:
        scenario.assumptions_log(scenario.load("central"))
    message = str(caught.value)
    assert "data/assumptions.yaml: seed: parameter without an entry" in message
    assert "data/assumptions.yaml: sed: entry without a parameter" in message
    assert "hpw_growth_share.quality: input should be 'green', 'amber' or 'red'" in message


def test_declared_values_lie_in_the_range_of_the_log() -> None:
    log = scenario.assumptions_log(scenario.load("central")).dropna(subset=["low"])
    numbers = log["value"].astype(float)
    assert numbers.between(log["low"], log["high"]).all()


def test_the_parameter_table_is_complete() -> None:
    table = scenario.parameter_table()
    assert list(table.columns) == [
        "name", "type", "unit", "default", "bounds", "description", "source",
    ]  # fmt: skip
    assert (table.drop(columns=["default", "bounds"]) != "").all(axis=None)
    numeric = table[table["type"].isin(["int", "float"])]
    assert (numeric["bounds"] != "").all()
    assert table["name"].tolist()[:2] == ["programme", "scenario_name"]


def test_clusters_that_share_a_name_or_a_title_are_refused(files: Path) -> None:
    path = files / "programmes" / "ino_tomsk.yaml"
    plain = path.read_text()
    whole = plain[: plain.index("clusters:")] + CLUSTERS
    again = CLUSTERS.split("\n", 1)[1]
    path.write_text(whole + again)
    with pytest.raises(ScenarioError) as caught:
        scenario.read_programme("ino_tomsk")
    told = "\n".join(caught.value.problems)
    assert "clusters: name 'a' is given twice" in told
    assert "clusters: title 'A' is given twice" in told

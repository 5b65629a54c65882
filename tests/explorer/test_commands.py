"""The run as text gives the numbers of the screen."""

import ast
import contextlib
import io
import shlex

import papermill.cli
import pytest

from analysis import scenario, simulation
from analysis.explorer import papermill_command, python_code, run_command
from analysis.scenario import Scenario


@pytest.fixture(scope="module")
def changed() -> Scenario:
    return scenario.load(
        "private_stalls", deadweight_share=0.1 + 0.2, jobs_lens="zone_record", draws=2_000, seed=7
    )


def test_the_python_gives_the_same_numbers(changed: Scenario):
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(python_code(changed), "copied", "exec"), {})  # noqa: S102
    sim = simulation.simulate(changed)
    assert ast.literal_eval(printed.getvalue()) == {
        reading: simulation.probability(sim, reading) for reading in simulation.READINGS
    }


def test_papermill_reads_the_same_case_from_its_command(
    changed: Scenario, monkeypatch: pytest.MonkeyPatch
):
    told = {}
    monkeypatch.setattr(papermill.cli, "execute_notebook", lambda **options: told.update(options))
    program, *words = shlex.split(papermill_command(changed))
    assert program == "papermill"
    papermill.cli.papermill(words, standalone_mode=False)
    assert told["input_path"] == "notebooks/04_jobs.ipynb"
    assert scenario.from_parameters(**told["parameters"]) == changed


def test_the_command_line_reads_the_same_case(changed: Scenario):
    words = shlex.split(run_command(changed))
    assert words[:4] == ["tomsk2020", "run", "--scenario", "private_stalls"]
    assert set(words[4::2]) == {"--set"}
    values = scenario.parse_assignments(words[5::2])
    assert scenario.load("private_stalls", **values) == changed


def test_a_case_as_on_file_names_its_files_alone():
    assert run_command(scenario.load("central")) == (
        "tomsk2020 run --scenario central --set programme=ino_tomsk"
    )

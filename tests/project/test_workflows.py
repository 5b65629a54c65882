"""Workflows and hooks are valid, and no input of a stranger becomes the text of a script."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
HOSTILE = {
    "SCENARIO": "zone_record; rm -rf .",
    "OVERRIDES": (
        "investment_need_rub_bn=111\n"
        "\n"
        "scenario_name=a b  c\r\n"
        "region=$(touch pwned)\n"
        "region=`touch pwned`\n"
        'region="; touch pwned #\n'
        "region='; touch pwned\n"
        "region=*\n"
        "-out=elsewhere\n"
        "   \n"
        "region=$HOME ${HOME} \\n %s $$(shell touch pwned) $(shell touch pwned)"
    ),
    "SEED": "7 --out=elsewhere",
}
EXPECTED = [
    "run",
    "--scenario=zone_record; rm -rf .",
    "--set=investment_need_rub_bn=111",
    "--set=scenario_name=a b  c",
    "--set=region=$(touch pwned)",
    "--set=region=`touch pwned`",
    '--set=region="; touch pwned #',
    "--set=region='; touch pwned",
    "--set=region=*",
    "--set=-out=elsewhere",
    "--set=region=$HOME ${HOME} \\n %s $$(shell touch pwned) $(shell touch pwned)",
    "--set=seed=7 --out=elsewhere",
]


def steps_of(workflow: Path) -> list[dict]:
    jobs = yaml.safe_load(workflow.read_text())["jobs"].values()
    return [step for job in jobs for step in job["steps"]]


@pytest.fixture
def recorder(tmp_path: Path) -> Path:
    """A command that writes down the arguments it gets, one a NUL-ended record."""
    command = tmp_path / "a command" / "tomsk2020"
    command.parent.mkdir()
    command.write_text('#!/bin/sh\nprintf "%s\\0" "$@" >"${0%/*}/arguments"\n')
    command.chmod(0o755)
    return command


def recorded(recorder: Path) -> list[str]:
    return (recorder.parent / "arguments").read_text().split("\0")[:-1]


def run_in(folder: Path, command: list[str], **environment: str) -> None:
    subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "MAKEFLAGS": "", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )


def test_there_are_two() -> None:
    assert [path.name for path in WORKFLOWS] == ["ci.yml", "scenario.yml"]


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_valid_by_the_published_schema(workflow: Path) -> None:
    checked = subprocess.run(
        [
            sys.executable, "-m", "check_jsonschema",
            "--builtin-schema", "vendor.github-workflows", str(workflow),
        ],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_no_expression_becomes_script_text(workflow: Path) -> None:
    for step in steps_of(workflow):
        assert "${{" not in step.get("run", ""), "hand it over in env: instead"
        # `with: script:` of actions/github-script and a computed shell would be script text too.
        assert not {"script"} & step.get("with", {}).keys()
        assert "${{" not in step.get("shell", "")


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_least_privilege_and_pinned_majors(workflow: Path) -> None:
    text = yaml.safe_load(workflow.read_text())
    assert text["permissions"] == {"contents": "read"}
    assert "concurrency" in text
    # PyYAML reads the key `on` as the boolean of YAML 1.1.
    assert "pull_request_target" not in text[True]
    for step in steps_of(workflow):
        if "uses" in step:
            assert re.fullmatch(r"actions/[\w-]+@v\d+", step["uses"])
        if "actions/checkout" in step.get("uses", ""):
            assert step["with"]["persist-credentials"] is False


def test_ci_runs_what_developers_run() -> None:
    commands = [step["run"] for step in steps_of(WORKFLOWS[0]) if "run" in step]
    assert commands == ["bash .ci/run"]
    assert "make --no-print-directory test" in (ROOT / ".ci" / "run").read_text()


def test_scenario_inputs_reach_the_command_word_for_word(
    recorder: Path, scratch_clone: Path
) -> None:
    (step,) = (step for step in steps_of(WORKFLOWS[1]) if "run" in step)
    assert step["env"].keys() == HOSTILE.keys()
    run_in(scratch_clone, ["bash", "-e", "-c", step["run"]], TOMSK2020=str(recorder), **HOSTILE)
    assert recorded(recorder) == EXPECTED
    assert not (scratch_clone / "pwned").exists()


def test_values_on_makes_command_line_are_data_too(recorder: Path, scratch_clone: Path) -> None:
    run_in(
        scratch_clone,
        [
            "make", "run", "SET=a=1  b=$(shell touch pwned) c='d'",
            "OUT=a folder/$(shell touch pwned)`touch pwned`$HOME", "SCENARIO=it's", "JOBS=2",
        ],
        TOMSK2020=str(recorder),
    )  # fmt: skip
    assert recorded(recorder) == [
        "run", "--scenario=it's", "--set=a=1", "--set=b=$(shell", "--set=touch", "--set=pwned)",
        "--set=c='d'", "--out=a folder/$(shell touch pwned)`touch pwned`$HOME", "--jobs=2",
    ]  # fmt: skip
    assert not (scratch_clone / "pwned").exists()


def test_each_notebook_named_is_an_option_of_its_own(recorder: Path) -> None:
    named = "04_jobs  06_target $(touch pwned)"
    run_in(
        ROOT,
        ["bash", "tools/run_scenario.sh"],
        TOMSK2020=str(recorder),
        RUN_NOTEBOOKS=named,
    )
    assert recorded(recorder) == [
        "run", "--notebooks=04_jobs", "--notebooks=06_target", "--notebooks=$(touch",
        "--notebooks=pwned)",
    ]  # fmt: skip


def test_nothing_given_means_no_option(recorder: Path) -> None:
    run_in(
        ROOT,
        ["bash", "tools/run_scenario.sh"],
        TOMSK2020=str(recorder),
        RUN_OVERRIDES="\n",
        RUN_SET="",
    )
    assert recorded(recorder) == ["run"]


def test_pre_commit_hooks_are_local_and_valid() -> None:
    configuration = ROOT / ".pre-commit-config.yaml"
    run_in(ROOT, [sys.executable, "-m", "pre_commit", "validate-config", str(configuration)])
    repositories = yaml.safe_load(configuration.read_text())["repos"]
    assert [repository["repo"] for repository in repositories] == ["local"]
    hooks = {hook["id"]: hook for hook in repositories[0]["hooks"]}
    assert all(hook["language"] == "system" for hook in hooks.values())
    assert {
        "environment", "machine-paths", "mypy", "notebook-conventions", "numpydoc", "ruff-check",
        "ruff-format",
    } == hooks.keys()  # fmt: skip

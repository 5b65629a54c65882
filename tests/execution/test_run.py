import getpass
import json
import platform
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from analysis import data, execution
from analysis.scenario import Scenario

WriteNotebook = Callable[..., Path]

pytestmark = pytest.mark.end_to_end

SAVE = """import os
import numpy as np
import pandas as pd
value = np.random.default_rng(seed).normal()
frame = pd.DataFrame({{"model": "tomsk2020", "scenario": scenario_name, "region": "RU-TOM",
    "variable": ["Jobs|{name}", "Shared"], "unit": "persons", "year": 2020, "statistic": "p50",
    "value": [value, 1.0]}})
frame.to_parquet(os.path.join(os.environ["TOMSK2020_RESULTS"], "{name}.parquet"))
print(os.getcwd(), seed)"""
DRAW = """import matplotlib.pyplot as plt
plt.plot([1, 2])
plt.show()"""


@pytest.fixture(scope="module", autouse=True)
def settled_sources():
    """Whoever edits the package while the tests run changes no key between two runs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("analysis.execution.manifest.source_digest", lambda _folder: "0" * 64)
        yield


@pytest.fixture(scope="module")
def notebooks(
    tmp_path_factory: pytest.TempPathFactory, write_notebook: WriteNotebook
) -> list[Path]:
    folder = tmp_path_factory.mktemp("note {books}")
    return [
        write_notebook(folder, "01_gross", SAVE.format(name="Gross")),
        write_notebook(folder, "02_net", SAVE.format(name="Net"), DRAW),
    ]


@pytest.fixture(scope="module")
def serial(
    case: Scenario, notebooks: list[Path], tmp_path_factory: pytest.TempPathFactory
) -> execution.Run:
    out = tmp_path_factory.mktemp("serial run")
    seen: list[execution.Step] = []

    def watch(step: execution.Step) -> None:
        # Until the last moment nothing with the name of a run may be seen.
        assert all(path.name.startswith(".") for path in out.iterdir())
        seen.append(step)

    finished = execution.run(case, notebooks, out, jobs=1, progress=watch)
    assert [step.notebook for step in seen if step.outcome] == ["01_gross", "02_net"]
    assert seen[0] == execution.Step("01_gross", 0, 4)
    assert list(out.iterdir()) == [finished.folder]
    return finished


def test_run_folder_is_complete(serial: execution.Run):
    files = {
        p.relative_to(serial.folder).as_posix() for p in serial.folder.rglob("*") if p.is_file()
    }
    assert files == {
        "figures/02_net_1.png",
        "manifest.json",
        "notebooks/01_gross.ipynb",
        "notebooks/02_net.ipynb",
        "pages/01_gross.html",
        "pages/02_net.html",
        "pages/index.html",
        "results.csv",
        "results.parquet",
        "results/Gross.parquet",
        "results/Net.parquet",
    }
    assert serial.folder.name == f"central-{serial.manifest['key'][:8]}"
    assert [outcome.status for outcome in serial.outcomes] == ["done", "done"]


def test_results_are_joined(serial: execution.Run):
    assert serial.results["variable"].tolist() == ["Jobs|Gross", "Jobs|Net", "Shared"]
    pd.testing.assert_frame_equal(
        pd.read_csv(serial.folder / "results.csv"), serial.results, check_dtype=False
    )


def test_kernels_get_the_seed_and_a_neutral_folder(serial: execution.Run):
    node = nbformat.read(serial.folder / "notebooks" / "01_gross.ipynb", as_version=4)
    printed = node.cells[-1].outputs[0].text
    assert printed.startswith("TMP/tomsk2020-")
    assert printed.endswith("/work 7\n")


def test_manifest_says_what_the_run_was_made_of(
    serial: execution.Run, case: Scenario, notebooks: list[Path]
):
    facts = json.loads((serial.folder / "manifest.json").read_text(encoding="utf-8"))
    assert facts == serial.manifest
    assert facts["parameters"] == case.model_dump()
    assert facts["injected_parameters"] == {
        "programme": "ino_tomsk",
        "scenario_name": "central",
        "seed": 7,
    }
    assert facts["seed"] == 7
    assert facts["inputs"] == {f"data/{k}": v for k, v in data.input_files().items()}
    assert [(n["path"], n["outcome"]) for n in facts["notebooks"]] == [
        ("notebooks/01_gross.ipynb", "done"),
        ("notebooks/02_net.ipynb", "done"),
    ]
    assert all(n["seconds"] > 0 for n in facts["notebooks"])
    assert facts["python"] == platform.python_version()
    assert {"numpy", "pandas", "statsmodels", "papermill"} <= facts["libraries"].keys()
    digests = [facts["key"], facts["package"]["source_sha256"], facts["package"]["lock_sha256"]]
    assert all(len(digest) == 64 for digest in digests)


def test_nothing_of_the_machine_is_in_any_text_file(serial: execution.Run, notebooks: list[Path]):
    private = [
        str(notebooks[0].parent),
        str(serial.folder.parent),
        str(data.project_root()),
        sys.prefix,
        str(Path.home()) + "/",
        f"/{getpass.getuser()}/",
    ]
    for path in serial.folder.rglob("*"):
        if path.suffix in {".ipynb", ".html", ".json", ".csv"}:
            text = path.read_text(encoding="utf-8")
            assert not [word for word in private if word in text], path.name


def test_parallel_and_serial_give_the_same_bytes(
    serial: execution.Run, case: Scenario, notebooks: list[Path], tmp_path: Path
):
    parallel = execution.run(case, reversed(notebooks), tmp_path, jobs=2)
    assert parallel.folder.name == serial.folder.name
    same = [(run.folder / "results.csv").read_bytes() for run in (serial, parallel)]
    assert same[0] == same[1]


def test_two_runs_of_one_key_at_once_both_succeed(
    case: Scenario, notebooks: list[Path], tmp_path: Path
):
    with ThreadPoolExecutor(max_workers=2) as pool:
        runs = [pool.submit(execution.run, case, notebooks[:1], tmp_path, jobs=1) for _ in "ab"]
        folders = [run.result().folder for run in runs]
    assert folders[0] == folders[1]
    assert list(tmp_path.iterdir()) == [folders[0]]
    assert (folders[0] / "manifest.json").is_file()

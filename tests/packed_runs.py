"""Run folders packed from the committed notebooks and the reference results, without a kernel."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from analysis import data, scenario
from analysis.execution.manifest import gather, manifest
from analysis.execution.notebook_files import find_notebooks, read_notebooks
from analysis.execution.outcome import Outcome

__all__ = ["pack_run"]


def pack_run(out: Path, name: str = "central", only: Sequence[str] = ()) -> Path:
    """Write what a run of a scenario leaves, as far as the site shows it; returns its folder.

    The notebooks are those of the central case for every scenario; the results are the scenario's.
    """
    root = data.project_root()
    paths = [p for p in find_notebooks(root / "notebooks") if not only or p.stem in only]
    sources = read_notebooks(paths, root / "notebooks")
    case = scenario.load(name)
    made_of = gather(sources, case.model_dump(), root)
    folder = out / f"{name}-{made_of.key[:8]}"
    (folder / "notebooks").mkdir(parents=True)
    for source in sources:
        shutil.copy(source.path, folder / "notebooks")
    results = pd.read_csv(root / "outputs" / "reference" / name / "results.csv")
    results.to_csv(folder / "results.csv", index=False)
    results.to_parquet(folder / "results.parquet", index=False)
    outcomes = [Outcome(source.name, "done", 1.0) for source in sources]
    facts = manifest(made_of, sources, dict(case.overrides()), outcomes)
    (folder / "manifest.json").write_text(json.dumps(facts), encoding="utf-8")
    return folder

"""What a run was made of: digests of everything that can change its results, and its key."""

import hashlib
import json
import platform
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import analysis
from analysis.data import input_files
from analysis.execution.notebook_files import SourceNotebook
from analysis.execution.outcome import Outcome

__all__ = ["Ingredients", "gather", "manifest", "source_digest"]

_LIBRARIES = (
    "ipykernel",
    "matplotlib",
    "nbclient",
    "nbconvert",
    "numpy",
    "pandas",
    "papermill",
    "pyarrow",
    "pydantic",
    "scipy",
    "scoringrules",
    "seaborn",
    "statsmodels",
)


@dataclass(frozen=True)
class Ingredients:
    """Everything that can change the results of a run.

    Parameters
    ----------
    parameters
        All parameters of the scenario, resolved.
    notebooks
        Digest of the code of each notebook.
    inputs
        Digest of each file under `data/`, by its path there.
    source
        Digest of the package's own files.
    lock
        Digest of `requirements.lock`; empty outside a clone.
    """

    parameters: Mapping[str, Any]
    notebooks: Mapping[str, str]
    inputs: Mapping[str, str]
    source: str
    lock: str

    @property
    def key(self) -> str:
        """Digest of all of them: 64 hexadecimal digits."""
        text = json.dumps(asdict(self), sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()


def source_digest(folder: Path) -> str:
    """Return one digest of a package's own files.

    Parameters
    ----------
    folder
        Folder of the package; hidden files and byte-code are left out.
    """
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.*"))
    kept = [name for name in names if not re.search(r"(^|/)(\.|__pycache__/)", name)]
    digests = [
        (name, hashlib.sha256((folder / name).read_bytes()).hexdigest())
        for name in kept
        if (folder / name).is_file()
    ]
    return hashlib.sha256(json.dumps(digests).encode()).hexdigest()


def gather(
    notebooks: Sequence[SourceNotebook],
    parameters: Mapping[str, Any],
    project_root: Path,
) -> Ingredients:
    """Digest everything that can change the results of a run.

    Parameters
    ----------
    notebooks
        Notebooks of the run.
    parameters
        Resolved parameters.
    project_root
        Folder with `requirements.lock`, where there is one.
    """
    lock = project_root / "requirements.lock"
    return Ingredients(
        parameters=dict(parameters),
        notebooks={notebook.name: notebook.code_sha256 for notebook in notebooks},
        inputs=input_files(),
        source=source_digest(Path(analysis.__file__).parent),
        lock=hashlib.sha256(lock.read_bytes()).hexdigest() if lock.is_file() else "",
    )


def manifest(
    ingredients: Ingredients,
    notebooks: Sequence[SourceNotebook],
    injected: Mapping[str, Any],
    outcomes: Sequence[Outcome],
) -> dict[str, Any]:
    """Return the manifest of a run, ready for JSON.

    Parameters
    ----------
    ingredients
        What the run was made of.
    notebooks
        Its notebooks.
    injected
        Parameters set in each notebook; the others follow from these.
    outcomes
        How each notebook ended.

    Returns
    -------
    dict
        Only relative paths, no name of a machine or user.
    """
    digests = {notebook.name: notebook for notebook in notebooks}
    return {
        "format": 1,
        "key": ingredients.key,
        "scenario": ingredients.parameters["scenario_name"],
        "seed": ingredients.parameters["seed"],
        "parameters": dict(ingredients.parameters),
        "injected_parameters": dict(injected),
        "notebooks": [
            {
                "path": f"notebooks/{outcome.notebook}.ipynb",
                "sha256": digests[outcome.notebook].sha256,
                "code_sha256": digests[outcome.notebook].code_sha256,
                "outcome": outcome.status,
                "seconds": round(outcome.seconds, 2),
                "problem": outcome.problem,
            }
            for outcome in outcomes
        ],
        "inputs": {f"data/{name}": digest for name, digest in ingredients.inputs.items()},
        "package": {
            "name": "tomsk2020",
            "version": version("tomsk2020"),
            "source_sha256": ingredients.source,
            "lock_sha256": ingredients.lock,
        },
        "python": platform.python_version(),
        "processor": platform.machine(),
        "libraries": {name: version(name) for name in _LIBRARIES},
    }

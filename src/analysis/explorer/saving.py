"""Write what a reader has tried as a scenario file: the changes alone, each with its source."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

import yaml

from analysis import data, scenario
from analysis.errors import ExecutionError, ScenarioError
from analysis.report import parameter_words
from analysis.scenario import Scenario, read_programme, read_scenario, scenario_names

__all__ = ["SOURCE", "generated_narrative", "save_scenario", "scenario_changes"]

SOURCE = "judgement"
"""Source of every value that somebody chose by hand."""

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_STEERING = frozenset({"programme", "scenario_name"})


def scenario_changes(case: Scenario) -> tuple[dict[str, object], dict[str, str]]:
    """Collect what a file must hold to rebuild a case, and where each value comes from.

    Parameters
    ----------
    case
        A resolved scenario, perhaps on top of a scenario file of its own.

    Returns
    -------
    changes, sources
        What its own file changes and what was changed by hand, against programme and defaults; a
        value of the file that was not touched keeps its source.
    """
    file = read_scenario(case.scenario_name)
    plain = {name: field.default for name, field in Scenario.model_fields.items()}
    plain |= read_programme(case.programme).parameters
    changes = {
        name: value
        for name, value in case.model_dump().items()
        if name not in _STEERING and value != plain[name]
    }
    loaded = scenario.load(case.scenario_name, programme=case.programme)
    sources = {
        name: file.sources[name]
        if name in file.sources and changes[name] == getattr(loaded, name)
        else SOURCE
        for name in changes
    }
    return changes, sources


def generated_narrative(case: Scenario) -> str:
    """Say in a sentence what a case changes.

    Parameters
    ----------
    case
        A resolved scenario.
    """
    changes, _ = scenario_changes(case)
    told = [f"{parameter_words(name)} {value}" for name, value in changes.items()]
    title = read_programme(case.programme).title
    if not told:
        return f"Tried in the explorer for {title}: nothing was changed."
    return f"Tried in the explorer for {title}: {', '.join(told)}."


def save_scenario(
    case: Scenario,
    name: str,
    *,
    title: str = "",
    narrative: str = "",
    folder: Path | None = None,
) -> Path:
    """Write a case as a scenario file.

    Parameters
    ----------
    case
        A resolved scenario.
    name
        Name of the scenario and of the file, without an ending.
    title
        One line for tables; the name in words if empty.
    narrative
        What happens, and why it is worth asking; `generated_narrative` if empty.
    folder
        Where to; `data/scenarios` if not given.

    Returns
    -------
    Path
        The file, written whole or not at all.

    Raises
    ------
    ScenarioError
        The name is no plain name or is taken.
    ExecutionError
        The file cannot be written.
    """
    place = data.data_folder() / "scenarios" if folder is None else folder
    if not _NAME.fullmatch(name):
        raise ScenarioError(
            f"scenario name {name!r}: must be 1 to 64 small letters, digits and underscores, the "
            "first a letter; it becomes a file name, so no path and no ending"
        )
    if name in scenario_names() or (place / f"{name}.yaml").exists():
        raise ScenarioError(f"scenario name {name!r}: is taken; nothing was overwritten")
    changes, sources = scenario_changes(case)
    content: dict[str, object] = {
        "name": name,
        "title": " ".join(title.split()) or name.replace("_", " ").capitalize(),
        "narrative": " ".join(narrative.split()) or generated_narrative(case),
        "programme": case.programme,
        "changes": changes,
        "sources": sources,
    }
    path = place / f"{name}.yaml"
    _write_new(path, content)
    return path


def _write_new(path: Path, content: Mapping[str, object]) -> None:
    """Give a whole file its name, unless another one has got it meanwhile."""
    text = yaml.safe_dump(dict(content), sort_keys=False, allow_unicode=True, width=100)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_text(text, encoding="utf-8")
        # A link, not a rename: of two that save one name at the same time only one succeeds.
        path.hardlink_to(beside)
    except FileExistsError:
        raise ScenarioError(
            f"scenario name {path.stem!r}: is taken; nothing was overwritten"
        ) from None
    except OSError as error:
        raise ExecutionError(f"{path.name}: cannot be written ({error.strerror})") from None
    finally:
        beside.unlink(missing_ok=True)

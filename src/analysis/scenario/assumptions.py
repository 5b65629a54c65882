"""The assumptions log: how each parameter is known, how good that is, and how much it matters."""

import pandas as pd
from pydantic import ValidationError

from analysis import data
from analysis.errors import ScenarioError
from analysis.scenario.assumption import RATINGS, Assumption
from analysis.scenario.files import read_programme
from analysis.scenario.parameter import parameter_table
from analysis.scenario.schema import Scenario
from analysis.scenario.yaml_files import read_mapping

__all__ = ["RATINGS", "assumptions_log"]

_FILE = "assumptions.yaml"


def _problems(entries: dict[str, object]) -> list[str]:
    declared = set(Scenario.model_fields)
    problems = [f"{name}: parameter without an entry" for name in sorted(declared - set(entries))]
    problems += [f"{name}: entry without a parameter" for name in sorted(set(entries) - declared)]
    for name, entry in entries.items():
        try:
            Assumption.model_validate(entry)
        except ValidationError as error:
            problems += [
                f"{name}.{'.'.join(map(str, item['loc']))}: {item['msg'].lower()}"
                for item in error.errors()
            ]
    return [f"data/{_FILE}: {line}" for line in problems]


def assumptions_log(scenario: Scenario) -> pd.DataFrame:
    """Tabulate every parameter with its rating, weakest evidence of highest impact first.

    Parameters
    ----------
    scenario
        Resolved scenario; its values are shown. What the file of its programme says of a parameter
        takes the place of the general line.

    Returns
    -------
    DataFrame
        Columns name, value, unit, mark, low, high, quality, impact, note, source.

    Raises
    ------
    ScenarioError
        The log is damaged, or does not list exactly the declared parameters.
    """
    entries = read_mapping(data.data_folder() / _FILE, f"data/{_FILE}")
    problems = _problems(entries)
    if problems:
        raise ScenarioError(problems)
    of_programme = read_programme(scenario.programme).assumptions
    entries |= {name: line.model_dump() for name, line in of_programme.items()}
    log = pd.DataFrame.from_dict(entries, orient="index").rename_axis("name").reset_index()
    log[["low", "high"]] = [pair or (None, None) for pair in log.pop("range")]
    log["value"] = [getattr(scenario, name) for name in log["name"]]
    log = log.merge(parameter_table(Scenario)[["name", "unit", "source"]], on="name")
    for column, order in RATINGS.items():
        log[column] = pd.Categorical(log[column], categories=order, ordered=True)
    columns = [
        "name",
        "value",
        "unit",
        "mark",
        "low",
        "high",
        "quality",
        "impact",
        "note",
        "source",
    ]
    return log.sort_values(["quality", "impact"], kind="stable")[columns].reset_index(drop=True)

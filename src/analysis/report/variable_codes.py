"""The code list of results: which variables there are, in which unit, and what they mean."""

import re
from collections.abc import Iterable

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from analysis import data
from analysis.errors import DataError, ScenarioError
from analysis.scenario.messages import nearest
from analysis.scenario.yaml_files import read_mapping

__all__ = ["CodeList", "code_list", "read_code_list", "unlisted"]

_FILE = "variables.yaml"
_TAG = re.compile(r"\{(\w+)\}")


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    description: str = Field(min_length=1)


class _Statistic(_Entry):
    suffix: str


class _Tag(_Entry):
    values: list[str] = Field(default_factory=list)
    pattern: str = r"[^|]+"

    @property
    def expression(self) -> str:
        """Return the regular expression of what may stand in the place of the tag."""
        return "|".join(map(re.escape, self.values)) if self.values else self.pattern


class _Variable(_Entry):
    unit: str | list[str]

    @property
    def units(self) -> list[str]:
        """Return the units allowed, one or several."""
        return [self.unit] if isinstance(self.unit, str) else self.unit


class CodeList(BaseModel):
    """Variables, their units, the tags in their names, and the statistics of draws."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    statistics: dict[str, _Statistic]
    tags: dict[str, _Tag]
    variables: dict[str, _Variable]

    def unknown_tags(self) -> list[str]:
        """Return one line for each name in braces that is no tag."""
        texts = [text for name, entry in self.variables.items() for text in (name, *entry.units)]
        used = {tag for text in texts for tag in _TAG.findall(text)}
        return [f"{{{tag}}}: no tag of the list" for tag in sorted(used - set(self.tags))]

    def fits(self, listed: str, text: str) -> bool:
        """Tell whether a name or unit is what an entry of the list stands for."""
        parts = _TAG.split(listed)
        expression = "".join(
            f"(?:{self.tags[part].expression})" if place % 2 else re.escape(part)
            for place, part in enumerate(parts)
        )
        return re.fullmatch(expression, text) is not None

    def units_of(self, variable: str) -> list[str]:
        """Return the units a variable may have; none if it is not in the list."""
        return [
            unit
            for listed, entry in self.variables.items()
            if self.fits(listed, variable)
            for unit in entry.units
        ]


def read_code_list() -> CodeList:
    """Read the code list.

    Returns
    -------
    CodeList
        `data/variables.yaml`, checked.

    Raises
    ------
    DataError
        The file is missing or damaged; all problems are named.
    """
    try:
        found = CodeList.model_validate(read_mapping(data.data_folder() / _FILE, f"data/{_FILE}"))
    except ScenarioError as error:
        raise DataError(error.problems) from None
    except ValidationError as error:
        raise DataError(
            f"data/{_FILE}: {'.'.join(map(str, item['loc']))}: {item['msg'].lower()}"
            for item in error.errors()
        ) from None
    problems = found.unknown_tags()
    if problems:
        raise DataError(f"data/{_FILE}: {line}" for line in problems)
    return found


def code_list() -> pd.DataFrame:
    """Tabulate every variable of the results.

    Returns
    -------
    DataFrame
        Columns variable, unit, description; a name in braces stands for one part of the name.

    Raises
    ------
    DataError
        The code list is damaged.
    """
    listed = read_code_list().variables
    rows = [(name, " or ".join(entry.units), entry.description) for name, entry in listed.items()]
    return pd.DataFrame(rows, columns=["variable", "unit", "description"])


def unlisted(results: pd.DataFrame) -> list[str]:
    """Find what of some results is not in the code list.

    Parameters
    ----------
    results
        Has the columns variable, unit and statistic.

    Returns
    -------
    list of str
        One line an unknown variable, unit of a variable, or statistic; empty if all are listed.

    Raises
    ------
    DataError
        The code list is damaged.
    """
    codes = read_code_list()
    pairs = results[["variable", "unit"]].drop_duplicates().itertuples(index=False)
    problems = [line for variable, unit in pairs for line in _problems(codes, variable, unit)]
    return problems + _strangers(results["statistic"].unique(), codes)


def _problems(codes: CodeList, variable: str, unit: str) -> list[str]:
    allowed = codes.units_of(variable)
    if not allowed:
        return [f"{variable}: no variable of data/{_FILE}{nearest(variable, codes.variables)}"]
    if any(codes.fits(listed, unit) for listed in allowed):
        return []
    return [f"{variable}: unit {unit!r} is not in data/{_FILE}; allowed: {', '.join(allowed)}"]


def _strangers(statistics: Iterable[str], codes: CodeList) -> list[str]:
    return [
        f"statistic {name!r} is not in data/{_FILE}; allowed: {', '.join(codes.statistics)}"
        for name in statistics
        if name not in codes.statistics
    ]

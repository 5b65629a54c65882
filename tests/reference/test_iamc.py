"""The results of all scenarios load in pyam, the reader of the IAMC format."""

import importlib
import sys
import warnings
from types import ModuleType
from typing import TYPE_CHECKING
from unittest.mock import MagicMock

import numpy as np
import pandas as pd
import pytest

from analysis.report.iamc import IAMC_INDEX, iamc
from analysis.report.stored import stored_results
from analysis.report.variable_codes import read_code_list

if TYPE_CHECKING:
    from pyam import IamDataFrame

# Importing pyam takes three seconds, eight the first time.
pytestmark = pytest.mark.end_to_end


@pytest.fixture(scope="module")
def pyam(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        # Its unit library leaves paths of the environment it ran in first in the user's cache.
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        # Its data base client imports polars, which the lock leaves out (see pyproject.toml).
        patch.setitem(sys.modules, "polars", MagicMock())
        # SQLAlchemy 2.1 warns of a call in scse-toolkit, which pyam's data base client imports.
        warnings.filterwarnings("ignore", message="This parameter is supported only by Oracle")
        return importlib.import_module("pyam")


@pytest.fixture(scope="module")
def results() -> pd.DataFrame:
    return stored_results()


@pytest.fixture(scope="module")
def loaded(pyam: ModuleType, results: pd.DataFrame) -> "IamDataFrame":
    return pyam.IamDataFrame(iamc(results))


def test_all_scenarios_load_without_a_warning(
    pyam: ModuleType, recwarn: pytest.WarningsRecorder, results: pd.DataFrame
) -> None:
    loaded = pyam.IamDataFrame(iamc(results))
    assert [str(warning.message) for warning in recwarn] == []
    assert loaded.scenario == sorted(results["scenario"].unique())
    assert loaded.region == ["RU-TOM"]
    assert loaded.time_col == "year"
    assert loaded.extra_cols == []
    assert len(loaded.data) == len(results)


def test_no_number_is_changed_on_the_way(loaded: "IamDataFrame", results: pd.DataFrame) -> None:
    back = loaded.data.set_index(IAMC_INDEX)["value"].sort_index()
    sent = iamc(results)["value"]
    assert back.index.equals(sent.index)
    np.testing.assert_array_equal(back.to_numpy(), sent.to_numpy())


def test_units_are_those_of_the_code_list(loaded: "IamDataFrame") -> None:
    codes = read_code_list()
    allowed = [unit for entry in codes.variables.values() for unit in entry.units]
    strange = [u for u in loaded.unit if not any(codes.fits(listed, u) for listed in allowed)]
    assert strange == []


def test_a_statistic_is_the_end_of_the_variable(loaded: "IamDataFrame") -> None:
    rows = loaded.data.query("scenario == 'central' and year == 2020").set_index("variable")
    low, middle, high = (rows.loc[f"Jobs|Net|{level}", "value"] for level in ("p05", "p50", "p95"))
    assert low < middle < high
    assert rows.loc["Target|net_new", "unit"] == "probability"


def test_the_wide_table_of_spreadsheets_loads_too(
    pyam: ModuleType, loaded: "IamDataFrame", results: pd.DataFrame
) -> None:
    wide = iamc(results)["value"].unstack("year")  # noqa: PD010  (nothing to aggregate)
    assert pyam.IamDataFrame(wide).equals(loaded)

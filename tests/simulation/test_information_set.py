"""Poisoning whatever was not yet known changes neither a result nor a step of the ledger."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from analysis import data, scenario
from analysis.simulation import Simulation, simulate
from tests.poison import OUTTURN, poisoned_copy


def _simulated(as_of: int) -> Simulation:
    return simulate(scenario.from_parameters(draws=200, as_of=as_of))


@pytest.mark.parametrize("as_of", [2014, 2016, 2018])
def test_poisoning_what_is_later_than_as_of_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, as_of: int
) -> None:
    clean = _simulated(as_of)
    monkeypatch.setenv("TOMSK2020_DATA", str(poisoned_copy(tmp_path / "data", as_of)))
    assert (data.load_panel().xs(2020, level="year")["employed_thousand"].dropna() == 77).all()
    assert (data.load_promises()["reached"] == 0.77).any()
    poisoned = _simulated(as_of)
    assert poisoned.summary().to_csv() == clean.summary().to_csv()
    assert poisoned.ledger().to_csv() == clean.ledger().to_csv()


def test_poisoning_an_outturn_that_was_known_changes_the_money(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clean = _simulated(2016)
    folder = tmp_path / "data"
    shutil.copytree(data.data_folder(), folder)
    promises = pd.read_csv(folder / "promises.csv", dtype=str, keep_default_na=False)
    promises.loc[promises["reached"] != "", OUTTURN] = "0.77"
    promises.to_csv(folder / "promises.csv", index=False)
    monkeypatch.setenv("TOMSK2020_DATA", str(folder))
    assert _simulated(2016).ledger()["mean"][1] != clean.ledger()["mean"][1]

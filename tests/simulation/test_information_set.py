"""Poisoning whatever was not yet known changes neither a result nor a step of the ledger."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from analysis import data, scenario
from analysis.simulation import Simulation, simulate

_OUTTURN = ["reached", "share", "elapsed_share"]


def _simulated(as_of: int) -> Simulation:
    return simulate(scenario.from_parameters(draws=200, as_of=as_of))


def _read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def _later(dates: pd.Series, as_of: int) -> pd.Series:
    return dates.str[:4] > str(as_of)


def _poison_panel(folder: Path, as_of: int) -> None:
    panel = pd.read_csv(folder / "regional_panel.csv", dtype=str)
    later = panel["year"].astype(int) > as_of
    numeric = [name for name in panel if name not in ("code", "year")]
    panel.loc[later, numeric] = panel.loc[later, numeric].where(
        panel.loc[later, numeric].isna(), "77"
    )
    panel.to_csv(folder / "regional_panel.csv", index=False)


def _poison_facts(folder: Path, as_of: int) -> None:
    for name in ("zone_facts.csv", "programme_facts.csv"):
        facts = _read(folder / name)
        facts.loc[_later(facts["period_end"], as_of), "value"] = "77"
        intention = ~facts["kind"].isin(["actual", "plan_percent"])
        facts.loc[intention & _later(facts["published_on"], as_of), "value"] = "77"
        facts.to_csv(folder / name, index=False)


def _poison_promises(folder: Path, as_of: int) -> None:
    promises = _read(folder / "promises.csv")
    ended = _later(promises["reached_on_period"], as_of)
    told = _later(promises["reached_published_on"], as_of)
    unseen = (promises["reached"] != "") & (ended | told)
    assert unseen.any()
    promises.loc[unseen, _OUTTURN] = "0.77"
    promises.loc[_later(promises["promised_on"], as_of), "promised"] = "77"
    promises.to_csv(folder / "promises.csv", index=False)


def _poison_counts(folder: Path, as_of: int) -> None:
    hpw = _read(folder / "national_hpw.csv")
    hpw.loc[hpw["year"].astype(int) > as_of, "value_mn"] = "77"
    hpw.to_csv(folder / "national_hpw.csv", index=False)
    zones = _read(folder / "zone_panel.csv")
    later = zones["year"].astype(int) > as_of
    for column in ("jobs_cumulative", "investment_rub_bn_cumulative"):
        zones.loc[later & (zones[column] != ""), column] = "77"
    zones.to_csv(folder / "zone_panel.csv", index=False)


@pytest.mark.parametrize("as_of", [2014, 2016, 2018])
def test_poisoning_what_is_later_than_as_of_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, as_of: int
) -> None:
    clean = _simulated(as_of)
    folder = tmp_path / "data"
    shutil.copytree(data.data_folder(), folder)
    for poison in (_poison_panel, _poison_facts, _poison_promises, _poison_counts):
        poison(folder, as_of)
    monkeypatch.setenv("TOMSK2020_DATA", str(folder))
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
    promises = _read(folder / "promises.csv")
    promises.loc[promises["reached"] != "", _OUTTURN] = "0.77"
    promises.to_csv(folder / "promises.csv", index=False)
    monkeypatch.setenv("TOMSK2020_DATA", str(folder))
    assert _simulated(2016).ledger()["mean"][1] != clean.ledger()["mean"][1]

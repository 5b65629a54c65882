"""Spoil in a copy of the data room whatever was not known at the end of a year."""

import shutil
from pathlib import Path

import pandas as pd

from analysis import data

__all__ = ["OUTTURN", "poisoned_copy"]

# Columns of a promise that only its outturn fills.
OUTTURN = ["reached", "share", "elapsed_share"]


# The page that prints the promise: it is the question asked, and shown whatever was known by then.
QUESTION = {"subject": "ino_tomsk", "published_on": "2017-07-03"}


def poisoned_copy(target: Path, as_of: int, *, but_the_question: bool = False) -> Path:
    """Copy the data room and overwrite every figure later than a year with a valid, absurd one.

    Written without the package's own cut, which it is there to test.
    """
    shutil.copytree(data.data_folder(), target)
    asked = _read(target / "programme_facts.csv")
    for spoil in (_panel, _facts, _promises, _counts, _zones, _industry, _treatments):
        spoil(target, as_of)
    if but_the_question:
        facts = _read(target / "programme_facts.csv")
        kept = (asked[list(QUESTION)] == pd.Series(QUESTION)).all(axis=1)
        facts.loc[kept] = asked.loc[kept]
        facts.to_csv(target / "programme_facts.csv", index=False)
    return target


def _read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def _later(dates: pd.Series, as_of: int) -> pd.Series:
    return dates.str[:4] > str(as_of)


def _spoil(path: Path, dates: str, columns: list[str], as_of: int, value: str = "77") -> None:
    """Overwrite the filled cells of some columns in the rows whose date is later."""
    table = _read(path)
    later = _later(table[dates], as_of)
    for column in columns:
        table.loc[later & (table[column] != ""), column] = value
    table.to_csv(path, index=False)


def _panel(folder: Path, as_of: int) -> None:
    named = _read(folder / "regional_panel.csv").columns.drop(["code", "year"]).tolist()
    _spoil(folder / "regional_panel.csv", "year", named, as_of)


def _facts(folder: Path, as_of: int) -> None:
    for name in ("zone_facts.csv", "programme_facts.csv"):
        facts = _read(folder / name)
        facts.loc[_later(facts["period_end"], as_of), "value"] = "77"
        intention = ~facts["kind"].isin(["actual", "plan_percent"])
        facts.loc[intention & _later(facts["published_on"], as_of), "value"] = "77"
        facts.to_csv(folder / name, index=False)


def _promises(folder: Path, as_of: int) -> None:
    promises = _read(folder / "promises.csv")
    ended = _later(promises["reached_on_period"], as_of)
    told = _later(promises["reached_published_on"], as_of)
    unseen = (promises["reached"] != "") & (ended | told)
    assert as_of >= 2020 or unseen.any()
    promises.loc[unseen, OUTTURN] = "0.77"
    promises.loc[_later(promises["promised_on"], as_of), "promised"] = "77"
    promises.to_csv(folder / "promises.csv", index=False)


def _counts(folder: Path, as_of: int) -> None:
    counts = _read(folder / "national_hpw.csv")
    aims = counts["kind"] == "target"
    unseen = _later(counts["year"].where(~aims, counts["published_on"]), as_of)
    counts.loc[unseen, "value_mn"] = "77"
    counts.to_csv(folder / "national_hpw.csv", index=False)


def _zones(folder: Path, as_of: int) -> None:
    filled = ["jobs_cumulative", "investment_rub_bn_cumulative", "investment_rub_bn_annual"]
    _spoil(folder / "zone_panel.csv", "year", filled, as_of)


def _industry(folder: Path, as_of: int) -> None:
    shares = ["gva_share_pct", "employment_share_pct"]
    _spoil(folder / "tomsk_industry.csv", "year", shares, as_of, "7")


def _treatments(folder: Path, as_of: int) -> None:
    _spoil(folder / "treatments.csv", "date", ["region_code"], as_of, "RU-NVS")

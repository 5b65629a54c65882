"""Write ``data/promises.csv`` from the fact tables and the pairings of ``data/promises.yaml``.

Run as ``python tools/build_promises.py``; then ``python -m analysis.data.checksums``. Every figure
and date is followed from a key to its row, so that nothing is typed twice. ``--check`` writes
nothing and fails if the committed table differs.
"""

import csv
import io
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from analysis.data import data_folder
from analysis.scenario.yaml_files import read_mapping

FACT_TABLES = ("programme_facts", "zone_facts")
FACT_KEY = ("subject", "indicator", "period_end", "kind", "basis", "published_on")
# What two statements under one key must agree on to be the same statement.
SAME = ("value", "unit", "period_start")
COLUMNS = (
    "id", "outturn_no", "subject", "measure", "indicator", "unit", "promised", "promised_on", "due",
    "kind", "horizon_years", "superseded_by", "mark", "promise_source", "note", "reached",
    "reached_on_period", "reached_published_on", "counted_from", "elapsed_share", "share", "bound",
    "status", "outturn_source", "outturn_note",
)  # fmt: skip
YEAR_DAYS = Decimal("365.25")
# How the notes and the prints say that a figure is a lower bound.
AT_LEAST = re.compile(
    r"lower bound|more than|exceed|\bover\b|более|свыше|больше|превы", re.IGNORECASE
)

Row: TypeAlias = dict[str, str]
Keys: TypeAlias = str | list[str]
Measure = Literal[
    "money", "budget", "jobs", "workplaces", "residents", "revenue", "taxes", "composition", "other"
]


class Pairing(BaseModel):
    """One promise, and the statements that say what came of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9_]+$")
    measure: Measure
    promise: Keys
    outturns: list[Keys] = []
    mark: Literal["S", "J"]
    subject: str | None = None
    kind: Literal["multi_year", "annual_plan"] | None = None
    counted_from: str | None = None
    superseded_by: str = ""
    note: str = ""
    outturn_note: str = ""


class LeftOut(BaseModel):
    """Intentions that are no pair, and why."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reason: str
    keys: list[str]


class Pairings(BaseModel):
    """The whole list."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    promises: list[Pairing]
    left_out: list[LeftOut]


def fact_key(table: str, row: Row) -> str:
    """Name a row of a fact table."""
    return "/".join([table, *(row[column] for column in FACT_KEY)])


def statements() -> dict[str, Row]:
    """Read every row that a key may name; one key is one statement, however often printed."""
    found: dict[str, Row] = {}
    for table in FACT_TABLES:
        for row in _rows(table):
            known = found.setdefault(fact_key(table, row), row)
            if any(known[column] != row[column] for column in SAME):
                # A key that names two different figures must not be used.
                found[fact_key(table, row)] = {**row, "value": "", "period_end": ""}
    for row in _rows("national_hpw"):
        period = {"indicator": "high_productivity_workplaces", "unit": "jobs_mn", "basis": "stock"}
        ends = {"period_start": "", "period_end": row["year"], "value": row["value_mn"]}
        bound = {"note": row["bound"].replace("_", " "), "value_as_reported": ""}
        found[f"national_hpw/{row['year']}/{row['kind']}"] = {**row, **period, **ends, **bound}
    return found


def pairings() -> Pairings:
    """Read the list of pairs."""
    name = "promises.yaml"
    return Pairings.model_validate(read_mapping(data_folder() / name, f"data/{name}"))


def last_day(period: str) -> date:
    """Return the last day of YYYY, YYYY-MM or YYYY-MM-DD."""
    parts = [int(part) for part in period.split("-")]
    if len(parts) == 3:
        return date(*parts)
    year, month = parts[0], parts[1] if len(parts) == 2 else 12
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def first_day(period: str) -> date:
    """Return the first day of YYYY, YYYY-MM or YYYY-MM-DD."""
    parts = [int(part) for part in period.split("-")]
    return date(*[*parts, 1, 1][:3])


def rounded(value: Decimal, places: str) -> str:
    """Write a number without an exponent and without trailing zeros."""
    text = f"{value.quantize(Decimal(places)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _rows(table: str) -> list[Row]:
    with (data_folder() / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _listed(keys: Keys) -> list[str]:
    return [keys] if isinstance(keys, str) else keys


def _look_up(keys: Keys, facts: dict[str, Row]) -> list[Row]:
    missing = [key for key in _listed(keys) if key not in facts or not facts[key]["value"]]
    if missing:
        raise SystemExit(f"data/promises.yaml: {missing[0]!r} names no row, or two that differ")
    rows = [facts[key] for key in _listed(keys)]
    if len({row["unit"] for row in rows}) > 1 or len({row["period_end"] for row in rows}) > 1:
        raise SystemExit(f"data/promises.yaml: {keys}: units or periods differ")
    return rows


def _sum(rows: Sequence[Row]) -> str:
    return f"{sum((Decimal(row['value']) for row in rows), Decimal(0)):f}"


def _bound(rows: Sequence[Row], *, late: bool) -> str:
    """Say on which side of the true figure at the due date a measured one lies."""
    at_least = any(AT_LEAST.search(f"{row['value_as_reported']} {row['note']}") for row in rows)
    running = all(row["basis"] == "cumulative" for row in rows)
    if late:
        return "upper_bound" if running and not at_least else "late"
    return "lower_bound" if at_least else "exact"


def _status(share: Decimal, due: date, measured: date, *, running: bool, bound: str) -> str:
    if measured < due:
        # A running total cannot fall, so a target passed early stays passed.
        return "due_reached" if running and share >= 1 else "partial"
    if share >= 1 and bound in {"upper_bound", "late"}:
        raise SystemExit("a figure measured after the due date cannot show that it was reached")
    return "due_reached" if share >= 1 else "due_missed"


def _start(pairing: Pairing, outturn: Sequence[Row], promise: Row, facts: dict[str, Row]) -> str:
    """Find the first day that the outturn counts, if one before the due date is known."""
    named = facts[pairing.counted_from]["period_start"] if pairing.counted_from else ""
    known = [named, outturn[0]["period_start"], promise["period_start"]]
    if outturn[0]["basis"] != "stock":
        # A stock was there before it was promised, so no day of the promise is its first.
        known.append(promise["published_on"])
    due = last_day(promise["period_end"])
    return next((day for day in known if day and first_day(day) < due), "")


def _elapsed(begun: str, measured: date, due: date) -> str:
    """Return the part of the time to the due date that had passed when it was measured."""
    if measured >= due:
        return "1"
    if not begun:
        return ""
    passed = (measured - first_day(begun)).days
    return rounded(Decimal(passed) / (due - first_day(begun)).days, "0.0001")


def _promise_cells(pairing: Pairing, promise: Sequence[Row]) -> Row:
    first = promise[0]
    percent = first["kind"] == "plan_percent"
    due, published = last_day(first["period_end"]), max(row["published_on"] for row in promise)
    horizon = Decimal((due - date.fromisoformat(published)).days) / YEAR_DAYS
    soft = percent or (first["basis"] == "annual" and first["kind"] != "target")
    return {
        "id": pairing.id,
        "subject": pairing.subject or first["subject"],
        "measure": pairing.measure,
        "indicator": first["indicator"],
        "unit": first["unit"],
        "promised": "" if percent else _sum(promise),
        "promised_on": published,
        "due": first["period_end"],
        "kind": pairing.kind or ("annual_plan" if soft else "multi_year"),
        "horizon_years": rounded(horizon, "0.01") if horizon > 0 else "",
        "superseded_by": pairing.superseded_by,
        "mark": pairing.mark,
        "promise_source": ";".join(_listed(pairing.promise)),
        "note": pairing.note,
    }


def _outturn_cells(
    pairing: Pairing, promise: Sequence[Row], keys: Keys, facts: dict[str, Row]
) -> Row:
    outturn = _look_up(keys, facts)
    percent = promise[0]["kind"] == "plan_percent"
    printed = [*promise, *outturn] if percent else outturn
    reached, plan = Decimal(_sum(outturn)), Decimal(_sum(promise))
    share = plan / 100 if percent else reached / plan
    due, measured = last_day(promise[0]["period_end"]), last_day(outturn[0]["period_end"])
    begun = _start(pairing, outturn, promise[0], facts)
    bound = _bound(outturn, late=measured > due)
    running = all(row["basis"] == "cumulative" for row in outturn)
    return {
        # The unit is that of what was reached where the promise is known as a per cent only.
        **({"unit": outturn[0]["unit"]} if percent else {}),
        "reached": _sum(outturn),
        "reached_on_period": outturn[0]["period_end"],
        "reached_published_on": max(row["published_on"] for row in printed),
        "counted_from": begun,
        "elapsed_share": _elapsed(begun, measured, due),
        "share": rounded(share, "0.000001"),
        "bound": bound,
        "status": _status(share, due, measured, running=running, bound=bound),
        "outturn_source": ";".join(_listed(keys)),
        "outturn_note": pairing.outturn_note,
    }


def table(pairs: Pairings, facts: dict[str, Row]) -> Iterator[Row]:
    """Yield one row a promise and outturn; a promise without an outturn has one row."""
    for pairing in pairs.promises:
        promise = _look_up(pairing.promise, facts)
        cells = _promise_cells(pairing, promise)
        if not pairing.outturns and promise[0]["kind"] == "plan_percent":
            percent = Decimal(promise[0]["value"]) / 100
            due = {"reached_on_period": cells["due"], "reached_published_on": cells["promised_on"]}
            missed = "due_reached" if percent >= 1 else "due_missed"
            result = {"share": rounded(percent, "0.000001"), "elapsed_share": "1", "bound": "exact"}
            yield {**cells, **due, **result, "status": missed, "outturn_no": "1"}
        elif not pairing.outturns:
            yield {**cells, "status": "open", "outturn_no": "0"}
        for number, keys in enumerate(pairing.outturns, start=1):
            outturn = _outturn_cells(pairing, promise, keys, facts)
            yield {**cells, **outturn, "outturn_no": str(number)}


def as_csv() -> str:
    """Return the whole table as it belongs on file."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(table(pairings(), statements()))
    return text.getvalue()


def main() -> int:
    """Write the table, or compare it with the one on file."""
    path = data_folder() / "promises.csv"
    built = as_csv().encode()
    if "--check" in sys.argv[1:]:
        same = path.read_bytes() == built
        print(f"{path.name}: {'as built' if same else 'differs; run tools/build_promises.py'}")
        return 0 if same else 1
    path.write_bytes(built)
    rows = built.count(b"\n") - 1
    print(f"{path.name}: {rows} rows")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""Committed reference results: write them, and compare a new set with them.

`python -m analysis.execution.reference` writes `outputs/reference/` and the answer block of the
README anew; with `--check` it only says what differs.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd

from analysis import data, report, scenario, simulation
from analysis.report.results_files import made_of, out_of_date

__all__ = ["KEY", "RELATIVE_TOLERANCE", "answer_block", "differences", "reference_results"]

KEY = ["scenario", "region", "variable", "unit", "year", "statistic"]
# Optimisers and vectorised mathematics end a hair elsewhere on another processor.
RELATIVE_TOLERANCE = 1e-3
_STATISTICS = ("mean", "p05", "p50", "p95", "probability", "value")
_DIGITS = 6
_START, _END = "<!-- answer: written by `make reference` -->", "<!-- end of answer -->"


def reference_results(name: str) -> pd.DataFrame:
    """Simulate one scenario file and keep what the reference holds.

    Parameters
    ----------
    name
        Name of a file in `data/scenarios`.

    Returns
    -------
    DataFrame
        Tidy results, values rounded to six significant digits.
    """
    results = simulation.simulate(scenario.load(name)).summary()
    kept = results[results["statistic"].isin(_STATISTICS)].reset_index(drop=True)
    return kept.assign(value=[float(f"{value:.{_DIGITS}g}") for value in kept["value"]])


def differences(found: pd.DataFrame, expected: pd.DataFrame) -> list[str]:
    """Compare tidy results row by row.

    Parameters
    ----------
    found, expected
        Tidy results of the same scenario; rows of `found` with other statistics are passed over.

    Returns
    -------
    list of str
        One line a row that is missing, new, or differs by more than `RELATIVE_TOLERANCE` (near
        zero, by more than that fraction of a hundredth of the variable's largest value); empty if
        they agree.
    """
    one = found.drop_duplicates(KEY).set_index(KEY)["value"]
    other = expected.set_index(KEY)["value"]
    gone = [f"{' / '.join(map(str, key))}: missing" for key in other.index.difference(one.index)]
    told = found["statistic"].isin(expected["statistic"].unique())
    fresh = one[one.index.isin(pd.MultiIndex.from_frame(found.loc[told, KEY]))].index
    gone += [f"{' / '.join(map(str, key))}: new" for key in fresh.difference(other.index)]
    both = pd.DataFrame({"found": one, "expected": other}).dropna()
    scale = both["expected"].abs().groupby("variable").transform("max")
    allowed = RELATIVE_TOLERANCE * np.maximum(both["expected"].abs(), 0.01 * scale)
    off = both[(both["found"] - both["expected"]).abs() > allowed]
    return gone + [
        f"{' / '.join(map(str, key))}: {row.found:.6g}, reference {row.expected:.6g}"
        for key, row in zip(off.index, off.itertuples(), strict=True)
    ]


def answer_block(names: Sequence[str]) -> str:
    """Write the README's answer as Markdown: one row a scenario and a sentence on what binds.

    Parameters
    ----------
    names
        Scenario files, in the order of the rows; the sentence is on the first.
    """
    lines = [
        "| scenario | seen from | RUB bn spent | posts | net jobs | P(net) | P(gross) | P(stock) |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name in names:
        values = _last_values(name)
        cells = [_band(values, variable) for variable in _BANDS]
        chances = [
            report.chance(values[f"Target|{key}", "probability"]) for key in simulation.READINGS
        ]
        seen = str(scenario.load(name).as_of)
        row = [scenario.read_scenario(name).title, seen, *cells, *chances]
        lines.append(f"| {' | '.join(row)} |")
    return "\n".join([*lines, "", _what_binds(names[0])])


def _last_values(name: str) -> pd.Series:
    rows = pd.read_csv(_folder() / name / "results.csv")
    return rows.sort_values("year").groupby(["variable", "statistic"])["value"].last()


def _what_binds(name: str) -> str:
    values, without = _last_values(name), _last_values("no_programme")
    swings = pd.read_csv(_folder() / name / "swings.csv")
    stock, net = swings["hpw_stock"], values["Target|net_new|Without labour ceiling", "probability"]
    most = report.number(values["Jobs|Labour reserve|Largest draw", "value"])
    alone = report.chance(without["Target|hpw_stock", "probability"])
    met = report.chance(values["Target|hpw_stock", "probability"])
    return (
        f"Under the assumed labour reserve, a judgement, the region can fill at most {most} net "
        f"new jobs by then; without that ceiling the central case meets the promise in "
        f"{report.chance(net)} of draws. Read as a stock, the promise is met in {alone} of draws "
        f"without the programme and in {met} with it, and in {report.chance(stock.min())} to "
        f"{report.chance(stock.max())} when one weak assumption at a time is moved over its range: "
        f"that reading is open."
    )


_BANDS = ("Programme money|Disbursed, cumulative", "Jobs|Gross", "Jobs|Net")


def _band(values: pd.Series, variable: str) -> str:
    low, middle, high = (report.number(values[variable, name]) for name in ("p05", "p50", "p95"))
    return f"{middle} ({low} to {high})"


def _folder() -> Path:
    return data.project_root() / "outputs" / "reference"


def _order() -> list[str]:
    first = scenario.DEFAULT_SCENARIO
    return [first, *(name for name in scenario.scenario_names() if name != first)]


def write_reference() -> None:
    """Write the reference results of every scenario, the README's figure and its answer block."""
    for name in _order():
        folder = _folder() / name
        folder.mkdir(parents=True, exist_ok=True)
        reference_results(name).to_csv(folder / "results.csv", index=False, lineterminator="\n")
        text = json.dumps(made_of(scenario.load(name)), indent=1, ensure_ascii=False)
        (folder / "made_of.json").write_text(f"{text}\n", encoding="utf-8")
    mpl.use("Agg")
    report.use_style()
    central = simulation.simulate(scenario.load(scenario.DEFAULT_SCENARIO))
    swings = simulation.one_at_a_time(central.scenario)
    swings.to_csv(_folder() / central.scenario.scenario_name / "swings.csv", index=False)
    title = f"From {central.scenario.target_jobs:,} promised workplaces to net jobs, mean of draws"
    figure, _ = report.waterfall(central.ledger(), title=title)
    figure.savefig(
        _folder() / scenario.DEFAULT_SCENARIO / "ledger.png", metadata={"Software": None}
    )
    readme = data.project_root() / "README.md"
    text = readme.read_text(encoding="utf-8")
    before, _, rest = text.partition(_START)
    _, _, after = rest.partition(_END)
    block = f"{_START}\n{answer_block(_order())}\n{_END}"
    readme.write_text(f"{before}{block}{after}", encoding="utf-8")


def check_reference() -> list[str]:
    """Return one line for each reference value that a fresh simulation does not reproduce."""
    problems = []
    for name in _order():
        path = _folder() / name / "results.csv"
        if not path.exists():
            problems.append(f"outputs/reference/{name}/results.csv: missing; run make reference")
            continue
        problems += [f"outputs/reference/{name}: {line}" for line in out_of_date(name)]
        problems += differences(reference_results(name), pd.read_csv(path))
    if answer_block(_order()) not in (data.project_root() / "README.md").read_text("utf-8"):
        problems.append("README.md: the answer block is not the reference's; run make reference")
    return problems


def main(arguments: Sequence[str]) -> int:
    """Write the reference, or check it; return the exit code."""
    if "--check" not in arguments:
        write_reference()
        return 0
    problems = check_reference()
    print("\n".join(problems) or "reference results reproduced", file=sys.stderr)  # noqa: T201
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

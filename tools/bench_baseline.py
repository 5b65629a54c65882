"""Cost of the baseline: one fit, one forecast, one backtest; and against statsforecast if there.

Run as ``python tools/bench_baseline.py`` with one thread for linear algebra; ratios count, not
seconds. statsforecast is not a dependency of the project: install it in an environment of your own.
"""

import importlib
import importlib.util
import os
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from analysis import data
from analysis.models.backtest import record_errors
from analysis.models.baseline import fit_forecast, forecast
from analysis.models.members import MEMBERS, fit

REPEATS = 20


def cost(call: Callable[[], object], repeats: int = REPEATS) -> float:
    """Median seconds of a call, after one to warm up."""
    call()
    taken = []
    for _ in range(repeats):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return float(np.median(taken))


def panel_table(column: str) -> pd.DataFrame:
    """Leaf regions of the panel with a full history, years in rows."""
    regions = data.load_regions()
    panel = data.load_panel(regions=regions.index[regions["is_leaf"]].tolist())
    table = panel.reset_index().pivot_table(index="year", columns="code", values=column)
    return table.dropna(axis=1)


def forecast_all(model: Any, series: list[np.ndarray]) -> None:  # noqa: ANN401
    """Forecast each series with a model of statsforecast."""
    for one in series:
        model.forecast(one, 5, level=[80])


def against_statsforecast(wide: pd.DataFrame) -> None:
    """Print the cost of statsforecast on the same series, in one process."""
    if importlib.util.find_spec("statsforecast") is None:
        print("statsforecast is not installed here: no ratios")
        return
    theirs = importlib.import_module("statsforecast.models")
    some = [wide[code].to_numpy(dtype=float) for code in wide.columns[:20]]
    rng = np.random.default_rng(0)
    ours = cost(lambda: [forecast(one, 5, draws=1000, rng=rng) for one in some], 3) / len(some)
    for model in (theirs.AutoETS(season_length=1), theirs.AutoARIMA(season_length=1)):
        other = cost(partial(forecast_all, model, some), 3) / len(some)
        print(f"{type(model).__name__}: {1e3 * other:.1f} ms; ensemble / it = {ours / other:.2f}")


def main() -> None:
    """Print all costs."""
    wide = panel_table("employed_thousand").iloc[:, :80]
    series = wide.iloc[:, 0]
    growth = np.diff(np.log(series.to_numpy(dtype=float)))
    for member in MEMBERS:
        taken = cost(partial(fit, growth, 5, member))
        print(f"{member:16s} {len(MEMBERS[member]):3d} shapes  {1e3 * taken:6.1f} ms a fit")
    rng = np.random.default_rng(0)
    alone = cost(lambda: forecast(series, 5, draws=20_000, rng=rng))
    pooled = cost(lambda: forecast(series, 5, draws=20_000, rng=rng, wide=wide))
    print(f"ensemble, 20,000 draws, 5 steps: {alone:.3f} s alone, {pooled:.3f} s with all regions")
    fitted = fit_forecast(series, 5, wide=wide)
    block = cost(lambda: fitted.draw(4096, rng)) / 4096 / 5
    print(f"fitted once, blocks of 4,096 draws: {1e6 * block:.3f} microseconds a path and year")
    start = time.perf_counter()
    origins = range(2008, 2020)
    record_errors(
        wide,
        origins=origins,
        steps=5,
        draws=1000,
        rng=rng,
        breaks=(2010,),
        jobs=os.cpu_count() or 1,
    )
    taken = time.perf_counter() - start
    print(f"backtest, {wide.shape[1]} regions, {len(origins)} origins: {taken:.0f} s")
    against_statsforecast(wide)


if __name__ == "__main__":
    main()

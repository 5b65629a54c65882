"""How far each assumption moves one answer, from end to end of its logged range."""

from collections.abc import Sequence

import pandas as pd

from analysis.errors import AnalysisError, ParameterError
from analysis.scenario import Scenario, assumptions_log
from analysis.scenario.sections import Counterfactual
from analysis.simulation.evidence import LENSES
from analysis.simulation.target.measures import centre, centre_error, measure
from analysis.simulation.target.moved import first_draws, measured_when

__all__ = ["logged_ranges", "tornado"]

_LENS = "jobs_lens"
# They decide what is seen, how finely it is drawn and in which prices it is shown, or belong to the
# search for a counterfactual: none is an assumption about the programme.
_NOT_ASSUMED = frozenset({"as_of", "draws", "seed", "price_year", *Counterfactual.model_fields})
# Medians of draws in single precision differ by as much where nothing moves.
_STILL = 1e-6


def logged_ranges(scenario: Scenario) -> pd.DataFrame:
    """List the assumptions that have a range to be moved over.

    Parameters
    ----------
    scenario
        Resolved scenario.

    Returns
    -------
    DataFrame
        Rows of the assumptions log, indexed by name: numbers whose range has a width, other than
        the information set, the sampling, the price year and the choice of donors.
    """
    log = assumptions_log(scenario).set_index("name")
    return log[(log["low"] < log["high"]) & ~log.index.isin(_NOT_ASSUMED)]


def tornado(
    scenario: Scenario, outcome: str = "net_new", names: Sequence[str] | None = None
) -> pd.DataFrame:
    """Move one parameter at a time over its range in the assumptions log.

    Parameters
    ----------
    scenario
        Resolved scenario; every other parameter keeps its value.
    outcome
        One of `MEASURES`.
    names
        Parameters to move. If not given: all of `logged_ranges`, and each lens of the pool alone,
        less those that leave the answer where it is.

    Returns
    -------
    DataFrame
        One row a parameter, widest swing first: parameter, unit, low, value and high; at_low,
        at_value and at_high, the median of the answer there (of a yes or no the probability), not a
        number where another parameter rules the end out; swing, largest less smallest of the
        three; quality and impact as rated; draws of each case, and error, the Monte Carlo standard
        error of at_value. For ``jobs_lens`` low and high are the lenses with the least and the
        most.

    Raises
    ------
    ModelError
        The outcome is unknown.
    ParameterError
        A name has no range in the log.

    Notes
    -----
    All cases share their random numbers, so they differ by the parameter alone: a swing is known
    better than at_value. Each is made of the scenario's own draws, or of the first 20,000.
    """
    measure(outcome)
    ranges = logged_ranges(scenario)
    chosen = list(ranges.index) if names is None else list(names)
    unknown = [name for name in chosen if name not in ranges.index]
    if unknown:
        raise ParameterError(
            f"{name}: no range to move it over; allowed: {', '.join(ranges.index)}"
            for name in unknown
        )
    base = first_draws(scenario)
    here = measured_when(base, outcome, {})
    at_value = centre(here, outcome)

    def level(name: str, value: float | str) -> float:
        if value == getattr(scenario, name):
            return at_value
        try:
            return centre(measured_when(base, outcome, {name: value}), outcome)
        except AnalysisError:
            return float("nan")

    lows, highs = (ranges.loc[chosen, end].astype(float).tolist() for end in ("low", "high"))
    rows: list[tuple[object, ...]] = [
        (name, low, high, level(name, low), level(name, high))
        for name, low, high in zip(chosen, lows, highs, strict=True)
    ]
    if names is None and scenario.jobs_lens == "pooled":
        found = {lens: level(_LENS, lens) for lens in LENSES}
        pair = [min(found, key=found.__getitem__), max(found, key=found.__getitem__)]
        rows.append((_LENS, *pair, *(found[lens] for lens in pair)))
    table = pd.DataFrame(rows, columns=["parameter", "low", "high", "at_low", "at_high"])
    table["at_value"] = at_value
    levels = table[["at_low", "at_value", "at_high"]]
    table["swing"] = levels.max(axis=1) - levels.min(axis=1)
    if names is None:
        table = table[table["swing"] > _STILL * abs(at_value)]
    return _rated(table, scenario).assign(draws=len(here), error=centre_error(here, outcome))


def _rated(table: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    """Add value, unit and ratings, and put the widest swing first."""
    log = assumptions_log(scenario).rename(columns={"name": "parameter"})
    wide = table.merge(log[["parameter", "value", "unit", "quality", "impact"]], on="parameter")
    columns = ["parameter", "unit", "low", "value", "high", "at_low", "at_value", "at_high"]
    ordered = wide.sort_values("swing", ascending=False, kind="stable")
    return ordered[[*columns, "swing", "quality", "impact"]].reset_index(drop=True)

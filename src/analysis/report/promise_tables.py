"""Tables of official promises and of what came of them."""

import pandas as pd

from analysis.report.tables import Table, number, table
from analysis.simulation.outturn import bound_words, subject_words, unit_words

__all__ = ["foretold_table", "target_table"]


def target_table(promises: pd.DataFrame) -> Table:
    """Round the targets of several years and what came of them, counted ones first.

    Parameters
    ----------
    promises
        As from `analysis.simulation.outturn.promise_scores`.

    Returns
    -------
    Table
        One row a target on file; the last column says why one does not count.
    """
    targets = promises[promises["kind"].str.startswith("target")]
    order = targets["left_out"].ne("").sort_values(kind="stable").index
    targets = targets.loc[order]
    counted = targets["left_out"] == ""
    shown = pd.DataFrame({
        "subject": targets["subject"].map(subject_words),
        "measure": targets["measure"],
        "promised": [_amount(*pair) for pair in targets[["promised", "unit"]].to_numpy()],
        "promised on": targets["promised_on"],
        "due": targets["due"].str[:4],
        "came": [_amount(*pair) for pair in targets[["reached", "unit"]].to_numpy()],
        "": targets["bound"].map(bound_words, na_action="ignore"),
        "per cent": 100 * targets["share"].astype(float),
        "outcome": targets["outcome"].where(counted, "not counted"),
        "why not": targets["left_out"],
    })  # fmt: skip
    return table(
        shown,
        f"{len(targets)} targets of several years, as known today: {int(counted.sum())} count, "
        f"{int((~counted).sum())} do not",
    )


def _amount(value: float, unit: str) -> str:
    """Write an amount as it was printed, with its unit."""
    if pd.isna(value):
        return ""
    words = "" if unit == "count" else f" {unit_words(unit)}"
    return f"{float(value):,.10g}{words}"


def foretold_table(foretold: pd.DataFrame, *, as_of: int) -> Table:
    """Round what the reference class said of targets that fell due later.

    Parameters
    ----------
    foretold
        As from `analysis.simulation.outturn.class_forecasts`.
    as_of
        Of the scenario.

    Returns
    -------
    Table
        Shares of the promise as fractions.
    """
    band = [
        "" if pd.isna(low) else f"{number(low, 2)} to {number(high, 2)}"
        for low, high in foretold[["p05", "p95"]].astype(float).to_numpy()
    ]
    later = foretold["made_later"].astype(bool).map({True: "yes", False: "no"})
    shown = pd.DataFrame({
        "subject": foretold["subject"].map(subject_words),
        "measure": foretold["measure"],
        "promised on": foretold["promised_on"],
        f"after {as_of}": later,
        "due": foretold["due"].str[:4],
        "came": foretold["share"],
        "class of": foretold["class_of"],
        "subjects": foretold["class_subjects"],
        "median": foretold["p50"],
        "90 % band": band,
        "place": foretold["pit"],
        "score (CRPS)": foretold["crps"],
        "score of the promise": foretold["crps_promise"],
        "skill over promise": foretold["skill_promise"],
    })  # fmt: skip
    return table(
        shown,
        f"Targets due after {as_of}: fraction reached, against the class known by then",
        significant={"subjects": None, "place": 2, "median": 2, "skill over promise": 2},
    )

"""What notebook 03 asks of a simulation: the promises like this one, and money by its parts."""

import numpy as np
import pandas as pd

from analysis import data
from analysis.models.programme import SOURCES
from analysis.models.reference_class import class_members
from analysis.scenario import Scenario, read_programme
from analysis.simulation.evidence.programme_record import MEASURES
from analysis.simulation.outcomes import source_label
from analysis.simulation.simulate import Simulation

__all__ = ["money_by_cluster", "money_by_year", "promise_record", "realisation_table"]

_QUANTILES = {"p05": 0.05, "p50": 0.5, "p95": 0.95}


def promise_record(scenario: Scenario) -> pd.DataFrame:
    """Tabulate official promises with what was known of them, and what the class takes from each.

    Parameters
    ----------
    scenario
        Resolved scenario; cut at its `as_of`.

    Returns
    -------
    DataFrame
        One row a promise: subject, measure, kind, promised and unit, promised_on, due, reached,
        share (of the promise), elapsed_share (of its time), status, realised (share the reference
        class of its measure counts) and class_weight; the last two are missing for promises outside
        the classes. Promises with an outturn first.
    """
    promises = data.load_promises(as_of=scenario.as_of)
    members = class_members(
        promises,
        measure=sorted(set(MEASURES.values())),
        ceiling=scenario.realisation_ceiling_share,
        exclude=sorted(
            {fact.subject for fact in read_programme(scenario.programme).facts.values()}
        ),
    ).rename(columns={"weight": "class_weight"})
    table = promises.merge(members[["id", "realised", "class_weight"]], on="id", how="left")
    table["in_class"] = table["realised"].notna()
    order = table.assign(open=table["share"].isna(), outside=~table["in_class"])
    order = order.sort_values(["outside", "open", "subject", "due"], kind="stable")
    columns = [
        "subject",
        "measure",
        "kind",
        "promised",
        "unit",
        "promised_on",
        "due",
        "reached",
        "share",
        "elapsed_share",
        "status",
        "realised",
        "class_weight",
    ]
    return order[columns].reset_index(drop=True)


def realisation_table(sim: Simulation) -> pd.DataFrame:
    """Show for each source how the inside view and the reference class make the share expected.

    Parameters
    ----------
    sim
        A simulation.

    Returns
    -------
    DataFrame
        One row a source: planned_rub_bn (nominal), inside_view (mean share of the
        promise), class_of (measure of the reference class), class_subjects, class_mean,
        class_weight, expected (mean), p05 and p95 of the share drawn, committed_rub_bn
        (mean, nominal).
    """
    evidence, scenario = sim.evidence, sim.scenario
    drawn = sim.sample.money
    rows = []
    for place, source in enumerate(SOURCES):
        found = evidence.realisation[source]
        reference = evidence.money_classes[MEASURES[source]]
        low, high = np.quantile(drawn.realised[place], [0.05, 0.95])
        planned = float(drawn.planned[place])
        rows.append(
            {
                "source": source_label(source),
                "planned_rub_bn": planned,
                "inside_view": getattr(scenario, f"{source}_realisation_share"),
                "class_of": MEASURES[source],
                "class_subjects": reference.subjects,
                "class_mean": reference.mean,
                "class_weight": found.class_weight,
                "expected": found.mean,
                "p05": float(low),
                "p95": float(high),
                "committed_rub_bn": planned * found.mean,
            }
        )
    return pd.DataFrame(rows)


def money_by_year(sim: Simulation) -> pd.DataFrame:
    """Tabulate planned, spent and real money of each year.

    Parameters
    ----------
    sim
        A simulation.

    Returns
    -------
    DataFrame
        One row a year, RUB bn a year: planned, the mean by source, spent (mean, p05, p50, p95), all
        nominal, and real_spent (mean, prices of `price_year`). What is committed has no year: it is
        the total that comes in the end.
    """
    results = sim.summary("Programme money")
    by_year = results.assign(key=results["variable"] + "|" + results["statistic"]).pivot_table(
        index="year", columns="key", values="value"
    )
    name = "Programme money|Disbursed"
    table = pd.DataFrame({"planned": by_year["Programme money|Planned|value"]})
    for source in SOURCES:
        table[source_label(source)] = by_year[f"{name}|{source_label(source)}|mean"]
    for statistic in ("mean", *_QUANTILES):
        table[statistic] = by_year[f"{name}|{statistic}"]
    total = by_year[f"{name}, cumulative, real|mean"]
    table["real_mean"] = total.diff().fillna(total)
    return table.reset_index()


def money_by_cluster(sim: Simulation) -> pd.DataFrame:
    """Tabulate the money of each cluster, total and by year.

    Parameters
    ----------
    sim
        A simulation.

    Returns
    -------
    DataFrame
        One row a cluster: label, prior_share (mean), share_p05, share_p95, then spending to the
        horizon p05, p50, p95 and the mean of each year, RUB bn nominal. No source prints a share,
        so all of this is the prior times the programme's money.
    """
    clusters = sim.evidence.clusters
    money = sim.sample.money
    spent = money.by_cluster()
    low, high = np.quantile(money.cluster_share, [0.05, 0.95], axis=1)
    weights = np.array(clusters.weights)
    table = pd.DataFrame(
        {
            "label": clusters.titles,
            "prior_share": weights / weights.sum(),
            "share_p05": low,
            "share_p95": high,
        }
    )
    totals = np.quantile(spent.sum(axis=1), list(_QUANTILES.values()), axis=1)
    for name, values in zip(_QUANTILES, totals, strict=True):
        table[name] = values
    means = pd.DataFrame(spent.mean(axis=2), columns=[str(year) for year in sim.years])
    return pd.concat([table, means], axis=1)

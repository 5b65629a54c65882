"""Job-years that money spent in one year asks for, from a national input-output table."""

from collections.abc import Iterable, Sequence
from typing import Literal

import pandas as pd

from analysis.errors import ModelError
from analysis.models.input_output import multipliers

__all__ = [
    "job_years_per_rub_bn",
    "matched_jobs",
    "supply_chain_per_post",
]

# Thousand persons per RUB mn, stated as persons per RUB bn.
_PER_RUB_BN = 1e3 * 1e3
_ROUNDING = 1e-9


def matched_jobs(
    jobs_thousand: pd.Series,
    output_rub_mn: pd.Series,
    *,
    measured_on_rub_mn: pd.Series | None = None,
    pools: Iterable[Sequence[str]] = (),
) -> pd.Series:
    """State jobs on the output of the table where the two sources draw industries differently.

    Parameters
    ----------
    jobs_thousand
        Jobs by industry, thousand; missing where there is no figure.
    output_rub_mn
        Output of the table, RUB mn, same labels.
    measured_on_rub_mn
        Output made by these jobs, RUB mn, same labels; by default that of the table. It differs
        where the table counts output without jobs, such as imputed rent.
    pools
        Groups of industries that get one ratio of jobs to output, because a product stands in
        another industry of the table than in the source of the jobs.

    Returns
    -------
    Series
        Thousand jobs by industry: output of the table times the ratio. A pool keeps its jobs
        where `measured_on_rub_mn` is the output of the table.

    Raises
    ------
    ModelError
        If labels do not match or a pool names an industry that is not in the table, or twice.
    """
    made = output_rub_mn if measured_on_rub_mn is None else measured_on_rub_mn
    labels = output_rub_mn.index
    for name, series in {"jobs_thousand": jobs_thousand, "measured_on_rub_mn": made}.items():
        if set(series.index) != set(labels):
            raise ModelError(f"{name}: its industries are not those of output_rub_mn")
    group = pd.Series(labels, index=labels)
    for pool in pools:
        unfit = [name for name in pool if name not in labels or group[name] != name]
        if unfit:
            raise ModelError(f"pools: {unfit} given; allowed: industries of the table, each once")
        group[list(pool)] = "+".join(pool)
    sums = pd.DataFrame({"jobs": jobs_thousand.loc[labels], "output": made.loc[labels]})
    totals = sums.groupby(group).sum(min_count=1)
    ratio = (totals["jobs"] / totals["output"]).loc[group].to_numpy()
    return pd.Series(ratio * output_rub_mn.to_numpy(), index=labels, name="jobs_thousand")


def job_years_per_rub_bn(
    flows_rub_mn: pd.DataFrame,
    output_rub_mn: pd.Series,
    jobs_thousand: pd.Series,
    *,
    compensation_rub_mn: pd.Series | None = None,
    consumption_rub_mn: pd.Series | None = None,
) -> pd.DataFrame:
    """Job-years by industry that RUB 1 bn of final demand for its product asks for.

    Parameters
    ----------
    flows_rub_mn, output_rub_mn, jobs_thousand
        As for `input_output.multipliers`; domestic flows, basic prices of the table's year.
    compensation_rub_mn, consumption_rub_mn
        Close the table with households, as for `input_output.multipliers`.

    Returns
    -------
    DataFrame
        Indexed by industry, national job-years per RUB bn of the table's year: ``direct`` in the
        industry that sells, ``supply_chain`` behind it, ``type_1`` both; with households also
        ``induced`` by spent wages and ``type_2`` all three.

    Raises
    ------
    ModelError
        As for `input_output.multipliers`.

    Notes
    -----
    A job-year lasts as long as the money; it is not a post. The table is national: it does not say
    which part of a supply chain stands in the region.
    """
    found = multipliers(
        flows_rub_mn,
        output_rub_mn,
        jobs_thousand,
        compensation=compensation_rub_mn,
        consumption=consumption_rub_mn,
    )
    years = pd.DataFrame({"direct": found["direct"]})
    years["supply_chain"] = found["type_1"] - found["direct"]
    years["type_1"] = found["type_1"]
    if "type_2" in found:
        years["induced"] = found["type_2"] - found["type_1"]
        years["type_2"] = found["type_2"]
    return years * _PER_RUB_BN


def supply_chain_per_post(
    flows_rub_mn: pd.DataFrame,
    output_rub_mn: pd.Series,
    jobs_thousand: pd.Series,
    weights: pd.DataFrame,
    *,
    weights_of: Literal["posts", "output"] = "posts",
) -> pd.Series:
    r"""Job-years a year at suppliers for each direct post of a cluster.

    Parameters
    ----------
    flows_rub_mn, output_rub_mn, jobs_thousand
        As for `job_years_per_rub_bn`.
    weights
        Shape (clusters, industries): shares of a cluster in industries, adding up to one; an
        industry without a column has none.
    weights_of
        Whether the weights are shares of the cluster's posts or of its output.

    Returns
    -------
    Series
        By cluster: national job-years at suppliers in each year of a direct post, as long as the
        post sells what the average post of its industry sells. No unit.

    Raises
    ------
    ModelError
        As for `input_output.multipliers`; also if weights are negative, do not add up to one, name
        an unknown industry or one without jobs.

    Notes
    -----
    Type I less direct over direct: :math:`\sum_j p_j (t_j - w_j) / w_j` for shares of posts
    :math:`p`, and :math:`\sum_j o_j (t_j - w_j) / \sum_j o_j w_j` for shares of output :math:`o`.
    All output counts as final demand, so suppliers inside the industry are included: an upper
    reading for a cluster that sells to itself. Suppliers stand anywhere in the country.
    """
    years = job_years_per_rub_bn(flows_rub_mn, output_rub_mn, jobs_thousand)
    _require_shares(weights, years["direct"])
    used = years.loc[weights.columns[(weights != 0).any()]]
    shares = weights[used.index]
    if weights_of == "output":
        return (shares @ used["supply_chain"]) / (shares @ used["direct"])
    return shares @ (used["supply_chain"] / used["direct"])


def _require_shares(weights: pd.DataFrame, direct: pd.Series) -> None:
    problems = []
    unknown = weights.columns.difference(direct.index, sort=False).tolist()
    if unknown:
        problems.append(f"weights: {unknown} given; allowed: industries of the table")
    odd = weights.index[((weights.sum(axis=1) - 1).abs() > _ROUNDING) | (weights < 0).any(axis=1)]
    if len(odd) or weights.isna().to_numpy().any():
        problems.append(f"weights: {odd.tolist()}; allowed: shares of 0 or more that add up to 1")
    used = direct.reindex(weights.columns[(weights != 0).any()]).drop(unknown, errors="ignore")
    idle = used.index[~(used > 0)].tolist()
    if idle:
        problems.append(f"weights: {idle} given; allowed: industries with jobs in the satellite")
    if problems:
        raise ModelError(problems)

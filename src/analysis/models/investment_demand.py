"""Job-years behind investment: who builds and delivers, who supplies them, what is imported."""

from collections.abc import Mapping

import pandas as pd

from analysis.errors import ModelError
from analysis.models.input_output import primary_content
from analysis.models.job_years import job_years_per_rub_bn

__all__ = ["investment_job_years"]

_OTHER = "other"
_ALL = "all"
_ROUNDING = 1e-9


def investment_job_years(
    flows_rub_mn: pd.DataFrame,
    output_rub_mn: pd.Series,
    jobs_thousand: pd.Series,
    *,
    capital_formation_rub_mn: pd.Series,
    primary_rub_mn: pd.DataFrame,
    kinds: Mapping[str, str],
    composition: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    r"""Job-years per RUB bn invested, and what of the money leaks into imports and taxes.

    Parameters
    ----------
    flows_rub_mn, output_rub_mn, jobs_thousand
        As for `job_years_per_rub_bn`.
    capital_formation_rub_mn
        Column of gross fixed capital formation at purchasers' prices: by industry of origin, and
        by the labels of `primary_rub_mn` for what is imported or taxed on the way to the investor.
    primary_rub_mn
        Imports used, taxes on products and value added, rows by using industry.
    kinds
        Kind of investment, such as ``construction`` or ``machinery``, by label of capital
        formation; labels that are not named are ``other``. The table has imports in one line, so
        the caller says what kind of goods they are.
    composition
        Share of each kind in the investment, adding up to one; by default that of the table.

    Returns
    -------
    DataFrame
        By kind and for ``all`` of them in the composition: ``share``; national job-years per RUB
        bn in prices of the table's year, ``direct`` at those who build and deliver,
        ``supply_chain`` behind them, ``total``; then one column for each label of
        `primary_rub_mn`, its part of a ruble spent, directly and along the supply chain.

    Raises
    ------
    ModelError
        As for `input_output.multipliers`; also if labels do not match, a kind has no capital
        formation, or the composition is not one of the kinds.

    Notes
    -----
    With :math:`f` the column of a kind per ruble, direct job-years are :math:`w' f`, all are
    :math:`w' L f`, and imports are :math:`f_m + m' L f`. Imports, taxes and value added together
    make one ruble where the table balances.
    """
    labels = output_rub_mn.index
    _require_labels(capital_formation_rub_mn, labels, primary_rub_mn.index)
    totals = _totals(capital_formation_rub_mn, kinds)
    ruble = _per_ruble(capital_formation_rub_mn, kinds, totals)
    years = job_years_per_rub_bn(flows_rub_mn, output_rub_mn, jobs_thousand)
    content = primary_content(flows_rub_mn, output_rub_mn, primary_rub_mn)
    domestic = ruble.reindex(index=labels, fill_value=0.0)
    leaked = ruble.reindex(index=primary_rub_mn.index, fill_value=0.0)
    _require_known(years["direct"], domestic)
    found = (years[["direct", "supply_chain"]].fillna(0.0).T @ domestic).T
    found["total"] = found.sum(axis=1)
    found = found.join((content.T @ domestic).T + leaked.T)
    found.insert(0, "share", _shares(composition, totals))
    found.loc[_ALL] = found.mul(found["share"], axis=0).sum()
    found.loc[_ALL, "share"] = 1.0
    return found


def _require_labels(spent: pd.Series, labels: pd.Index, primary: pd.Index) -> None:
    allowed = labels.append(primary)
    unfit = spent.index[spent.isna() | ~spent.index.isin(allowed) | spent.index.duplicated()]
    if len(unfit):
        raise ModelError(
            f"capital_formation_rub_mn: {unfit.tolist()} given; allowed: one number for each "
            f"industry and for {', '.join(map(str, primary))}"
        )


def _totals(spent: pd.Series, kinds: Mapping[str, str]) -> pd.Series:
    """Capital formation by kind, in the order of `kinds`."""
    unfit = [label for label in kinds if label not in spent.index]
    if unfit:
        raise ModelError(f"kinds: {unfit} given; allowed: labels of capital_formation_rub_mn")
    order = pd.unique(pd.Series([*kinds.values(), _OTHER]))
    totals = spent.groupby(_kind_of(spent, kinds)).sum().reindex(order, fill_value=0.0)
    totals = totals.drop(_OTHER) if totals[_OTHER] == 0 and _OTHER not in kinds.values() else totals
    if (totals <= 0).any():
        raise ModelError(f"kinds: no capital formation in {totals.index[totals <= 0].tolist()}")
    return totals


def _kind_of(spent: pd.Series, kinds: Mapping[str, str]) -> pd.Series:
    return pd.Series([kinds.get(label, _OTHER) for label in spent.index], index=spent.index)


def _per_ruble(spent: pd.Series, kinds: Mapping[str, str], totals: pd.Series) -> pd.DataFrame:
    """Shape (labels, kinds): what one ruble of each kind buys."""
    kind = _kind_of(spent, kinds)
    return pd.DataFrame(
        {name: spent.where(kind == name, 0.0) / total for name, total in totals.items()}
    )


def _shares(composition: Mapping[str, float] | None, totals: pd.Series) -> pd.Series:
    if composition is None:
        return totals / totals.sum()
    shares = pd.Series(composition, dtype=float)
    unknown = shares.index.difference(totals.index, sort=False).tolist()
    if unknown or not (shares >= 0).all() or abs(shares.sum() - 1.0) > _ROUNDING:
        raise ModelError(
            f"composition: {dict(composition)} given; allowed: shares of "
            f"{', '.join(totals.index)} that add up to 1"
        )
    return shares.reindex(totals.index, fill_value=0.0)


def _require_known(direct: pd.Series, bought: pd.DataFrame) -> None:
    unknown = direct.index[direct.isna() & (bought != 0).any(axis=1)].tolist()
    if unknown:
        raise ModelError(f"jobs_thousand: missing for {unknown}, which deliver investment goods")

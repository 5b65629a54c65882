"""Fixed assets behind one employed person: a region, regions like it, and one worker more."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.errors import ModelError

__all__ = [
    "LensCost",
    "average_intensity",
    "capital_per_worker",
    "comparable_regions",
    "marginal_intensity",
    "restated_assets",
]

# Half the width of the middle half of a normal distribution, in standard deviations.
_QUARTILE = 0.6744897501960817
# A spread needs this many regions; fewer have no quartiles of their own.
_FEWEST = 4


class LensCost(NamedTuple):
    """Log-normal capital behind one post in RUB mn, and the regions it was read from.

    Parameters
    ----------
    log_mean, log_sd
        Mean and standard deviation of the logarithm of RUB mn per post, for a new project.
    regions
        Regions the spread comes from.
    left_out_share
        Share of the regions looked at for which no cost exists: missing figures, or for the
        marginal cost no growth of employment.
    """

    log_mean: float
    log_sd: float
    regions: int
    left_out_share: float


def capital_per_worker(
    assets_rub_mn: pd.DataFrame, employed_thousand: pd.DataFrame
) -> pd.DataFrame:
    """Divide fixed assets by employed persons.

    Parameters
    ----------
    assets_rub_mn
        Fixed assets, full book value, years in rows, regions in columns, RUB mn.
    employed_thousand
        Average employment of the same years and regions, thousand persons.

    Returns
    -------
    DataFrame
        RUB mn per employed person; missing where either figure is.

    Notes
    -----
    Full book value keeps what an asset cost when it was bought or last revalued, so in inflation it
    is below the price of buying the same again; `restated_assets` corrects for part of that. Assets
    are those of the end of the year, employment its average.
    """
    return (assets_rub_mn / (employed_thousand * 1e3)).where(employed_thousand > 0)


def restated_assets(
    assets_rub_mn: pd.DataFrame,
    deflator: pd.DataFrame,
    *,
    breaks: tuple[int, ...] = (),
    investment_rub_mn: pd.DataFrame | None = None,
) -> pd.DataFrame:
    r"""State the last book values in the prices of the deflator's base year.

    Parameters
    ----------
    assets_rub_mn
        Book value, years in rows, regions in columns, RUB mn, cut at the information set.
    deflator
        Price index of investment, same shape, base year = 1.
    breaks
        First years on a new coverage or valuation: the rise of book value into them was not bought.
    investment_rub_mn
        Investment in current prices, same shape; needed where a year is a break.

    Returns
    -------
    DataFrame
        One row, the last year; RUB mn in base-year prices, missing where the last year is. A region
        with a gap is restated from the year after it only.

    Raises
    ------
    ModelError
        A year of one table is missing in the other, or a break has no investment.

    Notes
    -----
    .. math:: \tilde K_T = K_s / P_s + \sum_{t=s+1}^{T} (K_t - K_{t-1}) / P_t

    from the first year s. A rise of book value is taken as bought in its year, which is right for
    purchases and too high for revaluations. In the year of a break investment takes the place of
    the rise, so the coverage stays that of the first year. What stood in year s is restated from s
    only, though it is older, which is too low, and the more so the later s is; what was scrapped
    leaves at the price of the wrong year. The result approximates replacement cost; it is not
    published.
    """
    if not assets_rub_mn.index.equals(deflator.index):
        raise ModelError(
            f"restated_assets: assets cover {list(assets_rub_mn.index)} and prices "
            f"{list(deflator.index)}; the years must be the same"
        )
    broken = [year for year in breaks if year in assets_rub_mn.index]
    known = (assets_rub_mn.notna() & deflator.notna())[::-1].cummin()[::-1]
    rise = assets_rub_mn.diff()
    if broken:
        if investment_rub_mn is None:
            raise ModelError(f"restated_assets: breaks {broken} need investment_rub_mn")
        rise.loc[broken] = investment_rub_mn.loc[broken]
    # The first known year stands for all that was bought before it.
    bought = rise.where(known.shift(fill_value=False), assets_rub_mn)
    total = (bought / deflator).where(known).sum(min_count=1)
    return total.to_frame(assets_rub_mn.index[-1]).T


def comparable_regions(traits: pd.DataFrame, region: str, count: int) -> list[str]:
    r"""Find the regions nearest to one in size and wealth.

    Parameters
    ----------
    traits
        Positive figures, regions in rows, such as employed persons and GRP per head.
    region
        Row to compare with.
    count
        Regions wanted.

    Returns
    -------
    list of str
        Nearest first, without the region itself.

    Raises
    ------
    ModelError
        The region is missing, has gaps, or fewer complete regions than asked for exist.

    Notes
    -----
    Distance is :math:`\sqrt{\sum_k (\log x_{ik} - \log x_{jk})^2 / s_k^2}` with :math:`s_k` the
    standard deviation of the logarithm over all complete regions.
    """
    logs = pd.DataFrame(np.log(traits.where(traits > 0))).dropna()
    if region not in logs.index:
        raise ModelError(
            f"comparable_regions: region {region!r} has no complete row of {list(traits.columns)}"
        )
    if not 1 <= count < len(logs):
        raise ModelError(f"comparable_regions: count {count} must lie in 1 to {len(logs) - 1}")
    distance = np.sqrt((((logs - logs.loc[region]) / logs.std(ddof=1)) ** 2).sum(axis=1))
    return [str(code) for code in distance.drop(region).sort_values(kind="stable").index[:count]]


def average_intensity(intensity: pd.Series, region: str, comparable: list[str]) -> LensCost:
    """Read the capital behind an average post of the region, with the spread of regions like it.

    Parameters
    ----------
    intensity
        RUB mn per employed person by region, one year.
    region
        Region asked about; its own figure is the centre.
    comparable
        Regions like it, as from `comparable_regions`; their scatter is the spread.

    Returns
    -------
    LensCost
        Cost of a post like the average one.

    Raises
    ------
    ModelError
        The region has no figure, or fewer than four comparable regions have one.

    Notes
    -----
    The spread is the standard deviation of the comparable logarithms around the region's own, so
    that a region unlike its neighbours is not made sure by their agreement among themselves.
    """
    own = float(intensity.get(region, np.nan))
    if not own > 0:
        raise ModelError(f"average_intensity: region {region!r} has no capital per worker: {own}")
    others = np.log(intensity.reindex(comparable).dropna().to_numpy(dtype=float))
    if len(others) < _FEWEST:
        raise ModelError(
            f"average_intensity: {len(others)} comparable regions have figures; at least {_FEWEST}"
        )
    spread = float(np.sqrt(np.mean((others - np.log(own)) ** 2)))
    return LensCost(float(np.log(own)), spread, len(others), 1 - len(others) / len(comparable))


def marginal_intensity(
    investment: pd.DataFrame,
    employed_thousand: pd.DataFrame,
    *,
    breaks: tuple[int, ...] = (),
    smallest_growth: float = 0.0,
) -> LensCost:
    r"""Read the investment behind one more employed person from regions whose employment grew.

    Parameters
    ----------
    investment
        Investment in constant prices, years in rows, regions in columns, RUB mn.
    employed_thousand
        Average employment, same shape, thousand persons.
    breaks
        First years on a new method of counting employment; only the years from the last one on are
        used, so no difference crosses a break.
    smallest_growth
        Growth of employment over the whole period, as a fraction, above which a region counts.

    Returns
    -------
    LensCost
        Median and robust spread over regions whose employment grew.

    Raises
    ------
    ModelError
        Fewer than two years lie on one side of the breaks, or fewer than four regions grew.

    Notes
    -----
    .. math:: c_i = \sum_{t=s+1}^{T} I_{it} / (E_{iT} - E_{is})

    for :math:`E_{iT} > (1 + g) E_{is}`; the centre is the median of :math:`\log c_i`, the spread
    half the interquartile range over 0.674. All investment is set against the added workers, so
    replacement and saving of labour are in the cost: an upper reading. Regions that lost
    employment have no finite cost and are left out, which makes it a lower one: the share left out
    belongs beside the figure.
    """
    start = max([year for year in breaks if year <= employed_thousand.index[-1]], default=0)
    employed = employed_thousand.loc[employed_thousand.index >= start]
    if len(employed) < 2:
        raise ModelError(
            f"marginal_intensity: {len(employed)} years since the break of {start}; at least 2"
        )
    spent = investment.reindex(employed.index[1:]).sum(skipna=False)
    added = (employed.iloc[-1] - employed.iloc[0]) * 1e3
    complete = spent.notna() & added.notna()
    grew = complete & (added > smallest_growth * employed.iloc[0] * 1e3) & (spent > 0)
    if grew.sum() < _FEWEST:
        raise ModelError(
            f"marginal_intensity: employment grew in {int(grew.sum())} regions between "
            f"{employed.index[0]} and {employed.index[-1]}; at least {_FEWEST} are needed"
        )
    logs = np.log((spent / added)[grew].to_numpy(dtype=float))
    low, middle, high = np.quantile(logs, [0.25, 0.5, 0.75])
    left_out = 1 - grew.sum() / complete.sum()
    return LensCost(
        float(middle), float((high - low) / (2 * _QUARTILE)), len(logs), float(left_out)
    )

"""A treated unit beside its synthetic self, and whether the two may be compared."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import ModelError

__all__ = ["FitVerdict", "SyntheticControl", "fit_is_good"]

Array = NDArray[np.float64]

# Below this share of the spread of the outcome, an error is rounding: the donors match anything.
EXACT = 1e-8


class SyntheticControl(NamedTuple):
    """A treated unit beside its synthetic self.

    Parameters
    ----------
    weights
        By donor, adding up to one.
    balance
        By predictor: its importance (adding up to one) and its value in the treated unit, the
        synthetic one and the plain mean of the donors, in units of the predictor.
    observed, synthetic
        By year, units of the outcome.
    treated_from
        First year of the treatment.
    """

    weights: pd.Series
    balance: pd.DataFrame
    observed: pd.Series
    synthetic: pd.Series
    treated_from: int

    @property
    def gap(self) -> pd.Series:
        """Observed less synthetic by year."""
        return self.observed - self.synthetic

    @property
    def before(self) -> pd.Series:
        """Gap in the years before the treatment."""
        return self.gap.loc[self.gap.index < self.treated_from]

    @property
    def after(self) -> pd.Series:
        """Gap from the first year of the treatment on."""
        return self.gap.loc[self.gap.index >= self.treated_from]

    # Ranks of placebos look at thousands of fits: arrays are twenty times as fast as series.
    @property
    def _gaps(self) -> Array:
        gaps = self.observed.to_numpy(dtype=float) - self.synthetic.to_numpy(dtype=float)
        return np.asarray(gaps, dtype=float)

    @property
    def _early(self) -> NDArray[np.bool_]:
        return np.asarray(self.observed.index < self.treated_from)

    @property
    def mean_gap(self) -> float:
        """Mean gap from the first year of the treatment on."""
        return float(self._gaps[~self._early].mean())

    @property
    def pre_rmspe(self) -> float:
        """Root mean squared gap before the treatment."""
        return float(np.sqrt((self._gaps[self._early] ** 2).mean()))

    @property
    def post_rmspe(self) -> float:
        """Root mean squared gap from the first year of the treatment on."""
        return float(np.sqrt((self._gaps[~self._early] ** 2).mean()))

    @property
    def share(self) -> float:
        """`pre_rmspe` over the standard deviation of the outcome in the same years; 0 if exact."""
        spread = float(self.observed.to_numpy(dtype=float)[self._early].std())
        share = self.pre_rmspe / spread if spread > 0 else float("inf")
        # Two exact matches differ by rounding only, which may not rank them.
        return 0.0 if share < EXACT else share

    @property
    def exact(self) -> bool:
        """Whether the donors match the years before the treatment but for rounding."""
        return self.pre_rmspe == 0.0 or self.share < EXACT

    @property
    def ratio(self) -> float:
        """`post_rmspe` over `pre_rmspe`; infinite after an exact match."""
        return float("inf") if self.exact else self.post_rmspe / self.pre_rmspe


class FitVerdict(NamedTuple):
    """Whether a conclusion may be drawn from a synthetic control.

    Parameters
    ----------
    good
        True if nothing speaks against it.
    reasons
        One line for each condition that is not met.
    share
        Root mean squared gap before the treatment over the standard deviation of the outcome of
        the treated unit in the same years: one is what its plain mean would miss.
    """

    good: bool
    reasons: tuple[str, ...]
    share: float


def fit_is_good(
    fit: SyntheticControl,
    *,
    largest_share: float,
    fewest_years: int,
    held_out: SyntheticControl | None = None,
    placebos: Iterable[SyntheticControl] = (),
) -> FitVerdict:
    r"""Decide by rule whether a synthetic control follows the treated unit well enough.

    Parameters
    ----------
    fit
        The synthetic control.
    largest_share
        Largest `FitVerdict.share` allowed, between 0 and 1.
    fewest_years
        Fewest years before the treatment.
    held_out
        The same unit fitted to its earlier years only, as `placebos.placebo_in_time` returns; it
        has to follow the later ones better than the last value it was fitted to, and the earlier
        ones with some error: else many mixes of donors match them and no mix is tested.
    placebos
        Of the donors: the share of the treated unit may not be above the median of theirs.

    Returns
    -------
    FitVerdict
        The rule's answer and every condition that fails.

    Raises
    ------
    ModelError
        If `largest_share` is not between 0 and 1.

    Notes
    -----
    The share is :math:`\sqrt{1 - R^2}` of the years before. A fit without error is refused as well:
    with as many free donors as years it says nothing about the years to come (Abadie 2021,
    Journal of Economic Literature 59(2)). The limits are judgements of the caller; a
    trend makes the share small by itself, which is what `held_out` is for.
    """
    if not 0.0 < largest_share < 1.0:
        raise ModelError(f"largest_share: {largest_share} given; allowed: between 0 and 1")
    years, share = fit.before.index, fit.share
    reasons = []
    if len(years) < fewest_years:
        reasons.append(f"{len(years)} years before the treatment; wanted: {fewest_years} or more")
    if share > largest_share:
        reasons.append(
            f"error before the treatment is {share:.2f} of the spread of the outcome; "
            f"allowed: {largest_share:g}"
        )
    if fit.exact:
        reasons.append("the donors match the years before without error, so they could match any")
    if held_out is not None:
        reasons += _beaten_by_no_change(held_out)
    others = np.array([placebo.share for placebo in placebos])
    if others.size and share > float(np.median(others)):
        better = float((others < share).mean())
        reasons.append(f"{better:.0%} of the donors are matched better; allowed: half of them")
    return FitVerdict(not reasons, tuple(reasons), share)


def _beaten_by_no_change(held_out: SyntheticControl) -> list[str]:
    if held_out.exact:
        year = held_out.before.index[-1]
        return [f"the years to {year} alone are matched without error, so later ones test nothing"]
    later = held_out.observed.loc[held_out.after.index]
    last = float(held_out.observed.loc[held_out.before.index[-1]])
    no_change = float(np.sqrt(((later - last) ** 2).mean()))
    if held_out.post_rmspe < no_change:
        return []
    first, final = later.index[0], later.index[-1]
    return [f"in the years {first} to {final}, held out, no change is nearer than the donors are"]

"""The rank of a treated unit among placebos, and the effects that rank does not rule out."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import ModelError
from analysis.models.synthetic_fit import SyntheticControl

__all__ = ["SpacePlacebos"]

Array = NDArray[np.float64]

# Largest rounding error of a p-value, which is a multiple of one over the number of units.
ROUNDING = 1e-9


class SpacePlacebos(NamedTuple):
    """The treated unit, and every donor as if it had been treated.

    Parameters
    ----------
    fit
        Of the treated unit.
    placebos
        Of each donor, by its name.
    treated
        Name of the treated unit.
    """

    fit: SyntheticControl
    placebos: dict[str, SyntheticControl]
    treated: str

    @property
    def ratios(self) -> pd.Series:
        """Error after over error before the treatment by unit, largest first."""
        values = {self.treated: self.fit.ratio}
        values |= {name: each.ratio for name, each in self.placebos.items()}
        return pd.Series(values, name="ratio").sort_values(ascending=False, kind="stable")

    @property
    def gaps(self) -> pd.DataFrame:
        """Observed less synthetic, years x units, the treated unit first."""
        named = {self.treated: self.fit} | self.placebos
        return pd.DataFrame({name: each.gap for name, each in named.items()})

    def well_fitted(self, times: float) -> "SpacePlacebos":
        """Keep the placebos that fit before the treatment.

        Parameters
        ----------
        times
            Largest error before the treatment, in units of that of the treated unit.

        Returns
        -------
        SpacePlacebos
            Without the others. The choice looks at years before the treatment only.
        """
        limit = times * self.fit.pre_rmspe
        kept = {name: each for name, each in self.placebos.items() if each.pre_rmspe <= limit}
        return self._replace(placebos=kept)

    def p_value(self, effect: float = 0.0) -> float:
        r"""Rank of the treated unit among all units under a hypothetical effect.

        Parameters
        ----------
        effect
            Effect in every year of the treatment under the hypothesis, units of the outcome.

        Returns
        -------
        float
            A multiple of one over the number of units, never zero. Placebos matched without error
            before the treatment count as more unusual than any other: with few years and many
            donors there are many of them and the test says little.

        Notes
        -----
        :math:`p = \#\{j : r_j \ge r_1\} / (J + 1)` with ratios r of errors after to before
        (Abadie, Diamond and Hainmueller 2010, 2015). Exact if each of the units was as likely to
        be the treated one. The effect is first taken off the treated unit wherever it occurs,
        also as a donor of the placebos (Firpo and Possebom 2018, Journal of Causal Inference
        6(2)); weights rest on earlier years and stay.
        """
        return float(_p_values(self._quadratics(), np.array([effect]))[0])

    def effect_interval(self, level: float) -> tuple[float, float]:
        """Effects, the same in each year of the treatment, that the test does not reject.

        Parameters
        ----------
        level
            Coverage, between 0 and 1.

        Returns
        -------
        tuple of float
            Lowest and highest, units of the outcome; infinite where the units are too few for the
            level or a placebo stays as unusual however large the effect, missing if the test
            rejects every one: the effect then differs between years.

        Raises
        ------
        ModelError
            If the level is not between 0 and 1, or the treated unit was matched without error.

        Notes
        -----
        Inversion of `p_value`: all effects with p > 1 - level. Ratios are square roots of
        quadratics in the effect, so the rank changes at the roots of their differences only and
        the ends are exact. Where the effects not rejected have holes, the holes are inside.
        """
        if not 0.0 < level < 1.0:
            raise ModelError(f"level: {level} given; allowed: between 0 and 1")
        if self.fit.exact:
            raise ModelError(
                f"{self.treated}: matched without error before the treatment; "
                "allowed: a fit that leaves some error to compare with"
            )
        quadratics = self._quadratics()
        cuts = _crossings(quadratics, self.fit.mean_gap)
        reach = 1.0 + float(np.ptp(cuts))
        middles = (cuts[1:] + cuts[:-1]) / 2.0
        inside = np.concatenate([[cuts[0] - reach], middles, [cuts[-1] + reach]])
        kept = _p_values(quadratics, inside) > 1.0 - level + ROUNDING
        if not kept.any():
            return float("nan"), float("nan")
        ends = np.concatenate([[-np.inf], cuts, [np.inf]])
        where = np.flatnonzero(kept)
        return float(ends[where[0]]), float(ends[where[-1] + 1])

    def _quadratics(self) -> Array:
        """Coefficients of each unit's squared ratio in the effect, the treated unit first."""
        rows = []
        for fit in (self.fit, *self.placebos.values()):
            moved = -1.0 if fit is self.fit else float(fit.weights.get(self.treated, 0.0))
            after = fit.after.to_numpy(dtype=float)
            squares = np.array([(after**2).mean(), 2.0 * moved * after.mean(), moved**2])
            rows.append([np.inf, 0.0, 0.0] if fit.exact else squares / fit.pre_rmspe**2)
        return np.array(rows)


def _p_values(quadratics: Array, effects: Array) -> Array:
    """Rank of the first unit over the number of units, by effect."""
    # Term by term: the product of matrices would turn an infinite ratio into none.
    constant, slope, square = quadratics.T[:, :, None]
    ratios = constant + slope * effects + square * effects**2
    return np.asarray((ratios >= ratios[0] * (1.0 - ROUNDING)).mean(axis=0), dtype=float)


def _crossings(quadratics: Array, middle: float) -> Array:
    """Effects at which the first unit's ratio equals that of another, in rising order."""
    own, *others = quadratics
    differences = [own - each for each in others if np.isfinite(each[0])]
    roots = [np.roots(each[::-1]) for each in differences]
    found = np.concatenate([*roots, np.array([middle])])
    real = np.abs(found.imag) <= ROUNDING * (1.0 + np.abs(found))
    return np.unique(found.real[real])

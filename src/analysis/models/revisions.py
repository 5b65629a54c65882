"""How much of a forecast error is that the figure itself was revised."""

import numpy as np
import pandas as pd

from analysis.errors import ModelError

__all__ = ["revision_split"]

_NEEDED = ("forecast", "first_print", "later_print")


def revision_split(figures: pd.DataFrame) -> pd.DataFrame:
    r"""Split errors into what the first print showed and what revision added.

    Parameters
    ----------
    figures
        Columns forecast, first_print and later_print, in one unit a row; missing values allowed.

    Returns
    -------
    DataFrame
        The frame with error (against the later print), first_error, revision (same unit) and
        revision_share: the part of |first_error| + |revision| that is revision, 0 to 1; what needs
        a print that is missing is missing too.

    Raises
    ------
    ModelError
        A column is missing.

    Notes
    -----
    :math:`f - y_2 = (f - y_1) + (y_1 - y_2)` for a forecast f, a first print and a later one. The
    two parts may have opposite signs, so the share is taken of their sizes.
    """
    missing = [name for name in _NEEDED if name not in figures]
    if missing:
        raise ModelError(f"revision_split: figures lack the columns {', '.join(missing)}")
    first = figures["forecast"] - figures["first_print"]
    revision = figures["first_print"] - figures["later_print"]
    sizes = first.abs() + revision.abs()
    share = (revision.abs() / sizes.where(sizes > 0)).astype(np.float64)
    return figures.assign(
        error=figures["forecast"] - figures["later_print"],
        first_error=first,
        revision=revision,
        revision_share=share,
    )

"""Figures of the forecast record; each returns the figure and the frame it plotted."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from analysis.report.carried import plotted
from analysis.report.style import COLOURS

__all__ = ["pit_chart"]

_BINS = 10


@plotted
def pit_chart(places: Mapping[str, pd.Series], *, title: str) -> tuple[Figure, pd.DataFrame]:
    """Draw where outcomes fell in their forecast distributions.

    Parameters
    ----------
    places
        For each subject the probability integral transforms, between 0 and 1.
    title
        What is drawn.

    Returns
    -------
    figure, frame
        The frame holds the share of outcomes in each tenth, one column a subject; every share is
        a tenth under calibration.
    """
    edges = np.linspace(0.0, 1.0, _BINS + 1)
    shares = {
        name: np.histogram(values.dropna(), edges)[0] / max(values.notna().sum(), 1)
        for name, values in places.items()
    }
    frame = pd.DataFrame(shares, index=pd.Index(edges[:-1], name="from"))
    figure, grid = plt.subplots(1, len(shares), sharey=True, squeeze=False, figsize=(8.0, 3.2))
    for axes, name in zip(grid[0], shares, strict=True):
        axes.bar(edges[:-1], frame[name], width=1 / _BINS, align="edge", color=COLOURS["forecast"])
        axes.axhline(1 / _BINS, color=COLOURS["promise"], linestyle="--", label="Calibrated")
        axes.set_xlim(0, 1)
        axes.set_title(name.capitalize())
        axes.set_xlabel("Place in the forecast distribution")
        axes.grid(visible=False, axis="x")
    grid[0][0].set_ylabel("Share of outcomes")
    grid[0][0].legend(loc="upper right")
    figure.suptitle(title, x=0.02, ha="left", fontsize=12, fontweight="bold")
    return figure, frame

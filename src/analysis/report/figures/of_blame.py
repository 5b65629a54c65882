"""Figure of the inputs that move once an outturn is known."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from analysis.report.carried import plotted
from analysis.report.style import COLOURS

__all__ = ["moved_chart"]

# A score of inputs is looked at, so two errors would call one of them clear by chance.
_ERRORS = 3


@plotted
def moved_chart(
    inputs: pd.DataFrame,
    *,
    title: str,
    known: str = "The outturn known",
    beside: pd.DataFrame | None = None,
    beside_known: str = "",
    most: int = 10,
) -> tuple[Figure, pd.DataFrame]:
    """Draw how far inputs move once an outturn is known, the furthest on top.

    Parameters
    ----------
    inputs
        As in `analysis.simulation.outturn.Blame`; it may be empty.
    title
        What is drawn.
    known
        What the bars know, for the legend.
    beside, beside_known
        Inputs moved by something else that is known, drawn as diamonds, and what that is; they take
        the bars' place where there are none.
    most
        Inputs drawn.

    Returns
    -------
    figure, frame
        The frame holds the rows drawn, with the column beside (shift of the diamonds); grey bars
        are within three Monte Carlo errors of zero.
    """
    other = beside if beside is not None and len(beside) else None
    if inputs.empty and other is not None:
        inputs, other, known = other, None, beside_known
    frame = inputs.head(most).reset_index(drop=True)
    figure, axes = plt.subplots(figsize=(9.0, 1.9 + 0.32 * max(len(frame), 2)))
    axes.set_title(title)
    axes.set_xlabel("Shift of the mean, prior standard deviations; whiskers: 3 errors")
    if frame.empty:
        axes.text(0.5, 0.5, "Nothing can be said", transform=axes.transAxes, ha="center")
        axes.set_yticks([])
        return figure, frame
    places = np.arange(len(frame))
    clear = (frame["shift"].abs() > _ERRORS * frame["shift_error"]).to_numpy()
    colours = np.where(clear, COLOURS["forecast"], COLOURS["neutral"])
    axes.barh(
        places,
        frame["shift"],
        xerr=_ERRORS * frame["shift_error"],
        color=colours.tolist(),
        ecolor=COLOURS["history"],
        capsize=3,
        label=f"{known} (grey: not clear of chance)",
    )
    if other is not None:
        frame["beside"] = frame["input"].map(other.set_index("input")["shift"])
        axes.plot(
            frame["beside"], places, "D", color=COLOURS["promise"], markerfacecolor="white",
            label=beside_known,
        )  # fmt: skip
    axes.axvline(0, color=COLOURS["history"], linewidth=0.8)
    axes.set_yticks(places, frame["input"].tolist())
    axes.set_ylim(len(frame) - 0.4, -0.6)
    axes.grid(visible=False, axis="y")
    figure.legend(loc="outside lower center", ncols=2)
    return figure, frame

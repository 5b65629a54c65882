"""One look for every figure: colours that survive colour blindness and grey print."""

import matplotlib.pyplot as plt
import seaborn as sns

from analysis.report.carried import shown_with_frame

__all__ = ["COLOURS", "use_style"]

# Okabe and Ito's palette, in roles rather than in order.
COLOURS = {
    "history": "#222222",
    "forecast": "#0072B2",
    "promise": "#D55E00",
    "extra_budgetary": "#0072B2",
    "federal": "#E69F00",
    "regional": "#009E73",
    "gain": "#009E73",
    "loss": "#CC79A7",
    "level": "#56B4E9",
    "neutral": "#999999",
}


def use_style() -> None:
    """Set fonts, sizes and resolution for all figures of a session.

    In a notebook each figure shown also keeps its words and the frame it plots.
    """
    shown_with_frame()
    sns.set_theme(style="whitegrid", context="notebook")
    plt.rcParams.update(
        {
            "figure.figsize": (8.0, 4.2),
            "figure.dpi": 100,
            "figure.constrained_layout.use": True,
            "figure.constrained_layout.w_pad": 0.08,
            "figure.constrained_layout.h_pad": 0.08,
            "axes.titlesize": 12,
            "axes.titleweight": "bold",
            "axes.titlelocation": "left",
            # Told where it is: looking for ticks above the axes takes a quarter of the drawing.
            "axes.titley": 1.0,
            "axes.labelsize": 10,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "xtick.labelsize": 9,
            "ytick.labelsize": 9,
            "legend.fontsize": 9,
            "legend.frameon": False,
            "grid.color": "#e6e6e6",
            "font.family": "DejaVu Sans",
        }
    )

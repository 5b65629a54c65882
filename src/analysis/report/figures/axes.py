"""What every figure shares: titles, units and readable numbers on the axes."""

from textwrap import fill

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

__all__ = ["PLAIN_NUMBERS", "label_years"]

# Characters of a unit that fit beside the lowest figure.
_WIDTH = 26

PLAIN_NUMBERS = FuncFormatter(
    lambda value, _: f"{value:,.0f}" if abs(value) >= 10 else f"{value:g}"
)


def label_years(axes: Axes, title: str, unit: str) -> None:
    """Title a figure over years and name the unit of its vertical axis."""
    axes.set_title(title)
    axes.set_ylabel(fill(unit, _WIDTH))
    axes.set_xlabel("Year")
    axes.yaxis.set_major_formatter(PLAIN_NUMBERS)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))

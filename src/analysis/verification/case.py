"""A published result beside what this package obtains from the same data."""

from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Case", "Quantity"]


@dataclass(frozen=True)
class Quantity:
    """One published number and the number obtained.

    Parameters
    ----------
    name
        What the number is, with its unit unless it has none.
    published
        The number as printed in the source.
    obtained
        The number from the function of this package that users call.
    tolerance
        Largest absolute difference that counts as reproduced, in the unit of the number.
    """

    name: str
    published: float
    obtained: float
    tolerance: float

    @property
    def difference(self) -> float:
        """Obtained less published."""
        return self.obtained - self.published

    @property
    def passed(self) -> bool:
        """Whether the difference is within the tolerance; a number that is not one never passes."""
        return abs(self.difference) <= self.tolerance


@dataclass(frozen=True)
class Case:
    """A published result, where it stands and how to obtain it again.

    Parameters
    ----------
    name
        Short name in lower case, as given to `tomsk2020 verify --case`.
    source
        Publication that prints the numbers.
    data
        Where the data come from: a table of the project, or the package that carries them.
    quantities
        Runs the estimators. Imports the package with the data itself, so that a package that is
        not installed (ModuleNotFoundError) costs this case alone.
    """

    name: str
    source: str
    data: str
    quantities: Callable[[], tuple[Quantity, ...]]

"""Cases between two scenarios: some groups of parameters from one, the others from the other."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product

from pydantic import ValidationError

from analysis.errors import AnalysisError
from analysis.scenario import Scenario
from analysis.simulation.comparison.groups import GROUPS
from analysis.simulation.evidence.gathered import FIGURE_PARAMETERS
from analysis.simulation.preparation import prepare

__all__ = ["MOST_EXACT", "Block", "Hybrids", "joined_blocks", "subsets_needed"]

# Every subset of six groups is 64 simulations, two seconds; beyond that two orders are valued.
MOST_EXACT = 6
# Fewest draws a scenario may have; enough to see whether its evidence can be read.
_FEWEST = 100

Block = tuple[str, ...]


@dataclass(frozen=True)
class Hybrids:
    """The cases between two scenarios.

    Attributes
    ----------
    a, b
        Resolved scenarios; draws, seed and scenario name of a hybrid are those of `a`.
    """

    a: Scenario
    b: Scenario

    def case(self, groups: Collection[str]) -> Scenario:
        """Take some groups of parameters from `b` and all else from `a`.

        Parameters
        ----------
        groups
            Names of `GROUPS`.

        Returns
        -------
        Scenario
            A resolved scenario.

        Raises
        ------
        ValidationError
            A rule across parameters refuses the mixture.
        """
        changes = {name: getattr(self.b, name) for group in groups for name in GROUPS[group]}
        return Scenario(**{**self.a.model_dump(), **changes})

    def possible(self, groups: Collection[str]) -> bool:
        """Tell whether a hybrid keeps the rules of the schema and its evidence can be read."""
        try:
            case = self.case(groups)
            if self._other_figures:
                prepare(case.model_copy(update={"draws": _FEWEST}))
        except (ValidationError, AnalysisError):
            return False
        return True

    @cached_property
    def _other_figures(self) -> bool:
        return any(getattr(self.a, name) != getattr(self.b, name) for name in FIGURE_PARAMETERS)


def subsets_needed(blocks: Collection[Block]) -> list[frozenset[str]]:
    """List the subsets whose values split a change between blocks of groups.

    Parameters
    ----------
    blocks
        Groups that are switched together.

    Returns
    -------
    list of frozenset
        Sets of groups, small ones first: all of them up to `MOST_EXACT` blocks, else those on the
        way from one scenario to the other in the order given and in its reverse.
    """
    ordered = list(blocks)
    sizes = range(len(ordered) + 1)
    if len(ordered) <= MOST_EXACT:
        chosen = [part for size in sizes for part in combinations(ordered, size)]
    else:
        chosen = [tuple(way[:size]) for size in sizes for way in (ordered, ordered[::-1])]
    return [frozenset(group for block in part for group in block) for part in chosen]


def joined_blocks(
    groups: Collection[str], possible: Callable[[frozenset[str]], bool]
) -> list[Block]:
    """Join groups that cannot be switched one without the other.

    Parameters
    ----------
    groups
        Names of groups, in order.
    possible
        Tells whether a case with these groups switched can be simulated; no group and all of them
        always can.

    Returns
    -------
    list of tuple
        Blocks of groups, as many as can be, in order of their first group.

    Notes
    -----
    While a subset that is needed is refused, one block inside it is joined with one outside: the
    pair that leaves the fewest subsets refused.
    """
    known: dict[frozenset[str], bool] = {}

    def refused(blocks: list[Block]) -> list[frozenset[str]]:
        needed = subsets_needed(blocks)
        known.update({part: possible(part) for part in needed if part not in known})
        return [part for part in needed if not known[part]]

    blocks: list[Block] = [(group,) for group in groups]
    while stopped := refused(blocks):
        inside = [block for block in blocks if stopped[0].issuperset(block)]
        outside = [block for block in blocks if block not in inside]
        choices = [_joined(blocks, *pair) for pair in product(inside, outside)]
        blocks = min(choices, key=lambda choice: len(refused(choice)))
    return blocks


def _joined(blocks: list[Block], first: Block, second: Block) -> list[Block]:
    """Put two blocks together, where the earlier of them stands."""
    both = (first, second) if blocks.index(first) < blocks.index(second) else (second, first)
    whole = both[0] + both[1]
    return [whole if block == both[0] else block for block in blocks if block != both[1]]

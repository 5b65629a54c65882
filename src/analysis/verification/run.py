"""Collect the cases, run the chosen ones, and say what each obtained."""

import importlib
import pkgutil
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from time import perf_counter

from analysis.errors import AnalysisError, ParameterError
from analysis.verification.case import Case, Quantity

__all__ = ["Verdict", "all_cases", "verify"]

_SUFFIX = "_cases"


@dataclass(frozen=True)
class Verdict:
    """What came of one case.

    Parameters
    ----------
    case
        The published result.
    quantities
        Its numbers; none if it was not run.
    seconds
        Time taken, data and estimators together.
    problem
        Why it was not run or could not be finished; empty if it was.
    """

    case: Case
    quantities: tuple[Quantity, ...]
    seconds: float
    problem: str = ""

    @property
    def passed(self) -> bool:
        """Whether the case was run and every number is within its tolerance."""
        return bool(self.quantities) and all(number.passed for number in self.quantities)


def all_cases() -> tuple[Case, ...]:
    """Collect the cases of every module of this folder whose name ends in ``_cases``.

    Returns
    -------
    tuple of Case
        In the order of the modules' names, then of each module.

    Raises
    ------
    ParameterError
        If two cases have one name.
    """
    package = f"{__package__}."
    names = [
        module.name
        for module in pkgutil.iter_modules([str(Path(__file__).parent)])
        if module.name.endswith(_SUFFIX)
    ]
    modules = [importlib.import_module(package + name) for name in sorted(names)]
    cases = tuple(case for module in modules for case in module.CASES)
    twice = [name for name, count in Counter(case.name for case in cases).items() if count > 1]
    if twice:
        raise ParameterError(f"case: {', '.join(twice)} is defined twice; allowed: once")
    return cases


def verify(names: Iterable[str] = ()) -> Iterator[Verdict]:
    """Run cases one after another.

    Parameters
    ----------
    names
        Names of cases; none means all.

    Returns
    -------
    iterator of Verdict
        One a case, as soon as it is known, in the order of `all_cases`. Names are checked at once.

    Raises
    ------
    ParameterError
        If a name is unknown; the message has the nearest one.
    """
    cases = all_cases()
    wanted = list(names)
    known = [case.name for case in cases]
    problems = [_unknown(name, known) for name in wanted if name not in known]
    if problems:
        raise ParameterError([*problems, f"case: allowed are {', '.join(known)}"])
    return (_judge(case) for case in cases if not wanted or case.name in wanted)


def _unknown(name: str, known: list[str]) -> str:
    close = get_close_matches(name, known, n=1)
    return f"case: {name!r} is unknown" + (f"; nearest: {close[0]}" if close else "")


def _judge(case: Case) -> Verdict:
    start = perf_counter()
    try:
        quantities = case.quantities()
    except ModuleNotFoundError as error:
        # A missing module of our own is a fault of the code, not of the installation.
        if error.name is None or error.name.partition(".")[0] == "analysis":
            raise
        missing = error.name.partition(".")[0]
        problem = f"not run: package {missing!r} is not installed; `make setup` installs it"
        return Verdict(case, (), perf_counter() - start, problem)
    except AnalysisError as error:
        return Verdict(case, (), perf_counter() - start, f"not finished: {error}")
    return Verdict(case, quantities, perf_counter() - start)

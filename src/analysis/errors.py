"""Errors a user can act on: each names the item, the value given, what is allowed and the file."""

from collections.abc import Iterable

__all__ = [
    "AnalysisError",
    "DataError",
    "ExecutionError",
    "ModelError",
    "ParameterError",
    "ScenarioError",
]


class AnalysisError(Exception):
    """Base of every error this package raises on purpose.

    Parameters
    ----------
    problems
        One line a problem, or a single line. All problems found are reported together.
    """

    exit_code = 1

    def __init__(self, problems: str | Iterable[str]) -> None:
        self.problems: tuple[str, ...] = (
            (problems,) if isinstance(problems, str) else tuple(problems)
        )
        super().__init__("\n".join(self.problems))


class ParameterError(AnalysisError):
    """A parameter is unknown, of the wrong type or outside its bounds."""

    exit_code = 2


class ScenarioError(AnalysisError):
    """A scenario or programme file is missing, damaged or contradicts itself."""

    exit_code = 2


class DataError(AnalysisError):
    """A table breaks its schema: file, row, column, value and rule are named."""

    exit_code = 3


class ModelError(AnalysisError):
    """An estimator cannot use the data it was given."""

    exit_code = 4


class ExecutionError(AnalysisError):
    """A notebook run did not finish: bad parameter, cell error, time limit or kernel death."""

    exit_code = 5

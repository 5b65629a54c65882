"""What one reader has set: the files it starts from, the changes on top, the answers to both."""

from analysis.explorer.answers import Answer, answer, case_of
from analysis.explorer.controls import FILES, Value
from analysis.scenario import Scenario

__all__ = ["Session"]


class Session:
    """A scenario on file and what was changed by hand.

    Parameters
    ----------
    case
        Where to start: its files, and its own changes on top of them.

    Notes
    -----
    Knows no widget: the page asks it, and so do the tests.
    """

    def __init__(self, case: Scenario) -> None:
        given = case.overrides()
        self._files = {name: given.pop(name) for name in FILES}
        self._changed: dict[str, Value] = dict(given)
        self._on_file = case_of(self._files)
        self._filed: dict[int, Answer] = {}

    @property
    def on_file(self) -> Scenario:
        """The scenario as its files have it."""
        return self._on_file

    @property
    def shown(self) -> dict[str, Value]:
        """Value of each parameter as it is set, allowed or not."""
        return {**self._on_file.model_dump(), **self._files, **self._changed}

    @property
    def changed(self) -> bool:
        """Whether anything is set that the files do not say."""
        asked = {name: getattr(self._on_file, name) for name in FILES}
        return bool(self._changed) or self._files != asked

    def set(self, name: str, value: Value) -> bool:
        """Set one parameter.

        Parameters
        ----------
        name
            A parameter. The name of a file drops the changes: what it says counts.
        value
            Any value; whether it is allowed is known when the case is asked for.

        Returns
        -------
        bool
            Whether other values follow, because another file was opened.

        Raises
        ------
        ParameterError, ScenarioError
            The file cannot be used with the other one; it stays set, and the values stay.
        """
        if name not in FILES:
            self._changed[name] = value
            if value == getattr(self._on_file, name):
                del self._changed[name]
            return False
        self._files[name] = str(value)
        self._on_file = case_of(self._files)
        self._changed.clear()
        self._filed.clear()
        return True

    def reset(self) -> None:
        """Drop every change."""
        self._files = {name: str(getattr(self._on_file, name)) for name in FILES}
        self._changed.clear()

    def case(self) -> Scenario:
        """Resolve what is set.

        Returns
        -------
        Scenario
            The scenario of the screen.

        Raises
        ------
        ParameterError
            Values not allowed, all of them in one error.
        ScenarioError
            Programme and scenario do not go together.
        """
        return case_of({**self._files, **self._changed})

    def answer(self, case: Scenario, draws: int) -> tuple[Answer, Answer]:
        """Simulate the first draws of a case, and as many of the scenario on file.

        Parameters
        ----------
        case
            As from `case`.
        draws
            How many.

        Returns
        -------
        now, on_file
            Both with the same random numbers, unless the seed was changed.

        Raises
        ------
        DataError, ModelError
            As in `analysis.explorer.answers.answer`.
        """
        found = answer(case, draws)
        if case == self._on_file:
            self._filed[draws] = found
        if draws not in self._filed:
            plain = self._on_file.model_copy(update={"draws": max(draws, self._on_file.draws)})
            self._filed[draws] = answer(plain, draws)
        return found, self._filed[draws]

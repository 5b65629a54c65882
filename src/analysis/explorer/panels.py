"""The groups of controls, and the panel that saves."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import ipywidgets
import pandas as pd

from analysis.errors import AnalysisError
from analysis.explorer.controls import FILES, Control, Value, controls_by_name, sections_of
from analysis.explorer.rows import ControlRow
from analysis.explorer.saving import save_scenario
from analysis.explorer.session import Session
from analysis.explorer.spans import Span, leading_parameters, span_of
from analysis.explorer.words import about_control, problem_lines, saved_words
from analysis.scenario import Scenario

__all__ = ["ControlPanels", "SavePanel", "folded"]


def folded(title: str, content: Callable[[], Sequence[Any]]) -> tuple[Any, Any]:
    """Make a heading that unfolds what is below it.

    Parameters
    ----------
    title
        Its words.
    content
        Makes the widgets, once, when they are first asked for: hundreds that nobody looks at would
        delay the page.

    Returns
    -------
    heading, body
        A button of the browser's own, so that it can be reached and pressed by keyboard, and the
        box below it.
    """
    heading = ipywidgets.ToggleButton(description=title, icon="caret-right")
    heading.add_class("tomsk-heading")
    body = ipywidgets.VBox([], layout={"display": "none"})

    def turn(change: dict[str, Any]) -> None:
        if change["new"] and not body.children:
            body.children = list(content())
        body.layout.display = "" if change["new"] else "none"
        heading.icon = "caret-down" if change["new"] else "caret-right"

    heading.observe(turn, "value")
    return heading, body


def _by_name(log: pd.DataFrame) -> dict[Hashable, dict[Hashable, Any]]:
    lines = log.set_index("name")
    lines[["low", "high"]] = lines[["low", "high"]].astype(float)
    by_name: dict[Hashable, dict[Hashable, Any]] = lines.to_dict("index")
    return by_name


class ControlPanels:
    """Every parameter once: the leading ones in front, the others by section.

    Parameters
    ----------
    session
        What is set.
    log
        As from `analysis.scenario.assumptions_log`: ranges of the sliders, and what leads.
    changed
        Called with name and value when a reader has set one.
    """

    def __init__(
        self, session: Session, log: pd.DataFrame, changed: Callable[[str, Value], None]
    ) -> None:
        self._session, self._changed = session, changed
        self._log = _by_name(log)
        self._rows: dict[str, ControlRow] = {}
        known = controls_by_name()
        front = leading_parameters(log)
        self.files = self._panel([known[name] for name in FILES])
        leading = self._panel([known[name] for name in front])
        in_front = {*FILES, *front}
        rest = {
            part.title: [control for control in part.controls if control.name not in in_front]
            for part in sections_of()
        }
        sections = [
            folded(title, partial(self._panels, controls))
            for title, controls in rest.items()
            if controls
        ]
        head = ipywidgets.HTML("<h2>What moves the answer most</h2>")
        more = ipywidgets.HTML("<h2>All other assumptions</h2>")
        self.boxes = [head, leading, more, *(widget for pair in sections for widget in pair)]

    def _panel(self, controls: Sequence[Control]) -> Any:  # noqa: ANN401  (ipywidgets is untyped)
        return ipywidgets.VBox([self._row(control).box for control in controls])

    def _panels(self, controls: Sequence[Control]) -> list[Any]:
        return [self._panel(controls)]

    def _row(self, control: Control) -> ControlRow:
        name = control.name
        on_file = getattr(self._session.on_file, name)
        about = about_control(control, self._log[name])
        shown = self._session.shown[name]
        row = ControlRow(
            control, shown, on_file, span=self._span(control), about=about, changed=self._changed
        )
        self._rows[name] = row
        return row

    def _span(self, control: Control) -> Span | None:
        if control.kind not in {"whole", "number"}:
            return None
        line = self._log[control.name]
        on_file = float(getattr(self._session.on_file, control.name))
        return span_of(control, on_file, float(line["low"]), float(line["high"]))

    def follow(self, log: pd.DataFrame) -> None:
        """Take over ranges and ratings of another programme, and the values on file.

        Parameters
        ----------
        log
            As from `analysis.scenario.assumptions_log`.
        """
        self._log = _by_name(log)
        for name, row in self._rows.items():
            row.rate(self._span(row.control), about_control(row.control, self._log[name]))
        self.show_values()

    def is_open(self, name: str) -> bool:
        """Whether a parameter's control has been made, so that something can be said beside it."""
        return name in self._rows

    def row(self, name: str) -> ControlRow:
        """Return the widgets of one parameter that have been made."""
        return self._rows[name]

    def show_values(self, problems: Mapping[str, Sequence[str]] | None = None) -> None:
        """Show what is set now, and what is wrong with it.

        Parameters
        ----------
        problems
            Parameter -> messages.
        """
        values, on_file = self._session.shown, self._session.on_file
        for name, row in self._rows.items():
            row.show(values[name], getattr(on_file, name))
            row.show_problems((problems or {}).get(name, ()))

    def offer_scenario(self, name: str) -> None:
        """Add a scenario that was just saved to the choice."""
        self._rows["scenario_name"].offer(name)


class SavePanel:
    """Name, title and narrative, a button, and what came of it.

    Parameters
    ----------
    case
        Returns the scenario on the screen.
    folder
        Where to save; None for `data/scenarios`.
    saved
        Called with the name of a scenario that was saved.
    """

    def __init__(
        self, case: Callable[[], Scenario], folder: Path | None, saved: Callable[[str], None]
    ) -> None:
        self._case, self._folder, self._told = case, folder, saved
        wide: dict[str, Any] = {"style": {"description_width": "initial"}}
        self.name = ipywidgets.Text(description="Name", placeholder="my_case", **wide)
        self.title = ipywidgets.Text(description="Title", placeholder="My case", **wide)
        self.narrative = ipywidgets.Textarea(
            description="Narrative",
            placeholder="What happens, and why it is worth asking (empty: the changes in words).",
            **wide,
        )
        button = ipywidgets.Button(description="Save", icon="save")
        button.on_click(lambda _: self.save())
        self.outcome = ipywidgets.HTML()
        fields = [self.name, self.title, self.narrative, button, self.outcome]
        self.box = ipywidgets.VBox(fields).add_class("tomsk-save")

    def save(self) -> None:
        """Save the scenario on the screen and say where, or why not."""
        case, name = self._case(), self.name.value.strip()
        try:
            path = save_scenario(
                case,
                name,
                title=self.title.value,
                narrative=self.narrative.value,
                folder=self._folder,
            )
        except AnalysisError as error:
            self.outcome.value = problem_lines(error.problems)
            return
        self.outcome.value = saved_words(path)
        if self._folder is None:
            self._told(name)

"""The widgets of one parameter: a field, a slider beside it, and what is to be said of them."""

from collections.abc import Callable, Iterable
from typing import Any

import ipywidgets

from analysis import data
from analysis.errors import AnalysisError
from analysis.explorer.controls import Control, Value
from analysis.explorer.spans import Span
from analysis.explorer.words import control_note, problem_lines
from analysis.scenario import read_programme, read_scenario
from analysis.simulation import READING_WORDS

__all__ = ["ControlRow", "choices"]

# A slider in the browser rounds to its steps, and says so: up to half a step nobody has moved it.
_ECHO = 0.5 + 1e-6


def choices(control: Control) -> list[tuple[str, str]]:
    """Pair each option with the words that are shown for it.

    Parameters
    ----------
    control
        A control of the kind ``choice``.

    Returns
    -------
    list of tuple
        Words, and the value.
    """
    return [(_words(control.name, option), option) for option in control.options]


def _words(name: str, option: str) -> str:
    if name == "target_reading":
        return next((words for key, words in READING_WORDS.items() if key == option), option)
    if name == "region":
        return f"{data.load_regions()['name_en'][option]!s} ({option})"
    try:
        if name == "scenario_name":
            return f"{read_scenario(option).title} ({option})"
        if name == "programme":
            return f"{read_programme(option).title} ({option})"
    except AnalysisError:
        # A damaged file is told when it is chosen; the others can still be.
        return option
    return option


class ControlRow:
    """Everything on the screen that belongs to one parameter.

    Parameters
    ----------
    control
        What the schema says of it.
    value, on_file
        Value shown, and value of the file.
    span
        Ends of the slider; None for no slider.
    about
        What can be unfolded below it, as HTML.
    changed
        Called with name and value when a reader has set one.
    """

    def __init__(
        self,
        control: Control,
        value: Value,
        on_file: Value,
        *,
        span: Span | None,
        about: str,
        changed: Callable[[str, Value], None],
    ) -> None:
        self.control = control
        self.span = span
        self._changed = changed
        self._quiet = False
        self._value, self._on_file = value, on_file
        self.field = self._field()
        self.slider = self._slider() if span is not None else None
        self._about = ipywidgets.HTML(about)
        self._note = ipywidgets.HTML()
        self._problem = ipywidgets.HTML()
        head = ipywidgets.Box([self.field]).add_class("tomsk-field")
        parts = [
            head,
            *([self.slider] if self.slider else []),
            self._note,
            self._problem,
            self._about,
        ]
        self.box = ipywidgets.VBox(parts).add_class("tomsk-row")
        self.box.add_class(f"tomsk-{control.name}")
        self.show(value, on_file)

    @property
    def value(self) -> Value:
        """Value set last, allowed or not."""
        return self._value

    def _field(self) -> Any:  # noqa: ANN401  (one of four kinds of widget, untyped in their library)
        kinds = {
            "choice": ipywidgets.Dropdown,
            "whole": ipywidgets.IntText,
            "number": ipywidgets.FloatText,
            "text": ipywidgets.Text,
        }
        options: dict[str, Any] = {"value": self._value}
        if self.control.kind == "choice":
            options["options"] = choices(self.control)
        elif self.span is not None:
            options["step"] = self.span.step
        field = kinds[self.control.kind](
            description=self.control.words[:1].upper() + self.control.words[1:],
            tooltip=self.control.tooltip,
            description_allow_html=False,
            style={"description_width": "initial"},
            **options,
        )
        field.observe(lambda change: self._take(change["new"]), "value")
        return field

    def _slider(self) -> Any:  # noqa: ANN401  (as _field)
        assert self.span is not None
        whole = self.control.kind == "whole"
        slider = (ipywidgets.IntSlider if whole else ipywidgets.FloatSlider)(
            value=self.span.nearest(float(self._value)),
            min=self.span.low,
            max=self.span.high,
            step=self.span.step,
            readout=False,
            tooltip=f"{self.control.words}, {self.control.unit}",
        )
        slider.add_class("tomsk-slider")
        slider.observe(lambda change: self._slide(change["new"]), "value")
        return slider

    def _slide(self, value: float) -> None:
        """Take what was slid to, unless the slider only put a typed value on its own grid."""
        assert self.span is not None
        shown = self.span.nearest(float(self._value))
        if self._quiet or abs(value - shown) <= self.span.step * _ECHO:
            return
        self._take(value)

    def _take(self, value: Value) -> None:
        """Take a value that a reader set, show it in the other widget, and tell."""
        if self._quiet or value is None:
            return
        # A slider counts its steps in binary fractions; nobody chose 0.30000000000000004.
        given = round(value, 10) if isinstance(value, float) else value
        self.show(given, self._on_file)
        self._changed(self.control.name, given)

    def show(self, value: Value, on_file: Value) -> None:
        """Show a value without telling anybody.

        Parameters
        ----------
        value, on_file
            Value now, and value of the file.
        """
        self._value, self._on_file = value, on_file
        self._quiet = True
        try:
            if self.control.kind == "choice":
                self._offer(str(value))
            self.field.value = value
            if self.slider is not None and self.span is not None:
                self.slider.value = self.span.nearest(float(value))
        finally:
            self._quiet = False
        if value == on_file:
            self.box.remove_class("tomsk-changed")
        else:
            self.box.add_class("tomsk-changed")
        self._note.value = control_note(self.control, value, on_file, self._place(on_file))
        self.show_problems(())

    def rate(self, span: Span | None, about: str) -> None:
        """Take over the range and the rating that another programme gives the parameter.

        Parameters
        ----------
        span
            Ends of the slider; ignored where there is no slider.
        about
            What can be unfolded.
        """
        self._about.value = about
        if self.slider is None or span is None or span == self.span:
            return
        self.span = span
        self._quiet = True
        try:
            # Wide first: a slider refuses an end on the wrong side of the other.
            self.slider.min = min(self.slider.min, span.low)
            self.slider.max = max(self.slider.max, span.high)
            self.slider.value = span.nearest(float(self._value))
            self.slider.min, self.slider.max, self.slider.step = span.low, span.high, span.step
        finally:
            self._quiet = False

    def _offer(self, option: str) -> None:
        shown = list(self.field.options)
        if option not in [known for _, known in shown]:
            self.field.options = [*shown, (_words(self.control.name, option), option)]

    def offer(self, option: str) -> None:
        """Offer one more option, as a scenario that was just saved.

        Parameters
        ----------
        option
            Its value.
        """
        self._quiet = True
        try:
            self._offer(option)
            self.field.value = self._value
        finally:
            self._quiet = False

    def _place(self, on_file: Value) -> float | None:
        if self.span is None or self.span.high == self.span.low:
            return None
        nearest = self.span.nearest(float(on_file))
        return (nearest - self.span.low) / (self.span.high - self.span.low)

    def show_problems(self, lines: Iterable[str]) -> None:
        """Show what is wrong with the value; nothing if there is no line.

        Parameters
        ----------
        lines
            Messages of the schema.
        """
        self._problem.value = problem_lines(lines)

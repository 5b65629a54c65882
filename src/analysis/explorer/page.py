"""The page: controls on one side, answer and figures on the other, and what ties them together."""

import asyncio
from importlib.resources import files
from pathlib import Path
from typing import Any

import ipywidgets

from analysis import scenario
from analysis.errors import AnalysisError
from analysis.explorer.answer_words import answer_tables, brief, changed_list, state_of_count
from analysis.explorer.answers import stages
from analysis.explorer.charts import COURSES, course_chart, ledger_chart
from analysis.explorer.controls import Value, controls_by_name
from analysis.explorer.panels import ControlPanels, SavePanel, folded
from analysis.explorer.problems import problems_by_control
from analysis.explorer.session import Session
from analysis.explorer.words import commands_text, opening, picture, problem_lines
from analysis.report import verdict
from analysis.scenario import Scenario

__all__ = ["Explorer"]

# A slider that rests this long is not being moved.
_IDLE_SECONDS = 0.4


class Explorer:
    """The live model: every parameter has a control, every control moves the answer.

    Parameters
    ----------
    case
        Where to start.
    folder
        Where scenarios are saved; `data/scenarios` if not given.

    Attributes
    ----------
    session
        What is set.
    found
        The answer on the screen.
    """

    def __init__(self, case: Scenario, folder: Path | None = None) -> None:
        self.session = Session(case)
        self._case = case
        self._waiting: asyncio.TimerHandle | None = None
        self._controls = ControlPanels(self.session, scenario.assumptions_log(case), self._set)
        self._save = SavePanel(lambda: self._case, folder, self._saved)
        self._opening, self._tables, self._changes, self._count, self._course, self._ledger = (
            ipywidgets.HTML() for _ in range(6)
        )
        self._trouble, self._commands, self._brief = (ipywidgets.HTML() for _ in range(3))
        self._choice = ipywidgets.Dropdown(
            options=list(COURSES),
            description="Course shown",
            style={"description_width": "initial"},
        )
        self._choice.observe(lambda _: self._draw(fast=False), "value")
        self.found, self._on_file = self.session.answer(case, case.draws)
        self.widget = self._laid_out()
        self._show(fast=False)

    def _laid_out(self) -> Any:  # noqa: ANN401  (ipywidgets is untyped)
        style = files("analysis.explorer").joinpath("look.css").read_text(encoding="utf-8")
        reset = ipywidgets.Button(description="Reset to the file", icon="undo")
        reset.on_click(lambda _: self.reset())
        controls = ipywidgets.VBox(
            [self._controls.files, reset, self._trouble, *self._controls.boxes]
        ).add_class("tomsk-controls")
        self._tables.add_class("tomsk-tables")
        self._brief.add_class("tomsk-brief")
        answer = ipywidgets.VBox([self._count, self._tables, self._changes]).add_class(
            "tomsk-answer"
        )
        charts = ipywidgets.VBox([self._choice, self._course, self._ledger]).add_class(
            "tomsk-charts"
        )
        keep = ipywidgets.VBox(
            [
                *folded("Save as scenario", lambda: [self._save.box]),
                *folded("The same run elsewhere", lambda: [self._commands]),
            ]
        ).add_class("tomsk-keep")
        shown = ipywidgets.VBox([self._brief, answer, charts, keep]).add_class("tomsk-shown")
        grid = ipywidgets.Box([controls, shown]).add_class("tomsk-grid")
        page = ipywidgets.VBox([ipywidgets.HTML(f"<style>{style}</style>"), self._opening, grid])
        return page.add_class("tomsk-explorer")

    def reset(self) -> None:
        """Go back to the scenario as it is on file; nothing happens where nothing was changed."""
        if not self.session.changed:
            return
        self.session.reset()
        self._follow()

    def _set(self, name: str, value: Value) -> None:
        """Take what a reader has set."""
        try:
            follow = self.session.set(name, value)
        except AnalysisError as error:
            self._refuse(error)
            return
        if follow:
            self._follow()
        else:
            self._redraw()

    def _follow(self) -> None:
        """Show the values of another file, or of the same one again, and redraw."""
        self._controls.follow(scenario.assumptions_log(self.session.on_file))
        self._redraw()

    def _redraw(self) -> None:
        """Answer with few draws now, and with the others as soon as the controls rest."""
        try:
            case = self.session.case()
            self.found, self._on_file = self.session.answer(case, stages(case.draws)[0])
        except AnalysisError as error:
            self._refuse(error)
            return
        self._case = case
        self._controls.show_values()
        self._trouble.value = ""
        self._show(fast=True)
        self._wait_for_rest()

    def _wait_for_rest(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # no kernel, as in a test: nobody waits
            while not self.found.complete:
                self._refine()
            return
        self._waiting = loop.call_later(_IDLE_SECONDS, self._refine)

    def _refine(self) -> None:
        """Count the next stage of draws, and draw with care."""
        self._waiting = None
        more = [draws for draws in stages(self._case.draws) if draws > self.found.draws]
        if more:
            self.found, self._on_file = self.session.answer(self._case, more[0])
        self._show(fast=False)
        if more[1:]:
            self._wait_for_rest()

    def _refuse(self, error: AnalysisError) -> None:
        """Show what is wrong beside the controls concerned; the last answer stays, marked so."""
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None
        by_control, others = problems_by_control(error.problems, controls_by_name())
        self._controls.show_values(by_control)
        hidden = [
            line
            for name, lines in by_control.items()
            for line in lines
            if not self._controls.is_open(name)
        ]
        self._trouble.value = problem_lines(dict.fromkeys([*others, *hidden]))
        self._count.value = state_of_count(self.found, stale=True)

    def _show(self, *, fast: bool) -> None:
        # Whoever reads that all draws are counted reads the numbers of all of them.
        if fast:
            self._count.value = state_of_count(self.found)
        self._tables.value = answer_tables(self.found, self._on_file)
        self._brief.value = brief(self.found)
        self._changes.value = changed_list(self._case, self.session.on_file)
        self._draw(fast=fast)
        if not fast:
            self._opening.value = opening(self._case, self.found.sim.evidence.region_name)
            self._commands.value = commands_text(self._case)
            self._count.value = state_of_count(self.found)

    def _draw(self, *, fast: bool) -> None:
        self._course.value = picture(course_chart(self.found, self._choice.value, fast=fast))
        self._ledger.value = picture(ledger_chart(self.found, fast=fast))

    def _saved(self, name: str) -> None:
        self._controls.offer_scenario(name)

    def __repr__(self) -> str:
        """Say what is on the screen, rounded, for where no widget can be shown."""
        rows = verdict(self.found.results, self._case.scenario_name)
        return "\n".join([f"Explorer of the scenario {self._case.scenario_name}", *rows])

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        """Show the widget where there is a front end for it, else the numbers as text."""
        bundle: dict[str, Any] = dict(self.widget._repr_mimebundle_(**options))
        bundle["text/plain"] = repr(self)
        return bundle

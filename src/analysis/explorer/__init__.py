"""The live explorer: controls from the schema, the model behind them, and the page they make.

* `controls`: what the schema says of each parameter; `spans`: how far its slider goes.
* `session`, `answers`: what is set, and what the model says to it; `problems`: which control an
  error is about. None of them knows a widget.
* `charts`, `words`: figures and sentences; `commands`, `saving`: the same run elsewhere.
* `rows`, `panels`, `page`: the widgets.
* `server`: Voilà on ``notebooks/explorer.ipynb``, for readers without JupyterLab.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from analysis.explorer.answers import Answer, answer
from analysis.explorer.commands import papermill_command, python_code, run_command
from analysis.explorer.controls import Control, Section, sections_of
from analysis.explorer.saving import save_scenario
from analysis.scenario import Scenario

if TYPE_CHECKING:
    from analysis.explorer.page import Explorer

__all__ = [
    "Answer",
    "Control",
    "Section",
    "answer",
    "explore",
    "papermill_command",
    "python_code",
    "run_command",
    "save_scenario",
    "sections_of",
]


def explore(case: Scenario, *, folder: Path | None = None) -> "Explorer":
    """Open the explorer on a scenario.

    Parameters
    ----------
    case
        Where to start.
    folder
        Where scenarios are saved; `data/scenarios` if not given.

    Returns
    -------
    Explorer
        Shows itself as widgets in JupyterLab and Voilà, and as a few lines of text elsewhere.
    """
    # Widgets cost a fifth of a second, which nobody who asks for an answer alone should pay.
    from analysis.explorer.page import Explorer  # noqa: PLC0415

    return Explorer(case, folder)

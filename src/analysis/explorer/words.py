"""What the explorer says around the answer, as HTML in which every text from data is escaped."""

import base64
import html
from collections.abc import Hashable, Iterable, Mapping
from pathlib import Path

from analysis import report
from analysis.explorer.charts import Chart
from analysis.explorer.commands import papermill_command, python_code, run_command
from analysis.explorer.controls import FILES, Control
from analysis.report.page_text import plain_value
from analysis.scenario import Scenario, read_programme

__all__ = [
    "about_control",
    "commands_text",
    "control_note",
    "opening",
    "picture",
    "problem_lines",
    "saved_words",
]

# Marks the place of a value along a slider, in per cent of its length.
_MARK = '<span class="mark" style="left:{place:.2f}%" aria-hidden="true">▲</span>'
# Selects and copies the text before the button; the older way works where a page has no https.
_COPY = (
    "const t=this.parentElement.querySelector('textarea');t.select();"
    "if(navigator.clipboard&amp;&amp;window.isSecureContext){navigator.clipboard.writeText(t.value)}"
    "else{document.execCommand('copy')};this.textContent='Copied'"
)


def _safe(value: object) -> str:
    return html.escape(str(value))


def opening(case: Scenario, region: str) -> str:
    """Say what is asked, on what evidence, and how to use the page.

    Parameters
    ----------
    case
        The scenario shown.
    region
        Name of its region.
    """
    question = report.question_paragraph(case).text
    return (
        f"<p>{_safe(question)}</p>"
        f"<p><strong>Evidence:</strong> figures of {_safe(region)} and what was published to the "
        f"end of {case.as_of}; scenario <em>{_safe(case.scenario_name)}</em>, programme "
        f"<em>{_safe(read_programme(case.programme).title)}</em>. "
        "<strong>To use it:</strong> move a slider, or type a value and press Enter; tables and "
        "figures follow. ▲ marks the value on file; “about” has meaning, source and rating.</p>"
    )


def control_note(control: Control, value: object, on_file: object, place: float | None) -> str:
    """Say beside a control its unit, the value on file, and whether it was changed.

    Parameters
    ----------
    control
        The control.
    value, on_file
        Value now, and the one of programme, scenario file or default.
    place
        Where along the slider the value on file lies, from 0 to 1; None without a slider.
    """
    mark = "" if place is None else f'<div class="marks">{_MARK.format(place=100 * place)}</div>'
    if control.name in FILES:
        return f'<span class="note">{_safe(control.unit)}</span>'
    parts = [control.unit, f"on file {plain_value(on_file)}"]
    if on_file != control.default:
        parts.append(f"default {plain_value(control.default)}")
    if control.moves_nothing:
        parts.append(control.moves_nothing)
    changed = ' · <strong class="changed">changed</strong>' if value != on_file else ""
    return f'{mark}<span class="note">{_safe(" · ".join(parts))}{changed}</span>'


def about_control(control: Control, rating: Mapping[Hashable, object]) -> str:
    """Unfold what a parameter means, where its default comes from, and how good that is.

    Parameters
    ----------
    control
        The control.
    rating
        Its line of the assumptions log: mark, quality, impact and note.

    Returns
    -------
    str
        An element of the browser's own, for mouse, finger and keyboard alike.
    """
    first, *others = control.tooltip.splitlines()
    rated = (
        f"Evidence: {rating['mark']}, rated {rating['quality']}; impact on the answer: "
        f"{rating['impact']}. {rating['note']}"
    )
    lines = "".join(f"<div>{_safe(line)}</div>" for line in (first, *others, rated))
    return (
        f'<details><summary aria-label="about {_safe(control.words)}">about</summary>{lines}'
        "</details>"
    )


def problem_lines(lines: Iterable[str]) -> str:
    """Show the messages of the schema, so that a screen reader reads them at once."""
    shown = "".join(f"<div>{_safe(line)}</div>" for line in lines)
    return f'<div class="problem" role="alert">{shown}</div>' if shown else ""


def picture(chart: Chart) -> str:
    """Show a chart with its words as alternative text."""
    encoded = base64.b64encode(chart.png).decode("ascii")
    return f'<img decoding="sync" src="data:image/png;base64,{encoded}" alt="{_safe(chart.says)}">'


def commands_text(case: Scenario) -> str:
    """Show the run on the screen as commands and as Python, each with a button that copies it."""
    return "".join(
        _text_to_copy(label, text)
        for label, text in (
            ("papermill, notebook 04 alone, in the project's folder", papermill_command(case)),
            ("all notebooks, with pages and a verdict", run_command(case)),
            ("Python", python_code(case)),
        )
    )


def saved_words(path: Path) -> str:
    """Say where a scenario was saved and how to run it."""
    place = "/".join(path.parts[-3:])
    run = f"tomsk2020 run --scenario {path.stem}"
    return (
        f'<div class="saved" role="status">Saved as <code>{_safe(place)}</code>, each change with '
        f"the source “judgement”. Run it: <code>{_safe(run)}</code></div>"
    )


def _text_to_copy(label: str, text: str) -> str:
    rows = min(text.count("\n") + 1 + len(text) // 60, 12)
    return (
        f'<label class="copied">{_safe(label)}'
        f'<textarea readonly rows="{rows}" spellcheck="false">{_safe(text)}</textarea></label>'
        f'<button type="button" class="copy" onclick="{_COPY}">Copy</button>'
    )

"""What the explorer says, as HTML in which every text from data is escaped."""

import base64
import html
from collections.abc import Hashable, Iterable, Mapping, Sequence
from pathlib import Path

from analysis import report
from analysis.explorer.answers import Answer
from analysis.explorer.charts import Chart
from analysis.explorer.commands import papermill_command, python_code, run_command
from analysis.explorer.controls import Control
from analysis.report import band, chance, number, parameter_words
from analysis.report.page_text import plain_value
from analysis.scenario import Scenario, read_programme

__all__ = [
    "answer_tables",
    "changed_list",
    "commands_text",
    "control_note",
    "opening",
    "picture",
    "problem_lines",
    "saved_words",
    "state_of_count",
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
        "figures follow. ▲ marks the value on file; hover over a name for meaning and source.</p>"
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
    changed = ' <strong class="changed">changed</strong>' if value != on_file else ""
    filed = plain_value(on_file)
    default = (
        "" if on_file == control.default else f" · default {_safe(plain_value(control.default))}"
    )
    moves = (
        ' <span class="still">moves no step of the ledger</span>' if control.moves_nothing else ""
    )
    return (
        f'{mark}<span class="note">{_safe(control.unit)} · on file {_safe(filed)}{default}'
        f"{changed}{moves}</span>"
    )


def problem_lines(lines: Iterable[str]) -> str:
    """Show the messages of the schema, so that a screen reader reads them at once."""
    shown = "".join(f"<div>{_safe(line)}</div>" for line in lines)
    return f'<div class="problem" role="alert">{shown}</div>' if shown else ""


def state_of_count(found: Answer, *, stale: bool = False) -> str:
    """Say how many draws were counted.

    Parameters
    ----------
    found
        The answer shown.
    stale
        Whether the values of the controls are not allowed, so that the answer is of the last that
        were.
    """
    if stale:
        words = "A value is not allowed: what is shown belongs to the last values that were."
    elif found.complete:
        words = f"All {found.draws:,} draws counted, seed {found.case.seed}."
    else:
        words = f"First {found.draws:,} of {found.case.draws:,} draws; the others follow."
    kind = " stale" if stale else ""
    return f'<div class="count{kind}" role="status">{words}</div>'


def answer_tables(found: Answer, on_file: Answer) -> str:
    """Show money, posts and jobs, and how likely each reading is met.

    Parameters
    ----------
    found
        The answer to the values on the screen.
    on_file
        The answer of the scenario file with as many draws, hence with the same random numbers.
    """
    horizon, target = found.case.horizon, found.case.target_jobs
    return _table(
        f"By {horizon}, median and 90 % band",
        ("", "now", "on file"),
        (
            (f"{row.what}, {row.unit}", band(now), band(before))
            for row, (_, now), (_, before) in zip(
                found.headlines.itertuples(),
                found.headlines.iterrows(),
                on_file.headlines.iterrows(),
                strict=True,
            )
        ),
    ) + _table(
        f"P({target:,} workplaces by {horizon}), read as …; in brackets the 95 % interval of "
        f"the count of {found.draws:,} draws",
        ("", "now", "on file"),
        (
            (
                str(now["label"]),
                f"{_chance(now)}",
                f"{_chance(before)}",
                _strip(float(now["low"]), float(now["probability"]), float(now["high"])),
            )
            for now, before in zip(
                found.chances.to_dict("records"),
                on_file.chances.to_dict("records"),
                strict=True,
            )
        ),
    )


def _chance(row: Mapping[Hashable, object]) -> str:
    low, high = (number(100 * float(str(row[end])), 2) for end in ("low", "high"))
    return f"{chance(float(str(row['probability'])))} ({low} to {high} %)"


def _strip(low: float, middle: float, high: float) -> str:
    """Draw a probability with its interval on a line from 0 to 1; the numbers stand beside it."""
    return (
        '<span class="strip" aria-hidden="true">'
        f'<span class="band" style="left:{100 * low:.2f}%;width:{100 * (high - low):.2f}%"></span>'
        f'<span class="point" style="left:{100 * middle:.2f}%"></span></span>'
    )


def _table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table; a fourth cell of a row is markup of our own and goes below the first."""
    head = "".join(f'<th scope="col">{_safe(name)}</th>' if name else "<td></td>" for name in heads)
    body = "".join(
        f'<tr><th scope="row">{_safe(first)}{"".join(more)}</th>'
        f"<td>{_safe(now)}</td><td>{_safe(before)}</td></tr>"
        for first, now, before, *more in rows
    )
    return (
        f"<table><caption>{_safe(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table>"
    )


def changed_list(case: Scenario, on_file: Scenario) -> str:
    """List the parameters that differ from the scenario on file.

    Parameters
    ----------
    case, on_file
        The scenario on the screen, and the file it started from.
    """
    before = on_file.model_dump()
    changed = {name: new for name, new in case.model_dump().items() if new != before[name]}
    if not changed:
        return "<p>Nothing is changed: this is the scenario as it is on file.</p>"
    rows = (
        (
            f"{parameter_words(name)} ({name})",
            str(plain_value(new)),
            str(plain_value(before[name])),
        )
        for name, new in changed.items()
    )
    return _table(f"Changed: {len(changed)}", ("", "now", "on file"), rows)


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

"""Pages for readers from executed notebooks: code folded, nothing loaded from elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any

import jinja2
from nbconvert.exporters.html import HTMLExporter
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters.highlight import Highlight2HTML
from nbconvert.filters.markdown_mistune import MarkdownWithMath
from nbformat import NotebookNode
from traitlets.config import Config

from analysis.report.page_maths import SelfContainedMarkdown
from analysis.report.page_text import PageText, describe_figures, page_text

__all__ = ["Change", "Heading", "page_exporter", "write_pages"]

_TEMPLATES = Path(__file__).parent / "templates"
_SHOWN = [
    "text/html",
    "text/markdown",
    "image/svg+xml",
    "image/png",
    "image/jpeg",
    "text/latex",
    "text/plain",
]


@dataclass(frozen=True)
class Change:
    """A parameter whose value is not that of the default scenario.

    Parameters
    ----------
    name
        Its name.
    value
        Value of this run.
    default
        Value in the default scenario.
    unit
        Its unit.
    """

    name: str
    value: str
    default: str
    unit: str


@dataclass(frozen=True)
class Heading:
    """What stands at the top of each page of a run.

    Parameters
    ----------
    scenario
        Name of the scenario.
    programme
        Name of the programme.
    title
        The scenario in a few words.
    changes
        What differs from the default scenario.
    """

    scenario: str
    programme: str
    title: str
    changes: Sequence[Change]


class _PageExporter(HTMLExporter):
    """nbconvert's exporter with our template, and formulas drawn instead of loaded as scripts."""

    # The signature is HTMLExporter's own, which is not that of its base.
    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **options: Any
    ) -> tuple[str, dict[str, Any]]:
        """Convert a notebook, without nbconvert's second reading of the finished page.

        That takes a third of the time, to give pictures a text, which all have here, and to mark
        elements of a template that is not used.
        """
        language = nb.metadata.get("language_info", {})
        lexer = language.get("pygments_lexer", language.get("name"))
        self.register_filter("highlight_code", partial(_highlighted, lexer))
        html, known = TemplateExporter.from_notebook_node(self, nb, resources, **options)
        return str(html), known

    @jinja2.pass_context
    def markdown2html(self, context: jinja2.runtime.Context, source: str) -> str:
        """Turn Markdown into HTML."""
        cell = context.get("cell", {})
        renderer = SelfContainedMarkdown(
            # Text from data reaches a notebook as Markdown too; it is shown, never obeyed.
            escape=True,
            attachments=cell.get("attachments", {}),
            anchor_link_text="#",
        )
        html: str = MarkdownWithMath(renderer=renderer).render(source)
        return html


def _highlighted(lexer: str | None, source: str, metadata: Mapping[str, Any] | None = None) -> str:
    """Colour the code of a cell, once for all notebooks that share it."""
    return _coloured(lexer, source, (metadata or {}).get("magics_language"))


@lru_cache(maxsize=1024)
def _coloured(lexer: str | None, source: str, magics: str | None) -> str:
    metadata = None if magics is None else {"magics_language": magics}
    return str(Highlight2HTML(pygments_lexer=lexer)(source, metadata=metadata))


@cache
def page_exporter(template: str = "page") -> HTMLExporter:
    """Return the one exporter of a template: making it costs more than a page.

    Parameters
    ----------
    template
        Folder in `templates`.
    """
    shown = Config({"NbConvertBase": {"display_data_priority": _SHOWN}})
    return _PageExporter(
        config=shown,
        template_name=template,
        # Otherwise the notebook is validated once more for each thing that could have changed it.
        optimistic_validation=True,
        extra_template_basedirs=[str(_TEMPLATES)],
        # Where a template finds the one that it extends.
        extra_template_paths=[str(_TEMPLATES)],
    )


def _style() -> str:
    return (_TEMPLATES / "style.css").read_text(encoding="utf-8")


def write_pages(
    notebooks: Mapping[str, NotebookNode],
    folder: Path,
    heading: Heading,
    verdict: Sequence[str],
) -> list[Path]:
    """Write a page for each executed notebook, and `index.html` with the verdict.

    Parameters
    ----------
    notebooks
        Executed notebooks by name, in reading order.
    folder
        Folder for the pages, made if it does not exist; its parent is the run folder.
    heading
        What stands at the top of each page.
    verdict
        Lines for the top of `index.html`.

    Returns
    -------
    list of Path
        The pages, `index.html` first.
    """
    folder.mkdir(parents=True, exist_ok=True)
    texts = {name: page_text(name, node) for name, node in notebooks.items()}
    shared = {"heading": heading, "pages": list(texts.values()), "style": _style()}
    index = folder / "index.html"
    index.write_text(_index(shared, verdict), encoding="utf-8")
    written = [index]
    for name, node in notebooks.items():
        path = folder / f"{name}.html"
        path.write_text(_page(node, texts[name], shared), encoding="utf-8")
        written.append(path)
    return written


def _page(node: NotebookNode, text: PageText, shared: Mapping[str, Any]) -> str:
    resources = {"page": {**shared, "text": text}}
    html, _ = page_exporter().from_notebook_node(describe_figures(node), resources=resources)
    return str(html)


def _index(shared: Mapping[str, Any], verdict: Sequence[str]) -> str:
    loader = jinja2.FileSystemLoader(_TEMPLATES)
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined
    )
    parts = [line.partition(": ")[::2] for line in verdict]
    lines = [(label, words[:1].upper() + words[1:]) for label, words in parts]
    return environment.get_template("contents.html.j2").render(page=shared, verdict=lines)

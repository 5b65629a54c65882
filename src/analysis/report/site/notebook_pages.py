"""One page a notebook: code folded, figures with caption, text and frame, neighbours linked."""

from collections.abc import Sequence

from analysis.report.pages import page_exporter
from analysis.report.site.pictures import with_pictures
from analysis.report.site.run import SiteRun, path_part
from analysis.report.site.shell import Link, Page, figure_html, render

__all__ = ["front_path", "notebook_page", "notebook_path", "pages_beside"]


def notebook_path(run: SiteRun, notebook: str) -> str:
    """Path of the page of a notebook from the root of the site."""
    return f"{run.name}/{path_part(notebook)}.html"


def front_path(run: SiteRun, lead: str) -> str:
    """Path of the front page of a run: the leading scenario's is that of the site."""
    return "index.html" if run.name == lead else f"{run.name}/index.html"


def pages_beside(run: SiteRun, lead: str) -> list[Link]:
    """List the pages of a run in reading order, its front page first.

    Parameters
    ----------
    run
        A finished run.
    lead
        Name of the leading scenario.
    """
    notebooks = [
        Link(notebook_path(run, text.name), text.label, text.title) for text in run.texts()
    ]
    return [Link(front_path(run, lead), "Verdict"), *notebooks]


def notebook_page(run: SiteRun, notebook: str, beside: Sequence[Link]) -> str:
    """Write the page of a notebook.

    Parameters
    ----------
    run
        A finished run.
    notebook
        Name of one of its notebooks.
    beside
        As from `pages_beside`.

    Returns
    -------
    str
        HTML; figures are files below `files/`.
    """
    path = notebook_path(run, notebook)
    place = [link.href for link in beside].index(path)
    page = Page(
        path=path,
        title=f"{beside[place].title} · {run.heading.title}",
        section="index.html",
        case=run.heading,
        beside=beside,
        before=beside[place - 1],
        after=beside[place + 1] if place + 1 < len(beside) else None,
        has_code=True,
    )
    shown = {
        each.number: figure_html(page, run.name, each, each.number, each.caption(run.case.as_of))
        for each in run.pictures(notebook)
    }
    node = with_pictures(run.nodes[notebook], shown)
    body, _ = page_exporter("site_notebook").from_notebook_node(node, resources={"page": None})
    return render("notebook.html.j2", page, body=body, name=notebook, run=run.name)

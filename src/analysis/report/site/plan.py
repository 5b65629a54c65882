"""Every file of the site: its path, what it is made of, and how it is made."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec

from analysis.report.results_files import reference_file
from analysis.report.site.assumptions_page import assumptions_page
from analysis.report.site.charts import script_bundle
from analysis.report.site.compare_page import compare_page
from analysis.report.site.data_room import DataRoom
from analysis.report.site.front_page import front_page
from analysis.report.site.notebook_pages import (
    front_path,
    notebook_page,
    notebook_path,
    pages_beside,
)
from analysis.report.site.pictures import Picture
from analysis.report.site.room_pages import (
    dictionary_page,
    downloads_page,
    shown_tables,
    table_page,
    verify_page,
)
from analysis.report.site.run import SiteRun
from analysis.report.site.scenarios import SiteScenario, known_scenarios
from analysis.report.site.search_index import search_script
from analysis.report.site.shell import ASSETS
from analysis.report.site.sources import SourceRows
from analysis.verification import Verdict

__all__ = ["Site", "SiteFile"]

_Parameters = ParamSpec("_Parameters")
_STYLE = Path(__file__).parents[1] / "templates" / "style.css"


@dataclass(frozen=True)
class SiteFile:
    """One file of the site.

    Parameters
    ----------
    path
        Its path from the root of the site.
    key
        Digest of all it is made of: a file of the same path and key need not be made again.
    make
        Makes its content; is given the folder in which the site is built.
    """

    path: str
    key: str
    make: Callable[[Path], bytes]


def _digest(*parts: object) -> str:
    text = json.dumps(parts, sort_keys=True, default=repr)
    return hashlib.sha256(text.encode()).hexdigest()


class Site:
    """The site of some runs.

    Parameters
    ----------
    runs
        Finished runs, one a scenario; at least one.
    room
        The data room.
    lead
        Name of the run's scenario whose front page is that of the site.
    problems
        Runs that were left out, and why.
    base
        Digest of what all files hang on: package, templates, data.
    libraries
        Digest of the versions of the libraries that draw.
    verify
        Runs the verification; called only if its page has to be made.
    """

    def __init__(
        self,
        runs: Sequence[SiteRun],
        room: DataRoom,
        *,
        lead: str,
        problems: Sequence[str],
        base: str,
        libraries: str,
        verify: Callable[[], Sequence[Verdict]],
    ) -> None:
        self._runs, self._room, self._lead = runs, room, lead
        self._problems, self._base, self._libraries = tuple(problems), base, libraries
        self._verify = verify
        self._scenarios, self._unstored = known_scenarios(runs, lead)
        self._regions = frozenset(run.case.region for run in runs)
        self._pictures: dict[tuple[str, str], list[Picture]] = {}

    def files(self) -> Iterator[SiteFile]:
        """List the files in the order in which they can be made.

        Yields
        ------
        SiteFile
            The index of the search last: it reads the pages.
        """
        pages = [*self._of_runs(), *self._of_all()]
        yield from pages
        yield from self._assets()
        yield from self._downloads()
        key = _digest([page.key for page in pages])
        yield SiteFile("assets/search-index.js", key, lambda built: _index(built, pages))

    def _of_runs(self) -> Iterator[SiteFile]:
        for run in self._runs:
            beside = pages_beside(run, self._lead)
            for name in run.nodes:
                path = notebook_path(run, name)
                key = _digest(
                    self._base, self._libraries, run.digests[f"notebooks/{name}.ipynb"],
                    run.heading, beside,
                )  # fmt: skip
                yield SiteFile(path, key, _page(notebook_page, run, name, beside))
            yield SiteFile(
                front_path(run, self._lead),
                _digest(self._everything(), run.digests),
                _page(self._front, run),
            )

    def _front(self, run: SiteRun) -> str:
        return front_page(
            run,
            SourceRows(run, self._room),
            self._scenarios,
            lead=self._lead,
            problems=self._problems,
        )

    def _everything(self) -> str:
        """Digest what the pages of all scenarios hang on."""
        runs = [(run.folder, run.heading, run.digests) for run in self._runs]
        stored = [(each.name, each.origin) for each in self._scenarios]
        return _digest(self._base, self._libraries, runs, stored, self._problems, self._unstored)

    def _of_all(self) -> Iterator[SiteFile]:
        whole = self._everything()
        problems = [*self._problems, *self._unstored]
        yield SiteFile("compare.html", whole, _page(compare_page, self._scenarios, problems))
        yield SiteFile("assumptions.html", whole, _page(self._assumptions))
        room = _digest(self._base, sorted(self._regions))
        yield SiteFile("data/index.html", room, _page(dictionary_page, self._room, self._regions))
        for table in shown_tables(self._room, self._regions):
            path = f"data/{table.name}.html"
            yield SiteFile(path, room, _page(table_page, table, self._regions))
        key = _digest(self._base, self._libraries)
        yield SiteFile("verify.html", key, _page(lambda: verify_page(self._verify())))
        yield SiteFile("downloads.html", whole, _page(self._download_page))

    def _assumptions(self) -> str:
        case = next(each for each in self._scenarios if each.name == self._lead)
        others = [each for each in self._scenarios if each.name != self._lead]
        run = next(run for run in self._runs if run.name == self._lead)
        return assumptions_page(case, others, SourceRows(run, self._room))

    def _download_page(self) -> str:
        figures = {
            run.name: [each for name in run.nodes for each in self._figures(run, name)]
            for run in self._runs
        }
        return downloads_page(self._runs, self._room, figures, self._problems)

    def _figures(self, run: SiteRun, notebook: str) -> list[Picture]:
        key = (run.name, notebook)
        if key not in self._pictures:
            self._pictures[key] = run.pictures(notebook)
        return self._pictures[key]

    def _assets(self) -> Iterator[SiteFile]:
        style = _STYLE.read_bytes() + (ASSETS / "site.css").read_bytes()
        yield SiteFile("assets/site.css", _digest(style), lambda _: style)
        for path in sorted(ASSETS.iterdir()):
            if path.name != "site.css":
                yield _copy(f"assets/{path.name}", path, self._base)
        bundle = _digest(self._libraries)
        yield SiteFile("assets/vega.js", bundle, lambda _: script_bundle().encode())

    def _downloads(self) -> Iterator[SiteFile]:
        for run in self._runs:
            for path, digest in run.digests.items():
                yield _copy(f"files/{run.name}/{path}", run.place / path, digest)
            for name in run.nodes:
                yield from self._figure_files(run, name)
        stored: Mapping[str, SiteScenario] = {
            each.name: each for each in self._scenarios if not each.href
        }
        for name, each in stored.items():
            yield _copy(each.file, reference_file(name), self._base)
        for name, content in self._room.content.items():
            yield SiteFile(f"files/data/{name}", self._base, _bytes(content))

    def _figure_files(self, run: SiteRun, notebook: str) -> Iterator[SiteFile]:
        digest = run.digests[f"notebooks/{notebook}.ipynb"]
        for picture in self._figures(run, notebook):
            place = f"files/{run.name}/figures/{picture.name}"
            yield SiteFile(f"{place}.png", digest, _bytes(picture.png))
            if picture.csv:
                yield SiteFile(f"{place}.csv", digest, _bytes(picture.csv.encode()))


def _page(
    write: Callable[_Parameters, str], *args: _Parameters.args, **options: _Parameters.kwargs
) -> Callable[[Path], bytes]:
    return lambda _: write(*args, **options).encode()


def _bytes(content: bytes) -> Callable[[Path], bytes]:
    return lambda _: content


def _copy(path: str, original: Path, key: str) -> SiteFile:
    return SiteFile(path, key, lambda _: original.read_bytes())


def _index(built: Path, pages: Sequence[SiteFile]) -> bytes:
    texts = ((each.path, (built / each.path).read_text(encoding="utf-8")) for each in pages)
    return search_script(texts).encode()
